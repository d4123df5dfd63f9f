package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads with names of their own write to one file with {@code magicTokens}, which rotates. */
class MagicTokensOnThreadsTest extends WithMagicTokens {

    private static final int THREADS = 8;
    private static final int RECORDS = 2000;

    @ParameterizedTest
    @ValueSource(strings = {"1 KB", "256 KB"})
    void eachRecordOfManyThreadsIsUnderItsOwnNamesAcrossRotations(String bufferSize) throws Exception {
        try (Logging logging =
                logging("fileName=\"app.log\" jobId=\"01000000\" maxBytes=\"24 KB\" backupCount=\"1000\" bufferSize=\""
                        + bufferSize + "\"")) {
            CountDownLatch begin = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                threads.add(new Thread(() -> logUnderRandomNames(number, begin, logging.logger("test"))));
            }
            threads.forEach(Thread::start);
            begin.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertEachIsUnderItsOwn();
    }

    /** Each record says itself whose it is. */
    private static void logUnderRandomNames(int thread, CountDownLatch begin, Logger logger) {
        Random random = new Random(thread);
        List<String> jobs = Arrays.asList(null, null, null, "02000000", "03000000");
        List<String> actors = Arrays.asList(null, null, "Counter", "Zähler");
        List<String> tasks = Arrays.asList(null, "inc", "dec", "task of " + thread);
        try {
            begin.await();
        } catch (InterruptedException e) {
            return;
        }
        String job = null;
        String actor = null;
        String task = null;
        for (int i = 0; i < RECORDS; i++) {
            if (random.nextInt(3) > 0) {
                job = jobs.get(random.nextInt(jobs.size()));
                actor = actors.get(random.nextInt(actors.size()));
                task = tasks.get(random.nextInt(tasks.size()));
                of(job, actor, task);
            }
            logger.info(String.join(
                    "|",
                    job == null ? "01000000" : job,
                    actor == null ? "" : actor,
                    task == null ? "" : task,
                    thread + " " + i,
                    "x".repeat(random.nextInt(30))));
        }
    }

    private void assertEachIsUnderItsOwn() throws IOException {
        int files = TempDirectory.names(logs).size();
        assertThat(files).isBetween(10, 120);
        Set<String> seen = new HashSet<>();
        LogMonitor wholeLog = new LogMonitor();
        for (int number = files - 1; number >= 0; number--) {
            Path file = logs.resolve(number == 0 ? "app.log" : "app.log." + number);
            assertThat(Files.size(file)).isLessThan(24 * 1024);
            List<LogMonitor.Line> lines = new LogMonitor().read(file);
            assertThat(wholeLog.read(file)).as("read on from the file before").isEqualTo(lines);
            for (LogMonitor.Line line : lines) {
                String[] own = line.text().split("\\|", -1);
                assertThat(List.of(line.job(), line.actor(), line.task())).isEqualTo(List.of(own[0], own[1], own[2]));
                assertThat(seen.add(own[3])).as(own[3]).isTrue();
            }
        }
        assertThat(seen).hasSize(THREADS * RECORDS);
    }
}
