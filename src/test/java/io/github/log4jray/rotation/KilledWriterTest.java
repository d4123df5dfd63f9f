package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KilledWriterTest {

    private static final long SEED = 20261125;
    private static final int MAX_BYTES = 400;

    @TempDir
    private Path directory;

    private RotatingLog log;

    @BeforeEach
    void log() {
        log = new RotatingLog(directory.resolve("session"));
    }

    @Test
    void noFlushedRecordIsLostByProcessesThatAreKilled() throws Exception {
        assertNoFlushedRecordIsLost(3);
    }

    @Tag("slow")
    @Test
    void noFlushedRecordIsLostByProcessesThatAreKilledAgainAndAgain() throws Exception {
        assertNoFlushedRecordIsLost(12);
    }

    private void assertNoFlushedRecordIsLost(int cycles) throws Exception {
        String attributes = "maxBytes=\"" + MAX_BYTES + "\" backupCount=\"100000\" immediateFlush=\"true\"";
        Random random = new Random(SEED);
        List<Integer> reported = new ArrayList<>();
        for (int cycle = 0; cycle < cycles; cycle++) {
            try (JavaProcess writer = JavaProcess.plan(directory, LogUntilKilled.class, "cycle" + cycle, "10")
                    .configured(log.appender(attributes))
                    .start()) {
                int atLeast = 300 + random.nextInt(1500);
                await().pollInterval(Duration.ofMillis(1 + random.nextInt(20)))
                        .until(() -> lastNumber(writer.lines()) >= atLeast
                                || !writer.process().isAlive());
                writer.kill();
                assertThat(writer.errLines())
                        .as("cycle " + cycle + " of seed " + SEED)
                        .isEmpty();
                reported.add(lastNumber(writer.lines()));
            }
        }

        assertThat(log.files()).hasSizeGreaterThan(cycles * 10);
        assertComplete(reported);

        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging(attributes)) {
                IntStream.range(0, 100).forEach(i -> logging.logger("test").info("cycle{} {} end", cycles, i));
            }
            assertThat(messages.containing(Level.WARN)).isEmpty();
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }
        reported.add(99);
        assertComplete(reported);
        int backups = log.files().size() - 1;
        assertThat(log.names()).contains("app.log");
        assertThat(IntStream.rangeClosed(1, backups)).allMatch(i -> Files.exists(log.backup(i)));
    }

    /** Line by line: the cycles are one after the other, and each one's records too. */
    private void assertComplete(List<Integer> reported) throws Exception {
        int cycle = -1;
        int next = 0;
        int torn = 0;
        for (String line : log.lines()) {
            String going = "cycle" + cycle + " " + next + " end";
            if (line.equals("cycle" + (cycle + 1) + " 0 end") && !line.equals(going)) {
                assertThat(next).as("records of cycle " + cycle).isGreaterThan(cycle < 0 ? -1 : reported.get(cycle));
                cycle++;
                next = 1;
            } else if (line.equals(going)) {
                next++;
            } else {
                // what the system had written of the record when the process was killed
                assertThat(going).startsWith(line);
                torn++;
            }
        }
        assertThat(cycle).isEqualTo(reported.size() - 1);
        assertThat(next).isGreaterThan(reported.get(cycle));
        assertThat(torn).isLessThanOrEqualTo(reported.size());
        for (Path file : log.files()) {
            assertThat(Files.size(file)).as(file.toString()).isLessThan(MAX_BYTES);
        }
    }

    private static int lastNumber(List<String> lines) {
        return lines.isEmpty() ? -1 : Integer.parseInt(lines.get(lines.size() - 1));
    }

    /** @return backupCount, and how many steps of a rotation were made before the process was killed */
    static Stream<Arguments> steps() {
        // of four backups, the log, and the making of the new file
        return IntStream.of(4, 5)
                .boxed()
                .flatMap(count -> IntStream.rangeClosed(0, count + 1).mapToObj(steps -> Arguments.of(count, steps)));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void seriesGoesOnWhereverTheRotationWasInterrupted(int backupCount, int steps) throws Exception {
        for (int i = 4; i >= 1; i--) {
            log.leave(log.backup(i), "old " + i + "\n");
        }
        log.leave(log.file(), "old 0\n");
        interruptedRotation(backupCount, steps);
        List<String> expected = new ArrayList<>(log.lines());

        boolean isInPlace = Files.exists(log.file()) && Files.size(log.file()) > 0;
        List<String> added =
                IntStream.range(0, isInPlace ? 2 : 3).mapToObj(i -> "new " + i).toList();
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging("maxBytes=\"8\" backupCount=\"" + backupCount + "\"")) {
                added.forEach(line -> logging.logger("test").info(line));
            }
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }

        expected.addAll(added);
        int kept = Math.min(backupCount + 1, expected.size());
        assertThat(log.lines()).isEqualTo(expected.subList(expected.size() - kept, expected.size()));
        assertThat(log.files()).hasSize(kept);
        assertThat(IntStream.range(1, kept)).allMatch(i -> Files.exists(log.backup(i)));
    }

    /** Makes the first steps: the renaming of each file, from the oldest to the log, and an empty new log. */
    private void interruptedRotation(int backupCount, int steps) throws Exception {
        int left = steps;
        for (int i = Math.min(4, backupCount - 1); i >= 0 && left > 0; i--, left--) {
            Files.move(i == 0 ? log.file() : log.backup(i), log.backup(i + 1), StandardCopyOption.REPLACE_EXISTING);
        }
        if (left > 0) {
            Files.createFile(log.file());
        }
    }
}
