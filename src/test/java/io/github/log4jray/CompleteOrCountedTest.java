package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.UnreliableNetwork;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.Shown;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each line that a worker logs is shown once, in order, or is in a count that the driver prints. */
class CompleteOrCountedTest {

    private static final String JOB = "07000000";
    private static final Element CONSOLE = Config.driverConsole();
    private static final Element FILE =
            Config.sessionDirectory().with("fileName", "${sys:log}.log").with(Config.pattern("%m%n"));

    @TempDir
    private Path directory;

    private Map<String, String> environment;

    @BeforeEach
    void name() {
        environment = Map.of(
                "RAY_SESSION_DIR",
                directory.resolve("session").toString(),
                "RAY_JOB_ID",
                JOB,
                "RAY_DRIVER_LOG_TOKEN",
                "secret of the driver",
                "RAY_NODE_IP",
                "10.0.0.1");
    }

    private JavaProcess.Plan driver(Element console) throws IOException {
        return JavaProcess.plan(directory, LogLines.class)
                .configured(console)
                .option("-DRAY_DEDUP_LOGS=0")
                .environment(environment);
    }

    /** A worker that does not give up at its stop, and logs to a file of that name too. */
    private JavaProcess.Plan worker(String log, Class<?> main, String attributes, String... arguments)
            throws IOException {
        Element stream =
                Config.driverStream().with("shutdownTimeoutMillis", "90000").attributes(attributes);
        return JavaProcess.plan(directory, main, arguments)
                .configured(FILE, stream)
                .option("-Dlog=" + log)
                .environment(environment);
    }

    private int port() throws IOException {
        return PublishedDriver.await(directory.resolve("session"), JOB).port();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Shown shown(JavaProcess driver) {
        return Shown.in(Stream.concat(driver.lines().stream(), driver.errLines().stream())
                .toList());
    }

    private long linesInFile(String log) throws IOException {
        Path file = directory.resolve("session").resolve("logs").resolve(log + ".log");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private void assertShownOrCounted(Shown shown, JavaProcess worker, int logged) {
        assertThat(shown.of(worker)).doesNotHaveDuplicates().isSorted();
        assertThat(shown.of(worker).size() + shown.droppedOf(worker)).isEqualTo(logged);
    }

    /** What the worker says about connections that break is another matter. */
    private static void assertAcknowledged(JavaProcess worker) {
        assertThat(worker.err()).doesNotContain("were not acknowledged");
    }

    @Test
    void networkThatBreaksDelaysAndRepeatsLosesNothingAndShowsNothingTwice() throws Exception {
        int lines = 20_000;
        try (JavaProcess driver = driver(CONSOLE).start();
                UnreliableNetwork network = new UnreliableNetwork(port(), 10)) {
            String attributes = "overflow=\"block\" address=\"" + network.address() + "\"";
            try (JavaProcess one = worker("one", LogLines.class, attributes, "" + lines)
                            .start();
                    JavaProcess two = worker("two", LogLines.class, attributes, "" + lines)
                            .start()) {
                assertThat(one.join()).as(one::err).isZero();
                assertThat(two.join()).as(two::err).isZero();
                driver.end();
                assertAcknowledged(one);
                assertAcknowledged(two);
                assertThat(network.broken()).isPositive();
                assertThat(network.repeated()).isPositive();
                assertThat(shown(driver).of(one)).isEqualTo(numbers(lines));
                assertThat(shown(driver).of(two)).isEqualTo(numbers(lines));
                assertThat(driver.errLines()).isEmpty();
            }
        }
    }

    @Test
    void whatASmallBufferDropsOnASlowNetworkIsCountedByTheDriverAndIsInTheFile() throws Exception {
        int lines = 200_000;
        try (JavaProcess driver = driver(CONSOLE).start();
                UnreliableNetwork network = new UnreliableNetwork(port(), 5)) {
            String attributes = "bufferSize=\"64 KB\" address=\"" + network.address() + "\"";
            try (JavaProcess worker =
                    worker("one", LogLines.class, attributes, "" + lines).start()) {
                assertThat(worker.join()).as(worker::err).isZero();
                driver.end();
                assertAcknowledged(worker);
                Shown shown = shown(driver);
                assertThat(shown.droppedOf(worker)).isPositive();
                assertShownOrCounted(shown, worker, lines);
                assertThat(linesInFile("one")).isEqualTo(lines);
                assertThat(driver.errLines())
                        .allMatch(line -> line.endsWith(" dropped, see "
                                + directory.resolve("session").resolve("logs").resolve("one.log")));
            }
        }
    }

    @Tag("slow")
    @Test
    void driverThatIsKilledAgainAndAgainShowsEachLineOnOneOfItsLives() throws Exception {
        Set<Integer> all = new TreeSet<>();
        Element console = CONSOLE;
        try (JavaProcess worker =
                worker("one", LogLines.class, "overflow=\"block\"").start()) {
            for (int life = 1; life <= 3; life++) {
                try (JavaProcess driver = driver(console).start()) {
                    worker.tell(20_000);
                    await().until(() -> shown(driver).of(worker).size() > 1000);
                    console = CONSOLE.with("port", port());
                    if (life == 3) {
                        worker.end();
                        driver.end();
                    } else {
                        driver.kill();
                    }
                    assertThat(shown(driver).of(worker)).doesNotHaveDuplicates().isSorted();
                    all.addAll(shown(driver).of(worker));
                }
            }
            assertThat(all).containsExactlyElementsOf(numbers(60_000));
        }
    }

    @Test
    void driverThatIsStoppedForAMomentAndContinuesShowsEachLineOnce() throws Exception {
        stopAndContinue(Duration.ofMillis(1));
    }

    /** Longer than a worker stays with a driver that is silent. */
    @Test
    @Tag("slow")
    void driverThatIsStoppedForAMinuteAndContinuesShowsEachLineOnce() throws Exception {
        stopAndContinue(Duration.ofSeconds(65));
    }

    private void stopAndContinue(Duration pause) throws Exception {
        try (JavaProcess driver = driver(CONSOLE).start();
                JavaProcess one = worker("one", LogLines.class, "").start();
                JavaProcess two =
                        worker("two", LogLines.class, "bufferSize=\"128 KB\"").start()) {
            one.tell(1000);
            two.tell(1000);
            await().until(() -> driver.lines().size() == 2000);
            driver.signal("STOP");
            long until = System.nanoTime() + pause.toNanos();
            one.tell(50_000);
            two.tell(50_000);
            await().until(() -> linesInFile("one") == 51_000 && linesInFile("two") == 51_000);
            await().until(() -> System.nanoTime() - until > 0);
            driver.signal("CONT");
            one.end();
            two.end();
            driver.end();
            Shown shown = shown(driver);
            assertThat(shown.of(one)).isEqualTo(numbers(51_000));
            assertThat(shown.droppedOf(one)).isZero();
            assertShownOrCounted(shown, two, 51_000);
            assertThat(one.errors()).isEmpty();
        }
    }

    @Test
    void workerThatIsKilledHasShownWholeLinesWithoutAGapAndHarmsNoOther() throws Exception {
        try (JavaProcess driver = driver(CONSOLE).start();
                JavaProcess killed =
                        worker("one", LogLines.class, "overflow=\"block\"").start();
                JavaProcess other = worker("two", LogLines.class, "").start()) {
            killed.tell(3000);
            other.tell(1000);
            await().until(() -> shown(driver).of(killed).size() == 3000
                    && shown(driver).of(other).size() == 1000);
            killed.tell(1_000_000);
            await().until(() -> shown(driver).of(killed).size() > 3000);
            killed.kill();
            other.tell(1000);
            other.end();
            driver.end();
            assertThat(shown(driver).of(other)).isEqualTo(numbers(2000));
            List<Integer> lines = new ArrayList<>(shown(driver).of(killed));
            assertThat(lines.equals(numbers(lines.size()))).as("no gap").isTrue();
            assertThat(driver.lines()).hasSize(lines.size() + 2000);
            assertThat(driver.errLines()).isEmpty();
        }
    }
}
