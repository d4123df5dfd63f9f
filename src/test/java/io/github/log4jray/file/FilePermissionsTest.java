package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read a log file: as {@code filePermissions} says, else as the umask of the process does. */
class FilePermissionsTest {

    /** Two lines of {@link LogLines} are less, three are more. */
    private static final String ROTATING = " maxBytes=\"20\" backupCount=\"3\" ";

    @TempDir
    Path directory;

    private Path session;

    @BeforeEach
    void session() {
        session = directory.resolve("named");
    }

    private Element appender(String attributes) {
        return Config.sessionDirectory()
                .with("sessionDir", session)
                .attributes(attributes)
                .with(Config.pattern("%m%n"));
    }

    private void logLines(int count, String attributes) {
        try (Logging logging = Logging.with(appender(attributes))) {
            for (int i = 0; i < count; i++) {
                logging.logger("test").info("line {}", i);
            }
        }
    }

    private Path log(String name) {
        return session.resolve("logs").resolve(name);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void assertEach(String permissions, String... names) throws IOException {
        assertThat(TempDirectory.names(session.resolve("logs"))).containsExactly(names);
        for (String name : names) {
            assertThat(permissions(log(name))).as(name).isEqualTo(permissions);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-rw-rw-", "rw-------", "rwxrwxrwx"})
    void areThoseOfTheAttributeForEveryFileThatIsMade(String permissions) throws Exception {
        logLines(6, "fileName=\"app.log\" filePermissions=\"" + permissions + "\"" + ROTATING);

        assertThat(Files.readAllLines(log("app.log.2"))).containsExactly("line 0", "line 1");
        assertEach(permissions, "app.log", "app.log.1", "app.log.2");
    }

    @Test
    void areThoseOfTheAttributeForErrToo() throws Exception {
        logLines(1, "component=\"raylet\" stderrLevel=\"info\" filePermissions=\" rw-rw---- \"");

        assertEach("rw-rw----", "raylet.err", "raylet.out");
    }

    /** A process of each umask writes a file without the attribute, and two with it. */
    @ParameterizedTest
    @CsvSource({"022, rw-r--r--", "027, rw-r-----", "077, rw-------", "000, rw-rw-rw-"})
    void areThoseOfTheAttributeWhateverTheUmaskAndElseThoseOfTheUmask(String umask, String permissions)
            throws Exception {
        Files.createDirectories(session.resolve("logs"));
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "6")
                .configured(
                        appender("fileName=\"umask.log\"" + ROTATING),
                        appender("fileName=\"more.log\" filePermissions=\"rw-rw-rw-\"" + ROTATING)
                                .with("name", "more"),
                        appender("fileName=\"less.log\" filePermissions=\"rw-r-----\"" + ROTATING)
                                .with("name", "less"))
                .launchedBy("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh")
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }

        assertThat(TempDirectory.names(session.resolve("logs"))).hasSize(9);
        for (String suffix : List.of("", ".1", ".2")) {
            assertThat(permissions(log("umask.log" + suffix))).isEqualTo(permissions);
            assertThat(permissions(log("more.log" + suffix))).isEqualTo("rw-rw-rw-");
            assertThat(permissions(log("less.log" + suffix))).isEqualTo("rw-r-----");
        }
    }

    @Test
    void areThoseOfTheUmaskWhereTheAttributeIsWrong() throws Exception {
        logLines(6, "fileName=\"app.log\" filePermissions=\"rw-r----x-\"" + ROTATING);

        assertEach(permissions(Files.createFile(directory.resolve("plain"))), "app.log", "app.log.1", "app.log.2");
    }

    @Test
    void fileThatExistsKeepsItsOwn() throws Exception {
        Files.createDirectories(session.resolve("logs"));
        Files.writeString(log("app.log"), "before\n");
        Files.setPosixFilePermissions(log("app.log"), PosixFilePermissions.fromString("rw---x-w-"));

        logLines(1, "fileName=\"app.log\" filePermissions=\"rw-r-----\"" + ROTATING);
        assertEach("rw---x-w-", "app.log");
        assertThat(log("app.log")).hasContent("before\nline 0\n");

        logLines(1, "fileName=\"app.log\" filePermissions=\"rw-r-----\"" + ROTATING);
        assertThat(permissions(log("app.log.1"))).isEqualTo("rw---x-w-");
        assertThat(permissions(log("app.log"))).isEqualTo("rw-r-----");
    }
}
