package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.file.SessionDirectoryMXBean;
import io.github.log4jray.session.Registration;
import io.github.log4jray.session.Session;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appenders bound the disk of their session, and say which logs are theirs. */
class BoundedSessionTest {

    private static final String GONE = SimulatedSession.worker(4_000_000);

    @TempDir
    private Path temp;

    private Session session;

    @BeforeEach
    void nameSession() {
        session = Session.named(temp.resolve("session"), null);
    }

    private Element appender(String name) {
        return Config.sessionDirectory().with("name", name).with("sessionDir", session.directory());
    }

    private Path leave(String name, int bytes) throws IOException {
        Files.createDirectories(session.logs());
        return Files.write(session.logs().resolve(name), new byte[bytes]);
    }

    private Map<String, Integer> registered() throws IOException {
        return new Registrations(new HostProcesses(), InstantSource.system())
                .read(session)
                .logs();
    }

    private List<String> registrations() throws IOException {
        try (var names = Files.list(session.bookkeepingDirectory())) {
            return names.map(name -> name.getFileName().toString())
                    .filter(name -> name.startsWith(Registration.PREFIX))
                    .toList();
        }
    }

    private boolean isUsed() throws IOException {
        return new Registrations(new HostProcesses(), InstantSource.system())
                .read(session)
                .anyAlive();
    }

    @Test
    void driverWithoutAFileUsesItsSessionUntilItsStop() throws IOException {
        Element console = Config.driverConsole().with("sessionDir", session.directory());
        try (Logging logging = Logging.with(console.with("source", "none"), console.with("name", "other"))) {
            assertThat(isUsed()).isTrue();
            logging.reconfigure(console.with("source", "none"));
            assertThat(isUsed()).isTrue();
            assertThat(registrations()).hasSize(2);
        }
        assertThat(isUsed()).isFalse();
        assertThat(registrations()).isEmpty();
    }

    @Test
    void streamUsesASessionThatIsThereAtItsStart() throws IOException {
        Files.createDirectories(session.logs());
        Files.createDirectories(session.bookkeepingDirectory());
        try (Logging logging = Logging.with(
                Config.driverStream().with("sessionDir", session.directory()).with("shutdownTimeoutMillis", "0"))) {
            assertThat(isUsed()).isTrue();
            logging.reconfigure(appender("file").with("fileName", "app.log"));
            assertThat(registrations()).hasSize(2);
        }
        assertThat(registrations()).isEmpty();
    }

    @Test
    void streamUsesASessionThatSomebodyMakesLaterAndMakesNone() throws IOException {
        try (Logging logging = Logging.with(
                Config.driverStream().with("sessionDir", session.directory()).with("shutdownTimeoutMillis", "0"))) {
            logging.logger("a").info("a line");
            assertThat(session.directory()).doesNotExist();
            Files.createDirectories(session.logs());
            Files.createDirectories(session.bookkeepingDirectory());

            await().until(this::isUsed);
        }
        assertThat(registrations()).isEmpty();
    }

    @Test
    void logThatDoesNotRotateIsKnownToBeGoneAfterACleanEnd() throws Exception {
        try (Logging logging =
                Logging.with(appender("file").with("fileName", "dead.log").with("maxBytes", "0"))) {
            logging.logger("test").info("x".repeat(1000));
        }
        try (Logging logging =
                Logging.with(appender("file").with("fileName", "app.log").with("retentionBytes", "500"))) {
            logging.logger("test").info("line");

            await().until(() -> !Files.exists(session.logs().resolve("dead.log")));
        }
    }

    @Test
    void startRemovesWhatIsTooMuchAndCountersSaySo() throws Exception {
        Path gone = leave(GONE, 5000);
        System.setProperty("log4jray.jmx", "true");
        try (Logging logging =
                Logging.with(appender("file").with("fileName", "app.log").with("retentionBytes", "2 KB"))) {
            logging.logger("a").info("a line");
            SessionDirectoryMXBean counters = logging.appender("file", SessionDirectoryAppender.class);
            await().until(() -> counters.getFilesRemoved() == 1);
            assertThat(gone).doesNotExist();
            assertThat(counters.getBytesRemoved()).isEqualTo(5000);
            assertThat(counters.getSessionBytes()).isLessThan(2048);
            assertThat(ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(
                                    new ObjectName(
                                            "io.github.log4jray:type=SessionDirectory,context=\"test\",name=\"file\""),
                                    "FilesRemoved"))
                    .isEqualTo(1L);
        } finally {
            System.clearProperty("log4jray.jmx");
        }
        assertThat(session.logs().resolve("app.log")).exists();
    }

    @Test
    void processSaysWhichLogsItWritesUntilItsStop() throws IOException {
        try (Logging logging =
                Logging.with(appender("one").with("fileName", "app.log").with("backupCount", "7"))) {
            assertThat(registered()).isEqualTo(Map.of("app.log", 7));
            logging.logger("a").info("a line");
        }
        assertThat(registered()).isEmpty();
        assertThat(registrations()).isEmpty();
    }

    @Test
    void logOfTwoAppendersIsRegisteredUntilBothHaveStopped() throws IOException {
        Element one = appender("one").with("fileName", "app.log");
        try (Logging logging = Logging.with(one, appender("two").with("fileName", "app.log"))) {
            logging.reconfigure(one);
            assertThat(registered()).containsOnlyKeys("app.log");
            logging.reconfigure(appender("one").with("fileName", "other.log"));
            assertThat(registered()).containsOnlyKeys("other.log");
        }
    }

    @Test
    void logOfATaskIsRegisteredAsLongAsItsAppenderRuns() throws IOException {
        Element routing =
                Config.routing("$${ctx:task_name}", appender("task").with("fileName", "task-${ctx:task_name}.log"));
        try (Logging logging = Logging.with(routing)) {
            try (var scope = org.apache.logging.log4j.CloseableThreadContext.put("task_name", "count")) {
                logging.logger("a").info("a line");
            }
            assertThat(ThreadContext.isEmpty()).isTrue();
            assertThat(registered()).containsOnlyKeys("task-count.log");
        }
        assertThat(registrations()).isEmpty();
    }

    @Test
    void failedWriteMakesRoomAtOnce() throws Exception {
        Path gone = leave(GONE, 10);
        Files.createSymbolicLink(session.logs().resolve("app.log"), Path.of("/dev/full"));
        try (Logging logging = Logging.with(appender("file")
                .with("fileName", "app.log")
                .with("immediateFlush", "true")
                .with("retentionBytes", "1 KB"))) {
            SessionDirectoryMXBean counters = logging.appender("file", SessionDirectoryAppender.class);
            await().until(() -> counters.getSessionBytes() == 10);
            Files.write(gone, new byte[5000]);

            logging.logger("a").info("a line that finds no room");

            await().until(() -> counters.getFilesRemoved() == 1);
        }
        assertThat(gone).doesNotExist();
    }

    @Test
    void sessionThatIsRemovedWhileItIsWrittenIsRegisteredAgainBeforeThePass() throws IOException {
        Registration registration = new Registration(session.bookkeepingDirectory());
        registration.addLog("app.log", 5);
        for (String name : registrations()) {
            Files.delete(session.bookkeepingDirectory().resolve(name));
        }
        registration.renew();

        assertThat(registered()).containsOnlyKeys("app.log");
        registration.close();
    }
}
