package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.Shown;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver whose outputs are a pipe that nobody reads: nothing but its display waits for them. */
class BlockedDriverTest {

    private static final int LINES = 200_000;
    private static final String JOB = "07000000";
    private static final Element FILE =
            Config.sessionDirectory().with("fileName", "${sys:log}.log").with(Config.pattern("%m%n"));

    /** The driver's own events go to a file; to a console that takes nothing they would wait, as with any. */
    private static final Config DRIVER = Config.of(FILE, Config.driverConsole()).writingTo("file");

    @TempDir
    private Path directory;

    private Path session;

    @BeforeEach
    void name() {
        session = directory.resolve("session");
    }

    private JavaProcess.Plan process(String log, Config configuration) throws IOException {
        return JavaProcess.plan(directory, LogLines.class)
                .configured(configuration)
                .option("-Dlog=" + log)
                .option("-DRAY_DEDUP_LOGS=0")
                .environment(
                        Map.of("RAY_SESSION_DIR", session.toString(), "RAY_JOB_ID", JOB, "RAY_NODE_IP", "10.0.0.1"));
    }

    private static Config worker(String attributes) {
        return Config.of(FILE, Config.driverStream().attributes(attributes));
    }

    private void awaitInFile(String log, int lines) {
        Path file = session.resolve("logs").resolve(log + ".log");
        await().until(() -> Files.exists(file) && Files.readString(file).endsWith("line " + (lines - 1) + "\n"));
    }

    @Test
    void workersAndTheDriversOtherAppendersGoOnAndInTheEndEachLineIsShownOrCounted() throws Exception {
        try (JavaProcess driver = process("driver", DRIVER).intoPipe().start();
                JavaProcess small = process("small", worker("bufferSize=\"256 KB\" shutdownTimeoutMillis=\"90000\""))
                        .start();
                JavaProcess large = process("large", worker("bufferSize=\"64 MB\" shutdownTimeoutMillis=\"90000\""))
                        .start()) {
            PublishedDriver.await(session, JOB);
            small.tell(LINES);
            large.tell(LINES);
            awaitInFile("small", LINES);
            awaitInFile("large", LINES);
            driver.tell(1000);
            awaitInFile("driver", 1000);

            driver.read();
            small.end();
            large.end();
            driver.end();
            await().until(() -> Shown.in(driver.lines()).of(large).size() == LINES);
            Shown shown = Shown.in(driver.lines());
            assertThat(shown.of(large)).doesNotHaveDuplicates().isSorted();
            assertThat(shown.of(small)).doesNotHaveDuplicates().isSorted();
            assertThat(shown.droppedOf(small)).isPositive();
            assertThat(shown.of(small).size() + shown.droppedOf(small)).isEqualTo(LINES);
        }
    }

    @Test
    void workerEndsInItsTimeAndSaysHowMuchWasNotShown() throws Exception {
        try (JavaProcess driver = process("driver", DRIVER).intoPipe().start();
                JavaProcess worker = process("worker", worker("")).start()) {
            PublishedDriver.await(session, JOB);
            worker.tell(LINES);
            worker.end();
            assertThat(worker.err())
                    .containsPattern("WARN .*\\d+ lines were not acknowledged by a driver before the stop; see "
                            + session.resolve("logs").resolve("worker.log"));
            assertThat(worker.errLines()).hasSize(1);
            assertThat(driver.process().isAlive()).isTrue();
        }
    }

    /** Its status output is blocked too. */
    @Test
    void stopOfTheDriverEndsInItsTimeThoughThePipeIsNeverRead() throws Exception {
        try (JavaProcess driver = process("driver", DRIVER).intoPipe().start();
                JavaProcess worker = process("worker", worker("")).start()) {
            PublishedDriver published = PublishedDriver.await(session, JOB);
            worker.tell(LINES);
            awaitInFile("worker", LINES);
            try (ProtocolPeer stranger = ProtocolPeer.connect(published.port())) {
                assertThat(stranger.hello("guessed")).containsEntry("error", "token");
            }
            driver.process().destroy();
            assertThat(driver.process().waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(PublishedDriver.file(session, JOB)).doesNotExist();
        }
    }
}
