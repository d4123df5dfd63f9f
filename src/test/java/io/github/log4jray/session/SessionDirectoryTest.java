package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.file.ContextOfItsOwn;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.File;
import java.net.StandardProtocolFamily;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionDirectoryTest {

    private static final String OLD_NAME = "session_2020-01-01_00-00-00_000000_1";
    private static final String OWN_NAME = "session_\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d_\\d{6}_"
            + ProcessHandle.current().pid();

    @TempDir
    Path directory;

    private TempDirectory temp;

    @BeforeEach
    void temp() {
        temp = new TempDirectory(directory.resolve("ray"));
    }

    private Element file(String name) {
        return file(name, "");
    }

    private Element file(String name, String attributes) {
        return temp.appender(attributes).with("name", name).with("fileName", name + ".log");
    }

    private static void logLine(Element appender) {
        try (Logging logging = Logging.with(appender)) {
            logging.logger("test").info("line");
        }
    }

    private Path oldSession() throws Exception {
        Path session = temp.path().resolve(OLD_NAME);
        Files.createDirectories(session.resolve("logs"));
        Files.createSymbolicLink(temp.link(), session);
        return session;
    }

    private void assertLinkNames(Path session) throws Exception {
        assertThat(temp.link()).isSymbolicLink();
        assertThat(temp.link().toRealPath()).isEqualTo(session.toRealPath());
    }

    @Test
    void isNamedByTimeAndProcessAndHasLogs() {
        logLine(file("app"));

        assertThat(temp.session().getFileName().toString()).matches(OWN_NAME);
        assertThat(temp.log("app.log")).content().endsWith("line\n");
        assertThat(temp.logs()).containsExactly("app.log");
    }

    @Tag("compat")
    @Test
    void existsBeforeTheFirstEvent() {
        try (Logging logging = Logging.with(file("app"))) {
            assertThat(logging.context().isStarted()).isTrue();
            assertThat(temp.session().resolve("logs")).isEmptyDirectory();
        }
    }

    @Tag("compat")
    @Test
    void isWhatSessionLatestNames() throws Exception {
        logLine(file("app"));

        assertLinkNames(temp.session());
    }

    @Test
    void leavesNothingElseInSightInTheTempDirectory() {
        logLine(file("app"));

        assertThat(TempDirectory.names(temp.path()))
                .filteredOn(name -> !name.startsWith(".") || !name.endsWith(".lock"))
                .containsExactly(temp.session().getFileName().toString(), "session_latest");
    }

    @Tag("compat")
    @Test
    void isSharedByManyAppenders() {
        try (Logging logging = Logging.with(file("one"), file("two"), file("three"))) {
            logging.logger("test").info("line");
        }

        assertThat(temp.logs()).containsExactly("one.log", "three.log", "two.log");
    }

    @Tag("compat")
    @Test
    void staysAcrossReconfigurationsAndRestarts() {
        try (Logging logging = Logging.with(file("one"))) {
            logging.logger("test").info("line");
            logging.reconfigure(file("two"));
            logging.logger("test").info("line");
        }
        logLine(file("three"));

        assertThat(temp.logs()).containsExactly("one.log", "three.log", "two.log");
    }

    @Test
    void isOneForEachTempDirectory() {
        TempDirectory first = temp;
        logLine(file("one"));
        temp = new TempDirectory(directory.resolve("other"));
        logLine(file("two"));

        assertThat(first.logs()).containsExactly("one.log");
        assertThat(temp.logs()).containsExactly("two.log");
    }

    @Test
    void isOneForATempDirectoryHoweverThatIsWritten() {
        TempDirectory first = temp;
        logLine(file("one"));
        temp = new TempDirectory(directory.resolve("x/../ray/."));
        logLine(file("two"));

        assertThat(first.logs()).containsExactly("one.log", "two.log");
    }

    @Test
    void isOneForSixteenThreadsThatStartContextsAtOnce() throws Exception {
        int threads = 16;
        CyclicBarrier together = new CyclicBarrier(threads);
        inParallel(threads, number -> () -> {
            together.await();
            logLine(file("thread" + number));
            return null;
        });

        assertThat(temp.logs()).hasSize(threads);
    }

    @Tag("compat")
    @Test
    void isOneForClassLoadersWithTheirOwnCopiesOfEverything() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        inParallel(2, number -> () -> {
            try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
                Thread.currentThread().setContextClassLoader(loader);
                Class<?> copy = loader.loadClass(ContextOfItsOwn.class.getName());
                assertThat(copy).isNotSameAs(ContextOfItsOwn.class);
                together.await();
                Runnable context = (Runnable) copy.getConstructor(String.class)
                        .newInstance(file("app").toString());
                together.await();
                for (int i = 0; i < 500; i++) {
                    context.run();
                }
                ((AutoCloseable) context).close();
            }
            return null;
        });

        assertThat(temp.logs()).containsExactly("app.log");
        assertThat(Files.readAllLines(temp.log("app.log")))
                .hasSize(1000)
                .allMatch(line -> line.endsWith(": once more"));
    }

    private static URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private interface Tasks {
        Callable<Void> numbered(int number);
    }

    private static void inParallel(int threads, Tasks tasks) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Void>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(executor.submit(tasks.numbered(i)));
            }
            for (Future<Void> result : results) {
                result.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void isTheOneThatAnAttributeNames() throws Exception {
        Path named = Files.createDirectories(directory.resolve("named/logs")).getParent();
        logLine(file("app", "sessionDir=\"" + named + "\""));

        assertThat(TempDirectory.names(named.resolve("logs"))).containsExactly("app.log");
        assertThat(temp.path()).doesNotExist();
    }

    @Test
    void isMadeWhereTheNamedOneDoesNotExist() {
        Path named = directory.resolve("far/away/session");
        logLine(file("app", "sessionDir=\"" + named + "\""));

        assertThat(TempDirectory.names(named)).containsExactly("log4jray", "logs");
        assertThat(TempDirectory.names(named.resolve("logs"))).containsExactly("app.log");
    }

    @Test
    void isTheNamedOneEvenWhereTheLatestIsAskedFor() throws Exception {
        Path latest = oldSession();
        Path named = directory.resolve("named");
        logLine(file("app", "session=\"latest\" sessionDir=\"" + named + "\""));

        assertThat(TempDirectory.names(named.resolve("logs"))).containsExactly("app.log");
        assertThat(latest.resolve("logs")).isEmptyDirectory();
    }

    @Tag("compat")
    @Test
    void isTheLatestWhereAskedFor() throws Exception {
        Path latest = oldSession();
        logLine(file("app", "session=\"latest\""));

        assertThat(TempDirectory.names(latest.resolve("logs"))).containsExactly("app.log");
        assertLinkNames(latest);
    }

    @Test
    void isNewWhereThereIsNoLatest() throws Exception {
        logLine(file("app", "session=\"latest\""));

        assertThat(temp.session().getFileName().toString()).matches(OWN_NAME);
        assertThat(temp.logs()).containsExactly("app.log");
        assertLinkNames(temp.session());
    }

    @Test
    void isNewWhereTheLatestHasGone() throws Exception {
        Path gone = oldSession();
        Files.delete(gone.resolve("logs"));
        Files.delete(gone);
        logLine(file("app", "session=\"latest\""));

        assertThat(temp.logs()).containsExactly("app.log");
        assertLinkNames(temp.session());
    }

    @Test
    void takesTheLinkFromAnOlderSession() throws Exception {
        oldSession();
        logLine(file("app"));

        assertThat(temp.sessions()).hasSize(2);
        assertLinkNames(temp.sessions().get(1));
    }

    @Test
    void leavesTheLinkToALiveRay() throws Exception {
        Path rays = oldSession();
        try (ServerSocketChannel raylet = raylet(rays)) {
            logLine(file("app"));

            assertThat(raylet.isOpen()).isTrue();
            assertLinkNames(rays);
            assertThat(temp.sessions()).hasSize(2);
            assertThat(temp.sessions().get(1).resolve("logs/app.log")).exists();
        }
    }

    @Test
    void leavesTheLinkToALiveRayEvenOnAnInterruptedThread() throws Exception {
        Path rays = oldSession();
        try (ServerSocketChannel raylet = raylet(rays)) {
            Thread.currentThread().interrupt();
            try {
                logLine(file("app"));
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }

            assertThat(raylet.isOpen()).isTrue();
            assertLinkNames(rays);
            assertThat(temp.sessions().get(1).resolve("logs/app.log")).exists();
        }
    }

    @Test
    void isThatOfALiveRayWhereTheLatestIsAskedFor() throws Exception {
        Path rays = oldSession();
        try (ServerSocketChannel raylet = raylet(rays)) {
            logLine(file("app", "session=\"latest\""));

            assertThat(raylet.isOpen()).isTrue();
            assertThat(temp.session()).isEqualTo(rays);
            assertThat(temp.logs()).containsExactly("app.log");
        }
    }

    private static ServerSocketChannel raylet(Path session) throws Exception {
        Path socket = Files.createDirectories(session.resolve("sockets")).resolve("raylet");
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    @Test
    void isMadeEvenWhereADirectoryStandsInThePlaceOfTheLink() throws Exception {
        Files.createDirectories(temp.link());
        try (StatusMessages messages = StatusMessages.listen()) {
            logLine(file("app"));

            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains(
                            "SessionDirectory \"app\"",
                            "session_latest",
                            temp.path().toString());
        }
        assertThat(Files.isDirectory(temp.link(), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(temp.sessions())
                .filteredOn(session -> session.getFileName().toString().matches(OWN_NAME))
                .singleElement()
                .satisfies(session ->
                        assertThat(TempDirectory.names(session.resolve("logs"))).containsExactly("app.log"));
    }

    @Test
    void makesATempDirectoryThatEverybodyCanUse() throws Exception {
        logLine(file("app"));

        assertThat(mode(temp.path())).isEqualTo(01777);
    }

    @Test
    void keepsTheModeOfATempDirectoryThatExists() throws Exception {
        Files.createDirectories(temp.path());
        Files.setAttribute(temp.path(), "unix:mode", 0710);
        logLine(file("app"));

        assertThat(mode(temp.path())).isEqualTo(0710);
    }

    private static int mode(Path path) throws Exception {
        return (Integer) Files.getAttribute(path, "unix:mode") & 07777;
    }
}
