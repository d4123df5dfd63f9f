package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads log into files that rotate all the time. Each round has a directory of its own, as renaming takes longer
 * the more files there are. */
class ConcurrentRotationTest {

    private static final int MAX_BYTES = 2000;
    private static final String ROTATION = "maxBytes=\"" + MAX_BYTES + "\" backupCount=\"100000\" ";

    @TempDir
    private Path directory;

    private int rotations;

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void everyRecordIsInOneFileAndInOrder(int threads) throws Exception {
        rounds(2, threads, "", 6400, ConcurrentRotationTest::alike);

        assertThat(rotations).isGreaterThan(200);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void everyRecordIsInOneFileAndInOrderForLong(int threads) throws Exception {
        rounds(10, threads, "", 6400, ConcurrentRotationTest::alike);

        assertThat(rotations).isGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void everyRecordIsInOneFileAndInOrderWhereEachIsWrittenAtOnce(int threads) throws Exception {
        rounds(1, threads, "immediateFlush=\"true\"", 6400, ConcurrentRotationTest::alike);

        assertThat(rotations).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void recordsLargerThanTheBufferAndThanTheFileAreWholeToo(int threads) throws Exception {
        rounds(1, threads, "bufferSize=\"1 KB\"", 960, ConcurrentRotationTest::veryDifferent);

        assertThat(rotations).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void recordsOfAllLengthsThatAreWrittenAtOnceAreWholeToo(int threads) throws Exception {
        rounds(1, threads, "bufferSize=\"1 KB\" immediateFlush=\"true\"", 960, ConcurrentRotationTest::veryDifferent);

        assertThat(rotations).isGreaterThan(100);
    }

    private static int alike(int thread, int number) {
        return 20 + (thread + number) % 40;
    }

    private static int veryDifferent(int thread, int number) {
        int random = (thread * 31 + number) * 0x9E3779B9 >>> 20;
        return random % 16 == 0 ? random : random % 4 == 0 ? random / 4 : random / 40;
    }

    @Test
    void noRecordIsLostWhereTheConfigurationIsReadAgainMeanwhile() throws Exception {
        RotatingLog log = new RotatingLog(directory.resolve("session"));
        IntBinaryOperator lengths = (thread, number) -> 30;
        int threads = 4;
        int each = 1500;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (Logging logging = log.logging(ROTATION)) {
            List<Future<?>> all = start(executor, logging.logger("test"), threads, each, lengths);
            int more = 0;
            while (all.stream().anyMatch(thread -> !thread.isDone())) {
                logging.reconfigure(
                        log.appender("maxBytes=\"" + (MAX_BYTES + more++ % 3 * 500) + "\" backupCount=\"100000\""));
            }
            for (Future<?> thread : all) {
                thread.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }

        assertComplete(log, threads, each, lengths);
    }

    @Test
    void errorIsInTheFileAtOnceWithAllThatIsBufferedBeforeIt() throws Exception {
        RotatingLog log = new RotatingLog(directory.resolve("session"));
        try (Logging logging = log.logging(ROTATION + "bufferSize=\"1 KB\"")) {
            Logger logger = logging.logger("test");
            for (int i = 0; i < 60; i++) {
                // more than one buffer and less than two
                for (int j = 0; j < 12; j++) {
                    logger.info("x".repeat(100));
                }
                logger.error("error {}", i);
                assertThat(Files.readString(log.file())).endsWith("error " + i + "\n");
            }
        }

        assertThat(log.lines()).hasSize(60 * 13);
    }

    private void rounds(int rounds, int threads, String attributes, int records, IntBinaryOperator lengths)
            throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (StatusMessages messages = StatusMessages.listen()) {
            for (int round = 0; round < rounds; round++) {
                RotatingLog log = new RotatingLog(directory.resolve("session" + round));
                try (Logging logging = log.logging(ROTATION + attributes)) {
                    for (Future<?> thread :
                            start(executor, logging.logger("test"), threads, records / threads, lengths)) {
                        thread.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
                    }
                }
                assertComplete(log, threads, records / threads, lengths);
                assertBelowMaxBytes(log);
                rotations += log.files().size() - 1;
            }
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        } finally {
            executor.shutdownNow();
        }
    }

    private static List<Future<?>> start(
            ExecutorService executor, Logger logger, int threads, int each, IntBinaryOperator lengths) {
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            all.add(executor.submit(() -> {
                together.await();
                for (int number = 0; number < each; number++) {
                    logger.info(record(thread, number, lengths));
                }
                return null;
            }));
        }
        return all;
    }

    private static String record(int thread, int number, IntBinaryOperator lengths) {
        return thread + " " + number + " " + "x".repeat(lengths.applyAsInt(thread, number)) + "!";
    }

    /** Line by line; so what is twice, split or in the wrong place is seen as well as what is missing. */
    private static void assertComplete(RotatingLog log, int threads, int each, IntBinaryOperator lengths) {
        int[] next = new int[threads];
        for (String line : log.lines()) {
            int thread = Integer.parseInt(line.substring(0, line.indexOf(' ')));
            String expected = record(thread, next[thread]++, lengths);
            if (!line.equals(expected)) {
                assertThat(line).isEqualTo(expected);
            }
        }
        assertThat(next).containsOnly(each);
    }

    private static void assertBelowMaxBytes(RotatingLog log) throws Exception {
        for (Path file : log.files()) {
            if (Files.size(file) >= MAX_BYTES) {
                assertThat(Files.readAllLines(file)).as("lines of " + file).hasSize(1);
            }
        }
    }
}
