package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.driver.DriverConsoleAppender;
import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.stream.DriverStreamAppender;
import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be watched, by getters and by JMX. */
class CountersTest {

    private static final String DRIVER = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    @Test
    void workerCountsWhatItSendsAndDrops() throws IOException {
        try (FakeDriver driver = FakeDriver.listen();
                Logging worker = Logging.with(Config.driverStream()
                        .with("address", driver.address())
                        .with("bufferSize", "4 KB")
                        .with("shutdownTimeoutMillis", "0"))) {
            DriverStreamAppender counters = worker.appender("driver", DriverStreamAppender.class);
            try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
                worker.logger("a").info("one\ntwo");
                String batch = connection.nextLine();
                assertThat(counters.getLinesBuffered()).isEqualTo(2);
                assertThat(counters.getLinesSent()).isZero();
                assertThat(counters.getBytesBuffered()).isPositive().isLessThanOrEqualTo(4096);
                connection.acknowledge(1);
                await().until(() -> counters.getLinesSent() == 2);
                assertThat(counters.getLinesBuffered()).isZero();
                assertThat(counters.getBytesSent()).isEqualTo(batch.length() + 1);
                assertThat(counters.getReconnections()).isZero();
            }
            for (int i = 0; i < 1000; i++) {
                worker.logger("a").info("line {}", i);
            }
            assertThat(counters.getLinesDropped()).isPositive();
            assertThat(counters.getLinesBuffered() + counters.getLinesDropped()).isEqualTo(1000);
            try (FakeDriver.Connection refusing = driver.accept()) {
                refusing.next();
                refusing.say("{\"v\":2,\"error\":\"token\"}");
                await().until(() -> counters.getRefusals() == 1);
            }
            assertThat(counters.getLinesSent()).isEqualTo(2);
        }
    }

    @Test
    void lossThatIsToldIsNoLineThatIsSent() throws IOException {
        try (FakeDriver driver = FakeDriver.listen();
                Logging worker = Logging.with(Config.driverStream()
                        .with("address", driver.address())
                        .with("bufferSize", "4 KB")
                        .with("shutdownTimeoutMillis", "0"))) {
            DriverStreamAppender counters = worker.appender("driver", DriverStreamAppender.class);
            for (int i = 0; i < 1000; i++) {
                worker.logger("a").info("line {}", i);
            }
            try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
                long told = 0;
                while (told == 0) {
                    var batch = connection.next();
                    connection.acknowledge((Long) batch.get("seq"));
                    told = batch.get("dropped") instanceof Long dropped ? dropped : 0;
                }
                long dropped = counters.getLinesDropped();
                assertThat(told).isEqualTo(dropped);
                await().until(() -> counters.getLinesSent() == 1000 - dropped);
                assertThat(counters.getLinesBuffered()).isZero();
            }
        }
    }

    @Test
    void fileCountsWhatIsWrittenLostAndRotated() throws IOException {
        Path log = directory.resolve("logs/app.log");
        SessionDirectoryAppender counters;
        try (Logging logging = Logging.with(Config.sessionDirectory()
                .with("sessionDir", directory)
                .with("fileName", "app.log")
                .with("immediateFlush", "true")
                .with("maxBytes", "1 KB")
                .with("backupCount", "1000")
                .with(Config.pattern("%m%n")))) {
            counters = logging.appender("file", SessionDirectoryAppender.class);
            assertThat(counters.getSecondsSinceLastWrite()).isEqualTo(-1);
            for (int i = 0; i < 1000; i++) {
                logging.logger("a").info("record {}", i);
            }
            try (Stream<Path> files = Files.list(log.getParent())) {
                List<Path> all = files.toList();
                assertThat(counters.getRotations()).isEqualTo(all.size() - 1).isPositive();
                long bytes = 0;
                for (Path file : all) {
                    bytes += Files.size(file);
                }
                assertThat(counters.getBytesWritten()).isEqualTo(bytes);
            }
            assertThat(counters.getRecordsWritten()).isEqualTo(1000);
            assertThat(counters.getSecondsSinceLastWrite()).isBetween(0.0, 600.0);
            assertThat(counters.getRecordsLost()).isZero();

            Files.move(log.getParent(), directory.resolve("away"));
            Files.writeString(log.getParent(), "no directory");
            logging.logger("a").info("lost");
            assertThat(counters.getRecordsLost()).isEqualTo(1);
            assertThat(counters.getRecordsWritten()).isEqualTo(1000);
        }
        assertThat(counters.getRecordsWritten()).as("after the stop").isEqualTo(1000);
        assertThat(counters.getRecordsLost()).isEqualTo(1);
    }

    @Test
    void driverCountsWhatItShowsAndRefuses() throws IOException {
        Path session = directory.resolve("session");
        try (Logging logging = Logging.with(Config.driverConsole().with("sessionDir", session))) {
            DriverConsoleAppender counters = logging.appender("console", DriverConsoleAppender.class);
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            try (ProtocolPeer stranger = ProtocolPeer.connect(published.port())) {
                stranger.hello("guessed");
                await().until(() -> counters.getConnectionsRefused() == 1);
            }
            try (ProtocolPeer worker = ProtocolPeer.connect(published.port())) {
                worker.hello(published.token());
                await().until(() -> counters.getWorkers() == 1);
                worker.send(
                        "{\"pid\":1,\"lines\":[\"alike\",\"other\"]}",
                        "{\"pid\":2,\"lines\":[\"alike\"]}",
                        "{\"pid\":3,\"lines\":[\"alike\"]}",
                        "no batch",
                        "{\"pid\":4,\"lines\":[],\"dropped\":7,\"file\":null}");
                await().until(() -> counters.getLinesLost() == 7);
                assertThat(counters.getLinesShown()).isEqualTo(2);
                assertThat(counters.getBatchesRefused()).isEqualTo(1);
            }
            await().until(() -> counters.getWorkers() == 0);
            logging.close();
            assertThat(counters.getLinesShown()).as("with deduplicated lines").isEqualTo(3);
            assertThat(counters.getLinesDeduplicated()).isEqualTo(1);
        }
    }

    @Test
    void countersAreMBeansWhereThatIsWantedAndAsLongAsTheirAppenderRuns() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName all = new ObjectName("io.github.log4jray:*");
        Element stream = Config.driverStream()
                .with("address", "tcp://127.0.0.1:1")
                .with("sessionDir", directory.resolve("session"))
                .with("shutdownTimeoutMillis", 0);
        try (Logging quiet = Logging.with(stream)) {
            assertThat(server.queryNames(all, null)).isEmpty();
        }
        System.setProperty("log4jray.jmx", "true");
        try (Logging logging =
                Logging.with(stream, Config.driverConsole().with("sessionDir", directory.resolve("session")))) {
            Set<ObjectName> names = server.queryNames(all, null);
            assertThat(names)
                    .extracting(ObjectName::getCanonicalName)
                    .containsExactlyInAnyOrder(
                            "io.github.log4jray:context=\"test\",name=\"driver\",type=DriverStream",
                            "io.github.log4jray:context=\"test\",name=\"console\",type=DriverConsole");
            logging.logger("a").info("a line");
            ObjectName driver = new ObjectName("io.github.log4jray:type=DriverStream,context=\"test\",name=\"driver\"");
            assertThat(server.getAttribute(driver, "LinesBuffered")).isEqualTo(1L);
            logging.reconfigure(stream);
            assertThat(server.queryNames(all, null)).containsExactly(driver);
            assertThat(server.getAttribute(driver, "LinesBuffered"))
                    .as("the sender outlives the configuration")
                    .isEqualTo(1L);
        } finally {
            System.clearProperty("log4jray.jmx");
        }
        assertThat(server.queryNames(all, null)).isEmpty();
    }
}
