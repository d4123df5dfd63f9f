package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.OtherUser;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users who share a temp directory. Needs root, who becomes the others by {@code setpriv}. */
@Tag("root")
class OtherUsersTest {

    private static final int NOBODY = OtherUser.NOBODY;
    private static final String OLD_NAME = "session_2020-01-01_00-00-00_000000_1";

    @TempDir
    Path directory;

    private TempDirectory temp;
    private String classPath;

    @BeforeEach
    void letOthersReadWhatTheyNeed() throws Exception {
        assertThat(user(Path.of("/proc/self"))).as("the user of these tests").isZero();
        Files.setAttribute(directory, "unix:mode", 0755);
        temp = new TempDirectory(directory.resolve("ray"));
        classPath = OtherUser.classPath(
                directory, SessionDirectoryAppender.class, LogLines.class, LogManager.class, LoggerContext.class);
    }

    private static int user(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    private Element appender(String attributes) {
        return temp.appender("fileName=\"app.log\" " + attributes);
    }

    private JavaProcess run(int user, String attributes) throws Exception {
        Path configuration = directory.resolve("log4j2-" + user + ".xml");
        Files.writeString(
                configuration, Config.of(Config.console(), appender(attributes)).toString());
        Files.setAttribute(configuration, "unix:mode", 0644);
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "1")
                .launchedBy(OtherUser.launcher(user))
                .classPath(classPath)
                .option("-Dlog4j2.configurationFile=" + configuration.toUri())
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.lines()).anyMatch(line -> line.endsWith("line 0"));
            return process;
        }
    }

    private void logLine(String attributes) {
        try (Logging logging = Logging.with(appender(attributes))) {
            logging.logger("test").info("line of root");
        }
    }

    private List<Path> sessionsOf(int user) throws IOException {
        List<Path> sessions = new ArrayList<>();
        for (Path session : temp.sessions()) {
            if (user(session) == user) {
                sessions.add(session);
            }
        }
        return sessions;
    }

    private void assertHasOneSessionWithItsLine(int user) throws IOException {
        assertThat(sessionsOf(user))
                .singleElement()
                .satisfies(session ->
                        assertThat(session.resolve("logs/app.log")).content().endsWith("line 0\n"));
    }

    /** In a directory like {@code /tmp} nobody but its owner can replace a link. */
    private static void assertNoErrorButOfTheLink(JavaProcess process) {
        assertThat(process.errors())
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(error -> assertThat(error).contains("session_latest"));
    }

    @Test
    void anotherUserMakesItsSessionWhereRootHasMadeTheTempDirectory() throws Exception {
        logLine("");
        assertNoErrorButOfTheLink(run(NOBODY, ""));

        assertHasOneSessionWithItsLine(NOBODY);
        assertThat(sessionsOf(0)).hasSize(1);
    }

    @Test
    void rootMakesItsSessionWhereAnotherUserHasMadeTheTempDirectory() throws Exception {
        Files.setAttribute(directory, "unix:mode", 0777);
        assertThat(run(NOBODY, "").errors()).isEmpty();
        logLine("");

        assertHasOneSessionWithItsLine(NOBODY);
        assertThat(sessionsOf(0)).hasSize(1);
        assertThat(temp.link().toRealPath()).isEqualTo(sessionsOf(0).get(0).toRealPath());
    }

    @Test
    void anotherUserDoesNotJoinTheLatestSessionOfRoot() throws Exception {
        logLine("");
        assertNoErrorButOfTheLink(run(NOBODY, "session=\"latest\""));

        assertHasOneSessionWithItsLine(NOBODY);
        assertThat(sessionsOf(0).get(0).resolve("logs/app.log"))
                .content()
                .endsWith("line of root\n")
                .hasLineCount(1);
    }

    @Test
    void rootDoesNotJoinTheLatestSessionOfAnotherUser() throws Exception {
        Path other = temp.path().resolve(OLD_NAME);
        Files.createDirectories(other.resolve("logs"));
        Files.setAttribute(other, "unix:uid", NOBODY);
        Files.createSymbolicLink(temp.link(), other);
        logLine("session=\"latest\"");

        assertThat(other.resolve("logs")).isEmptyDirectory();
        assertThat(sessionsOf(0))
                .singleElement()
                .satisfies(session ->
                        assertThat(session.resolve("logs/app.log")).content().endsWith("line of root\n"));
    }

    @Test
    void anotherUserWhoMayNotWriteTheTempDirectoryHasOneErrorAndGoesOn() throws Exception {
        Files.createDirectory(temp.path());
        Files.setAttribute(temp.path(), "unix:mode", 0755);
        JavaProcess process = run(NOBODY, "");

        assertThat(process.errors())
                .filteredOn(line -> !line.contains("Null object returned for SessionDirectory in Appenders")
                        && !line.contains("Unable to locate appender \"file\""))
                .singleElement()
                .asString()
                .contains("SessionDirectory \"file\": invalid tempDir \"" + temp.path() + "\"", "AccessDenied");
        assertThat(temp.path()).isEmptyDirectory();
    }

    @Test
    void usersWithoutANameAreNotInEachOthersWay() throws Exception {
        logLine("");
        assertNoErrorButOfTheLink(run(4711, ""));
        assertNoErrorButOfTheLink(run(4712, ""));

        assertHasOneSessionWithItsLine(4711);
        assertHasOneSessionWithItsLine(4712);
    }

    @Test
    void linkToALiveRayOfAnotherUserIsLeft() throws Exception {
        Path rays = temp.path().resolve(OLD_NAME);
        Path socket = Files.createDirectories(rays.resolve("sockets")).resolve("raylet");
        Files.setAttribute(rays, "unix:uid", NOBODY);
        Files.createSymbolicLink(temp.link(), rays);
        try (ServerSocketChannel raylet = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            raylet.bind(UnixDomainSocketAddress.of(socket));
            logLine("");

            assertThat(temp.link().toRealPath()).isEqualTo(rays.toRealPath());
            assertThat(sessionsOf(0)).hasSize(1);
        }
    }

    /** Ray makes its directories with mode 0777, and its sockets with the umask: only their owner may connect. */
    @Test
    void linkToALiveRayIsLeftByAUserWhoMayNotConnectToIt() throws Exception {
        Path rays = temp.path().resolve(OLD_NAME);
        Path socket = Files.createDirectories(rays.resolve("sockets")).resolve("raylet");
        Files.setAttribute(temp.path(), "unix:mode", 0777);
        Files.createSymbolicLink(temp.link(), rays);
        try (ServerSocketChannel raylet = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            raylet.bind(UnixDomainSocketAddress.of(socket));
            Files.setAttribute(socket, "unix:mode", 0755);
            run(NOBODY, "");
            assertThat(temp.link().toRealPath()).isEqualTo(rays.toRealPath());

            Files.setAttribute(rays.resolve("sockets"), "unix:mode", 0700);
            run(NOBODY, "");
            assertThat(temp.link().toRealPath()).isEqualTo(rays.toRealPath());
        }
        run(NOBODY, "");
        assertThat(temp.link().toRealPath()).as("nobody listens").isNotEqualTo(rays.toRealPath());
    }

    @Test
    void sessionThatAnotherUserHasMadeIsAnErrorAndStaysAsItIs() throws Exception {
        Path victims = Files.writeString(directory.resolve("made"), "mine\n");
        Path session = directory.resolve("session_of_mine");
        for (String name : List.of("logs", "log4jray")) {
            Path made = Files.createDirectories(session.resolve(name));
            Files.setAttribute(made, "unix:mode", 0777);
            Files.setAttribute(made, "unix:uid", NOBODY);
        }
        Files.createSymbolicLink(session.resolve("log4jray/job-01000000"), victims);
        Files.setAttribute(session, "unix:uid", NOBODY);
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = Logging.with(
                        Config.sessionDirectory().with("fileName", "app.log").with("sessionDir", session))) {
            logging.logger("test").info("line of root");

            assertThat(messages.containing(Level.ERROR, session.toString(), "owner " + NOBODY, "mode 0755"))
                    .hasSize(1);
        }
        assertThat(session.resolve("logs")).isEmptyDirectory();
        assertThat(victims).hasContent("mine\n");
    }

    @Test
    void latestSessionIsNotFoundThroughTheLinkOfAnotherUser() throws Exception {
        Files.createDirectory(temp.path());
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.createSymbolicLink(temp.link(), home);
        Files.setAttribute(temp.link(), "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
        logLine("session=\"latest\"");

        assertThat(home).isEmptyDirectory();
        assertThat(sessionsOf(0)).hasSize(1);
    }

    @Test
    void logIsNotWrittenThroughALinkWhereAnotherUserOwnsTheTempDirectory() throws Exception {
        Path profile = Files.writeString(directory.resolve("profile"), "mine\n");
        Files.createDirectory(temp.path());
        Files.setAttribute(temp.path(), "unix:uid", NOBODY);
        try (Logging logging = Logging.with(appender("immediateFlush=\"true\""))) {
            logging.logger("test").info("before");
            Path logs = temp.link().toRealPath().resolve("logs");
            Files.move(logs, logs.resolveSibling("logs.stolen"));
            Files.createDirectory(logs);
            Files.createSymbolicLink(logs.resolve("app.log"), profile);
            logging.logger("test").info("after");
        }

        assertThat(profile).hasContent("mine\n");
    }
}
