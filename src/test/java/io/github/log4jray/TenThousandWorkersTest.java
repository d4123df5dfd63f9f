package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.stream.ManySenders;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.AccountedLines;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.DriverOutput;
import io.github.log4jray.testing.fixtures.FreePorts;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.ProcessUsage;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.DriverWithFiles;
import io.github.log4jray.testing.programs.WorkerLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final int HEAP = 256 << 20;

    /** What the manual says of a worker that is connected, with room. */
    private static final long MOST_BYTES_A_WORKER = 4 * 1024;

    private static final String LOG = "log " + LINES + " " + LINES_A_SECOND + " " + LOGGERS;
    private static final Pattern JOINED = Pattern.compile("joined in \\d+, (?<attempts>\\d+), \\{(?<failures>.*)}");
    private static final Pattern REASON = Pattern.compile("([^,= ][^,=]*)=(\\d+)");
    private static final Duration RESTART = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final Map<Long, AccountedLines> lines = new HashMap<>();
    private int port;
    private ProcessUsage withOne;

    @BeforeEach
    void know() throws IOException {
        port = FreePorts.one();
        for (int i = 0; i < LOGGERS; i++) {
            lines.put(WorkerLoad.FIRST_PID + i, new AccountedLines());
        }
    }

    private JavaProcess driver() throws IOException {
        return plan(DriverProgram.class).start();
    }

    private JavaProcess.Plan plan(Class<?> program) throws IOException {
        return JavaProcess.plan(directory, program)
                .configured(Config.driverConsole().with("port", port))
                .option("-Xmx" + HEAP)
                .option("-XX:-UseDynamicNumberOfCompilerThreads")
                .option("-DRAY_DEDUP_LOGS=0")
                .environment(Map.of(
                        "RAY_SESSION_DIR",
                        directory.resolve("session").toString(),
                        "RAY_NODE_IP",
                        "10.0.0.1",
                        "RAY_DRIVER_LOG_TOKEN",
                        TOKEN))
                .intoPipe();
    }

    private JavaProcess load() throws IOException {
        return JavaProcess.plan(directory, WorkerLoad.class, Integer.toString(port), TOKEN)
                .option("-Xmx512m")
                .start();
    }

    /** Those of our own, in one process, of which each has a thread. */
    private JavaProcess real() throws IOException {
        return JavaProcess.plan(directory, ManySenders.class, "" + port, TOKEN, "" + REAL, "" + (1 << 16))
                .start();
    }

    private static void awaitConnections(JavaProcess real, int each) {
        await().until(() -> answer(real, "connections")
                .equals(("" + each + " ").repeat(REAL).strip()));
    }

    private static String answer(JavaProcess load, String command) throws IOException {
        int before = load.lines().size();
        load.tell(command);
        await().until(() -> {
            assertThat(load.process().isAlive()).as(load::err).isTrue();
            return load.lines().size() > before;
        });
        return load.lines().get(before);
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
        DriverOutput output = DriverOutput.read(driver, lines, Duration.ZERO);
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
            lines.values().forEach(AccountedLines::anotherDriver);
            try (JavaProcess driver = driver()) {
                DriverOutput output = read(driver);
                long since = System.nanoTime();
                assertThat(join(load, WORKERS))
                        .as("only a driver that dies or is not there yet is the cause of further attempts")
                        .allMatch(reason -> reason.startsWith("Connection re"));
                awaitConnections(real, 2);
                assertThat(System.nanoTime() - since).isLessThan(RESTART.toNanos());
                answer(load, LOG);
                driver.end();
                output.awaitEnd();
                assertNoProblem(output);
            }
            lines.forEach((pid, each) -> assertThat(List.of(each.shown(), each.accounted()))
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
            assertThat(lines.values().stream().filter(each -> each.shown() == 100))
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
        try (ProtocolPeer peer = ProtocolPeer.connect(port)) {
            assertThat(peer.hello(TOKEN, "f".repeat(32))).containsEntry("error", "busy");
        }
    }
}
