package io.github.log4jray;

import static io.github.log4jray.testing.fixtures.LoadedDriver.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.stream.ManySenders;
import io.github.log4jray.testing.fixtures.AccountedLines;
import io.github.log4jray.testing.fixtures.DriverOutput;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.LoadedDriver;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.WorkerLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that log more than the standard output of their driver takes. */
@Tag("slow")
class SlowDisplayTest {

    /** So the output takes about two megabytes a second. */
    private static final Duration PAUSE = Duration.ofMillis(125);

    /** What a worker keeps. */
    private static final int BUFFER = 256 << 10;

    /** So many of them, with what else a line costs, are all that waits for the display. */
    private static final int LINES_OF_A_DISPLAY = (4 << 20) / (DriverOutput.PADDING.length() + 80);

    @TempDir
    private Path directory;

    private LoadedDriver loaded;

    @BeforeEach
    void load() throws IOException {
        loaded = LoadedDriver.in(directory);
    }

    private JavaProcess workers(int count) throws IOException {
        loaded.account(count);
        return loaded.workers(ManySenders.class, count, BUFFER)
                .option("-Xmx512m")
                .start();
    }

    private AccountedLines lines(int worker) {
        return loaded.lines().get(WorkerLoad.FIRST_PID + worker);
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
        return LongStream.range(0, loaded.lines().size())
                .map(worker -> lines((int) worker).shown())
                .toArray();
    }

    @Test
    void busyWorkersHaveEqualSharesOfItAndWhatIsNotShownIsCounted() throws Exception {
        try (JavaProcess driver = loaded.driver(DriverProgram.class).start();
                JavaProcess workers = workers(20)) {
            awaitConnected(workers);
            answer(workers, "log 0 20 2000 6");
            // so that each has more than it can keep before the first line is shown
            await().until(() -> LongStream.of(numbers(answer(workers, "sent"))).allMatch(sent -> sent > 8_000));
            DriverOutput output = DriverOutput.read(driver, loaded.lines(), PAUSE);
            await().until(() -> LongStream.of(shown()).sum() > 2 * LINES_OF_A_DISPLAY);
            long[] shares = LongStream.of(shown()).sorted().toArray();
            assertAllAccounted(workers);
            System.out.println(Arrays.toString(shares));
            assertThat(shares[0] * 2).isGreaterThan(shares[19]);
            assertThat(loaded.lines().values()).anyMatch(each -> each.dropped() > 0);
            driver.end();
            output.awaitEnd();
        }
    }

    @Test
    void quietWorkersLoseNothingAndHardlyWaitBesideOneThatFloods() throws Exception {
        try (JavaProcess driver = loaded.driver(DriverProgram.class).start();
                JavaProcess workers = workers(100)) {
            awaitConnected(workers);
            DriverOutput output = DriverOutput.read(driver, loaded.lines(), PAUSE);
            answer(workers, "log 0 1 0 8");
            await().until(() -> lines(0).shown() > LINES_OF_A_DISPLAY);
            answer(workers, "log 1 100 10 4");
            // the least: a busy machine may hold up this process, and one that waits behind the flood always waits for
            // all of it
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                least = Math.min(least, linesOfTheFloodBeforeOthers(workers));
            }
            assertAllAccounted(workers);
            System.out.println(least + " lines of the flood first");
            assertThat(least).isLessThan(LINES_OF_A_DISPLAY / 4);
            assertThat(lines(0).dropped()).isPositive();
            assertThat(loaded.lines().values().stream().filter(each -> each.dropped() > 0))
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
