package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.stream.ManySenders;
import io.github.log4jray.testing.fixtures.AccountedLines;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.DriverOutput;
import io.github.log4jray.testing.fixtures.FreePorts;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.WorkerLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that log more than the standard output of their driver takes. */
@Tag("slow")
class SlowDisplayTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    /** So the output takes about two megabytes a second. */
    private static final Duration PAUSE = Duration.ofMillis(125);

    /** What a worker keeps. */
    private static final int BUFFER = 256 << 10;

    /** So many of them, with what else a line costs, are all that waits for the display. */
    private static final int LINES_OF_A_DISPLAY = (4 << 20) / (DriverOutput.PADDING.length() + 80);

    @TempDir
    private Path directory;

    private final Map<Long, AccountedLines> lines = new HashMap<>();
    private int port;

    @BeforeEach
    void know() throws IOException {
        port = FreePorts.one();
    }

    private JavaProcess driver() throws IOException {
        return JavaProcess.plan(directory, DriverProgram.class)
                .configured(Config.driverConsole().with("port", port))
                .option("-DRAY_DEDUP_LOGS=0")
                .environment(Map.of(
                        "RAY_SESSION_DIR",
                        directory.resolve("session").toString(),
                        "RAY_NODE_IP",
                        "10.0.0.1",
                        "RAY_DRIVER_LOG_TOKEN",
                        TOKEN))
                .intoPipe()
                .start();
    }

    private JavaProcess workers(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            lines.put(WorkerLoad.FIRST_PID + i, new AccountedLines());
        }
        return JavaProcess.plan(directory, ManySenders.class, Integer.toString(port), TOKEN, "" + count, "" + BUFFER)
                .option("-Xmx512m")
                .start();
    }

    private AccountedLines lines(int worker) {
        return lines.get(WorkerLoad.FIRST_PID + worker);
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

    private static long[] numbers(String answer) {
        return Arrays.stream(answer.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private static void awaitConnected(JavaProcess workers) {
        await().until(() ->
                LongStream.of(numbers(answer(workers, "connections"))).allMatch(made -> made == 1));
    }

    /** Each line that was logged is shown, or in a count. */
    private void assertAllAccounted(JavaProcess workers) throws IOException {
        long[] sent = numbers(answer(workers, "delivered"));
        await().until(() -> LongStream.range(0, sent.length)
                .allMatch(i -> lines((int) i).shown() + lines((int) i).dropped() >= sent[(int) i]));
        for (int i = 0; i < sent.length; i++) {
            assertThat(lines(i).shown() + lines(i).dropped()).as("worker %d", i).isEqualTo(sent[i]);
        }
    }

    private long[] shown() {
        return LongStream.range(0, lines.size())
                .map(worker -> lines((int) worker).shown())
                .toArray();
    }

    @Test
    void busyWorkersHaveEqualSharesOfItAndWhatIsNotShownIsCounted() throws Exception {
        try (JavaProcess driver = driver();
                JavaProcess workers = workers(20)) {
            awaitConnected(workers);
            answer(workers, "log 0 20 2000 6");
            // so that each has more than it can keep before the first line is shown
            await().until(() -> LongStream.of(numbers(answer(workers, "sent"))).allMatch(sent -> sent > 8_000));
            DriverOutput output = DriverOutput.read(driver, lines, PAUSE);
            await().until(() -> LongStream.of(shown()).sum() > 2 * LINES_OF_A_DISPLAY);
            long[] shares = LongStream.of(shown()).sorted().toArray();
            assertAllAccounted(workers);
            System.out.println(Arrays.toString(shares));
            assertThat(shares[0] * 2).isGreaterThan(shares[19]);
            assertThat(lines.values()).anyMatch(each -> each.dropped() > 0);
            driver.end();
            output.awaitEnd();
        }
    }

    @Test
    void quietWorkersLoseNothingAndHardlyWaitBesideOneThatFloods() throws Exception {
        try (JavaProcess driver = driver();
                JavaProcess workers = workers(100)) {
            awaitConnected(workers);
            DriverOutput output = DriverOutput.read(driver, lines, PAUSE);
            answer(workers, "log 0 1 0 8");
            await().until(() -> lines(0).shown() > LINES_OF_A_DISPLAY);
            answer(workers, "log 1 100 10 4");
            long most = 0;
            for (int i = 0; i < 3; i++) {
                most = Math.max(most, linesOfTheFloodBeforeOthers(workers));
            }
            assertAllAccounted(workers);
            System.out.println("up to " + most + " lines of the flood first");
            assertThat(most).isLessThan(LINES_OF_A_DISPLAY / 4);
            assertThat(lines(0).dropped()).isPositive();
            assertThat(lines.values().stream().filter(each -> each.dropped() > 0))
                    .hasSize(1);
            driver.end();
            output.awaitEnd();
        }
    }

    /** Returns how many are shown before the lines that the quiet workers have logged up to now. */
    private long linesOfTheFloodBeforeOthers(JavaProcess workers) throws IOException {
        long[] some = numbers(answer(workers, "sent"));
        await().until(() ->
                LongStream.range(1, some.length).anyMatch(i -> lines((int) i).shown() > some[(int) i]));
        long[] sent = numbers(answer(workers, "sent"));
        long before = lines(0).shown();
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> LongStream.range(1, sent.length)
                        .allMatch(i -> lines((int) i).shown() >= sent[(int) i]));
        return lines(0).shown() - before;
    }
}
