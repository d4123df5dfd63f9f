package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.AccountedLines;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.DriverOutput;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.ProcessUsage;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.LogLines;
import io.github.log4jray.testing.programs.WorkerLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver with little memory and a thousand workers, of which one logs as fast as it can. */
@Tag("slow")
class ManyWorkersTest {

    private static final int WORKERS = 1_000;
    private static final int LINES = 500;
    private static final int LINES_A_SECOND = 100;

    /** So a display takes about ten megabytes a second, which is less than the workers have for it. */
    private static final Duration PAUSE = Duration.ofMillis(25);

    /** At the most. */
    private static final long SHOWN_A_MILLI =
            DriverOutput.BETWEEN_PAUSES / PAUSE.toMillis() / DriverOutput.PADDING.length();

    private static final int HEAP = 128 << 20;

    /** What the manual says of a worker that is connected, with room. */
    private static final long MOST_BYTES_A_WORKER = 4 * 1024;

    /** What a JVM needs beside its heap, and buffers of sockets. */
    private static final long MOST_BYTES_BESIDE_HEAP = 160 << 20;

    /** So many of them are more than the driver keeps until they are printed. */
    private static final int LINES_OF_A_DISPLAY = (4 << 20) / DriverOutput.PADDING.length();

    @TempDir
    private Path directory;

    private final Map<Long, AccountedLines> slowLines = new HashMap<>();
    private final AccountedLines fastLines = new AccountedLines();
    private ProcessUsage withOne;

    private JavaProcess driver(Path session) throws IOException {
        return JavaProcess.plan(directory, DriverProgram.class)
                .configured(Config.driverConsole())
                .option("-Xmx" + HEAP)
                // The JVM itself then has the same threads all the time.
                .option("-XX:+UseSerialGC")
                .option("-XX:-UseDynamicNumberOfCompilerThreads")
                .option("-DRAY_DEDUP_LOGS=0")
                .environment(Map.of("RAY_SESSION_DIR", session.toString(), "RAY_NODE_IP", "10.0.0.1"))
                .intoPipe()
                .start();
    }

    /** It never waits but for room in its buffer. */
    private JavaProcess flood(Path session) throws IOException {
        return JavaProcess.plan(directory, LogLines.class)
                .configured(Config.driverStream()
                        .with("overflow", "block")
                        .with(Config.pattern("%m" + DriverOutput.PADDING + "%n")))
                .environment(Map.of("RAY_SESSION_DIR", session.toString(), "RAY_NODE_IP", "10.0.0.1"))
                .start();
    }

    private static boolean hasDone(JavaProcess load, int commands) {
        assertThat(load.process().isAlive()).as(load::err).isTrue();
        return load.lines().size() == commands;
    }

    @Test
    void costLittleMemoryAndNoThreadAndTheirLinesArriveWhileOneOfThemFloods() throws Exception {
        Path session = directory.resolve("session");
        for (int i = 0; i < WORKERS - 1; i++) {
            slowLines.put(WorkerLoad.FIRST_PID + i, new AccountedLines());
        }
        try (JavaProcess driver = driver(session);
                JavaProcess fast = flood(session)) {
            Map<Long, AccountedLines> all = new HashMap<>(slowLines);
            all.put(fast.pid(), fastLines);
            DriverOutput output = DriverOutput.read(driver, all, PAUSE);
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            fast.tell("1");
            await().until(() -> fastLines.shown() == 1);
            try (JavaProcess load = JavaProcess.plan(
                            directory, WorkerLoad.class, Integer.toString(published.port()), published.token())
                    .start()) {
                assertThatTheyCostLittle(driver, load);
                fast.tell("1000000000");
                await().until(() -> fastLines.shown() > LINES_OF_A_DISPLAY);
                assertThatNoneStarvesAnother(driver, load);
            }
            fast.kill();
            driver.end();
            output.awaitEnd();
            assertThat(output.others()).noneMatch(line -> line.contains("ERROR") || line.contains("WARN"));
            slowLines.forEach((pid, lines) -> assertThat(List.of(lines.shown(), lines.accounted()))
                    .as("lines of %s", pid)
                    .containsOnly((long) LINES));
        }
    }

    private void assertThatTheyCostLittle(JavaProcess driver, JavaProcess load) throws IOException {
        long liveBytes = ProcessUsage.liveBytes(driver.pid());
        withOne = ProcessUsage.of(driver.pid());
        load.tell("join " + slowLines.size());
        await().until(() -> hasDone(load, 1));
        long bytesAWorker = (ProcessUsage.liveBytes(driver.pid()) - liveBytes) / slowLines.size();
        ProcessUsage withAll = ProcessUsage.of(driver.pid());
        System.out.printf("%d bytes a worker, threads %s%n", bytesAWorker, withAll.threads());
        assertThat(bytesAWorker).isLessThan(MOST_BYTES_A_WORKER);
        assertThat(withAll.files() - withOne.files()).isEqualTo(slowLines.size());
        assertThat(withAll.threads()).isEqualTo(withOne.threads());
    }

    private void assertThatNoneStarvesAnother(JavaProcess driver, JavaProcess load) throws IOException {
        load.tell("log " + LINES + " " + LINES_A_SECOND);
        await().until(() -> slowLines.values().stream().anyMatch(lines -> lines.shown() > 0));
        long before = fastLines.shown();
        await().until(() -> {
            assertThat(ProcessUsage.of(driver.pid()).threads()).isEqualTo(withOne.threads());
            return hasDone(load, 2);
        });
        long meanwhile = fastLines.shown() - before;
        long peakBytes = ProcessUsage.of(driver.pid()).peakResidentBytes();
        long heldUpMillis = Long.parseLong(load.lines().get(1).split(" ")[0]);
        System.out.printf(
                "%d MB resident at the most, %d lines of the fast one, the others held up for %d ms%n",
                peakBytes >> 20, meanwhile, heldUpMillis);
        assertThat(meanwhile).isBetween((long) LINES, slowLines.size() * LINES / 2 + heldUpMillis * SHOWN_A_MILLI);
        await("the flood goes on").until(() -> fastLines.shown() > before + meanwhile);
        assertThat(peakBytes).isLessThan(HEAP + MOST_BYTES_BESIDE_HEAP);
    }
}
