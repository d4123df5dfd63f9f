package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Screen;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file by which workers of a session find the driver. */
class PublicationTest {

    private static final String JOB = "0a000000";

    @TempDir
    private Path session;

    private final Screen screen = new Screen();
    private Path file;

    @BeforeEach
    void name() {
        file = PublishedDriver.file(session, JOB);
    }

    private Logging driver(String attributes) {
        return screen.standardFor(() -> Logging.with(Config.driverConsole()
                .with("sessionDir", session)
                .with("jobId", JOB)
                .attributes(attributes)));
    }

    @Test
    void itIsThereWhenTheConsoleHasStartedAndGoneWhenItHasStopped() throws IOException {
        try (Logging driver = driver("")) {
            assertThat(driver.context().isStarted()).isTrue();
            PublishedDriver published = PublishedDriver.read(file);
            assertThat(published.driver()).matches("[0-9a-f]{32}");
            assertThat(published.token()).matches("[0-9a-f]{32}").isNotEqualTo(published.driver());
            assertThat(published.job()).isEqualTo(JOB);
            assertThat(published.host()).isEqualTo("127.0.0.1");
            assertThat(published.pid()).isEqualTo(ProcessHandle.current().pid());
            try (ProtocolPeer peer = ProtocolPeer.connect(published.port())) {
                assertThat(peer.hello(published.token())).containsEntry("driver", published.driver());
            }
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void onlyItsUserCanReadIt() throws IOException {
        try (Logging driver = driver("")) {
            assertThat(driver.context().isStarted()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void everyDriverHasItsOwnIdAndToken() throws IOException {
        List<PublishedDriver> published = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (Logging driver = driver("")) {
                assertThat(driver.context().isStarted()).isTrue();
                published.add(PublishedDriver.read(file));
            }
        }
        assertThat(published).extracting(PublishedDriver::driver).doesNotHaveDuplicates();
        assertThat(published).extracting(PublishedDriver::token).doesNotHaveDuplicates();
    }

    @Test
    void newestDriverOfAJobIsPublishedAndOnlyItTakesThePublicationBack() throws IOException {
        try (Logging newer = driver("host=\"127.0.0.2\"")) {
            Logging older = driver("host=\"127.0.0.3\"");
            assertThat(PublishedDriver.read(file).host()).isEqualTo("127.0.0.3");
            newer.reconfigure(Config.driverConsole()
                    .with("sessionDir", session)
                    .with("jobId", JOB)
                    .with("host", "127.0.0.4"));
            assertThat(PublishedDriver.read(file).host()).isEqualTo("127.0.0.4");
            older.close();
            assertThat(PublishedDriver.read(file).host()).isEqualTo("127.0.0.4");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void whoeverReadsSeesOneWholePublicationOrAnother() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Logging> drivers = new ArrayList<>();
        drivers.add(driver("host=\"127.0.0.100\""));
        CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> {
            long count = 0;
            try {
                for (; !over.get(); count++) {
                    PublishedDriver.read(file);
                }
            } catch (IOException e) {
                throw new AssertionError("after " + count, e);
            }
            return count;
        });
        for (int i = 101; i < 140; i++) {
            drivers.add(driver("host=\"127.0.0." + i + "\""));
        }
        over.set(true);
        assertThat(reader.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isPositive();
        drivers.forEach(Logging::close);
        try (Stream<Path> left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file.resolveSibling("job-" + JOB));
        }
    }

    @Test
    void publicationThatSomebodyRemovesIsMadeAgain() throws IOException {
        try (Logging driver = driver("")) {
            assertThat(driver.context().isStarted()).isTrue();
            String id = PublishedDriver.read(file).driver();
            Files.delete(file);
            await().until(() -> Files.exists(file));
            assertThat(PublishedDriver.read(file).driver()).isEqualTo(id);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void takingThePlaceOfADriverThatStillListensIsAWarning() throws IOException {
        try (StatusMessages messages = StatusMessages.listen();
                Logging first = driver("")) {
            assertThat(first.context().isStarted()).isTrue();
            assertThat(messages.containing(Level.WARN, "still listens")).isEmpty();
            try (Logging second = driver("host=\"127.0.0.2\"")) {
                assertThat(second.context().isStarted()).isTrue();
                assertThat(messages.containing(Level.WARN, "still listens for job " + JOB))
                        .singleElement()
                        .asString()
                        .contains(
                                "without DriverConsole",
                                "RAY_JOB_ID",
                                "pid " + ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void advertisedAddressIsGivenToWorkersInEveryWay() throws IOException {
        try (Logging driver = driver("advertisedAddress=\"jump.example:30560\"")) {
            assertThat(driver.context().isStarted()).isTrue();
            assertThat(PublishedDriver.read(file).host()).isEqualTo("jump.example");
            assertThat(PublishedDriver.read(file).port()).isEqualTo(30560);
            assertThat(WorkerEnvironment.variables())
                    .containsEntry("RAY_DRIVER_LOG_ADDRESS", "tcp://jump.example:30560");
        }
    }

    @Test
    void stoppedConsoleAcceptsNobody() throws IOException {
        int port;
        try (Logging driver = driver("")) {
            assertThat(driver.context().isStarted()).isTrue();
            port = PublishedDriver.read(file).port();
        }
        assertThatThrownBy(() -> ProtocolPeer.connect(port)).isInstanceOf(ConnectException.class);
    }
}
