package io.github.log4jray;

import static io.github.log4jray.testing.fixtures.LoadedDriver.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.stream.ManySenders;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.AccountedLines;
import io.github.log4jray.testing.fixtures.DriverOutput;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.LoadedDriver;
import io.github.log4jray.testing.fixtures.ProcessUsage;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.DriverWithFiles;
import io.github.log4jray.testing.programs.WorkerLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver with as many workers as it welcomes by default, in a process that speaks the protocol for all of them. */
@Tag("slow")
class TenThousandWorkersTest {

    private static final int MOST = 10_000;
    private static final int REAL = 300;
    private static final int WORKERS = MOST - REAL;
    private static final int LOGGERS = 1_000;
    private static final int LINES = 500;
    private static final int LINES_A_SECOND = 100;
    private static final int HEAP = 256 << 20;

    /** What the manual says of a worker that is connected, with room. */
    private static final long MOST_BYTES_A_WORKER = 4 * 1024;

    private static final String LOG = "log " + LINES + " " + LINES_A_SECOND + " " + LOGGERS;
    private static final Pattern JOINED = Pattern.compile("joined in \\d+, (?<attempts>\\d+), \\{(?<failures>.*)}");
    private static final Pattern REASON = Pattern.compile("([^,= ][^,=]*)=(\\d+)");

    @TempDir
    private Path directory;

    private LoadedDriver loaded;
    private ProcessUsage withOne;

    @BeforeEach
    void loadDriver() throws IOException {
        loaded = LoadedDriver.in(directory);
        loaded.account(LOGGERS);
    }

    private JavaProcess driver() throws IOException {
        return plan(DriverProgram.class).start();
    }

    private JavaProcess.Plan plan(Class<?> program) throws IOException {
        return loaded.driver(program).option("-Xmx" + HEAP).option("-XX:-UseDynamicNumberOfCompilerThreads");
    }

    private JavaProcess load() throws IOException {
        return loaded.workers(WorkerLoad.class).option("-Xmx512m").start();
    }

    /** Those of our own, in one process, of which each has a thread. */
    private JavaProcess real() throws IOException {
        return loaded.workers(ManySenders.class, REAL, 1 << 16).start();
    }

    private static void awaitConnections(JavaProcess real, int each) {
        await().until(() -> answer(real, "connections")
                .equals(("" + each + " ").repeat(REAL).strip()));
    }

    /** All workers connect; each needs one attempt where there is a driver. Returns the others. */
    private static List<String> join(JavaProcess load, int newcomers) throws IOException {
        Matcher answer = JOINED.matcher(answer(load, "join " + WORKERS));
        assertThat(answer.matches()).isTrue();
        List<String> failures = REASON.matcher(answer.group("failures"))
                .results()
                .map(found -> found.group(1))
                .toList();
        int failed = REASON.matcher(answer.group("failures"))
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(2)))
                .sum();
        assertThat(Integer.parseInt(answer.group("attempts")) - failed).isEqualTo(newcomers);
        return failures;
    }

    private DriverOutput read(JavaProcess driver) {
        DriverOutput output = DriverOutput.read(driver, loaded.lines(), Duration.ZERO);
        await().until(() -> output.others().contains("ready"));
        return output;
    }

    private static void assertNoProblem(DriverOutput output) {
        assertThat(output.others()).noneMatch(line -> line.contains("ERROR") || line.contains("WARN"));
    }

    @Test
    void areServedAndAllComeBackToADriverThatIsStartedAgain() throws Exception {
        try (JavaProcess load = load();
                JavaProcess real = real()) {
            try (JavaProcess driver = driver()) {
                DriverOutput output = read(driver);
                awaitConnections(real, 1);
                assertThatAllJoinAtOnce(driver, load);
                System.out.println("milliseconds held up, to an acknowledgement, the most: " + answer(load, LOG));
                assertThat(ProcessUsage.of(driver.pid()).threads()).isEqualTo(withOne.threads());
                assertThatNoMoreAreWelcome();
                driver.kill();
                output.awaitEnd();
            }
            loaded.lines().values().forEach(AccountedLines::anotherDriver);
            try (JavaProcess driver = driver()) {
                DriverOutput output = read(driver);
                assertThat(join(load, WORKERS))
                        .as("only a driver that dies or is not there yet is the cause of further attempts")
                        .allMatch(reason -> reason.startsWith("Connection re"));
                awaitConnections(real, 2);
                answer(load, LOG);
                driver.end();
                output.awaitEnd();
                assertNoProblem(output);
            }
            loaded.lines()
                    .forEach((pid, each) -> assertThat(List.of(each.shown(), each.accounted()))
                            .as("lines of %s", pid)
                            .containsOnly(2L * LINES));
        }
    }

    /** The shell of a user whose administrator has never heard of so many connections. */
    @Test
    void fewFilesMakeOneErrorAndTheApplicationHasStillSome() throws Exception {
        int few = 1_024;
        try (JavaProcess driver = plan(DriverWithFiles.class)
                        .launchedBy("sh", "-c", "ulimit -n " + few + "; exec \"$@\"", "sh")
                        .start();
                JavaProcess load = load()) {
            DriverOutput output = read(driver);
            answer(load, "join 500");
            answer(load, "come 1500");
            await().until(() -> output.others().stream().anyMatch(line -> line.contains("see ulimit -n")));
            driver.tell(50);
            await().until(() -> output.others().contains("holds 50"));
            answer(load, "log 100 100 500");
            driver.end();
            output.awaitEnd();
            assertThat(output.others().stream().filter(line -> line.contains("ERROR")))
                    .singleElement()
                    .asString()
                    .containsPattern("no more than [78]\\d\\d workers can connect \\(this process may open 1024 files");
            assertThat(loaded.lines().values().stream().filter(each -> each.shown() == 100))
                    .hasSize(500);
        }
    }

    private void assertThatAllJoinAtOnce(JavaProcess driver, JavaProcess load) throws IOException {
        answer(load, "join 1");
        long bytes = ProcessUsage.liveBytes(driver.pid());
        withOne = ProcessUsage.of(driver.pid());
        assertThat(join(load, WORKERS - 1)).isEmpty();
        long bytesAWorker = (ProcessUsage.liveBytes(driver.pid()) - bytes) / WORKERS;
        ProcessUsage withAll = ProcessUsage.of(driver.pid());
        System.out.println(bytesAWorker + " bytes a worker");
        assertThat(bytesAWorker).isLessThan(MOST_BYTES_A_WORKER);
        assertThat(withAll.threads()).isEqualTo(withOne.threads());
        assertThat(withAll.files() - withOne.files()).isBetween(WORKERS - 10, WORKERS + 50);
    }

    private void assertThatNoMoreAreWelcome() throws IOException {
        try (ProtocolPeer peer = ProtocolPeer.connect(loaded.port())) {
            assertThat(peer.hello(LoadedDriver.TOKEN, "f".repeat(32))).containsEntry("error", "busy");
        }
    }
}
