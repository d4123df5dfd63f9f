package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.log4jray.json.Collector.Kind;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How much a log may grow while nobody reads it: the formula for {@code maxBytes} and {@code backupCount} in the manual. A
 * collector is paused or down while bytes are written, as many as the test wants, so no clock matters.
 */
@Tag("tools")
class CollectorPausesTest {

    private static final int MAX_BYTES = 100 * 1024;
    private static final int BACKUPS = 5;

    /** Less than half a file. */
    private static final int SOME = 100;

    @TempDir
    private Path directory;

    private Path log;
    private Logging logging;
    private int records;

    /** The number of the first record of each file. */
    private final List<Integer> begins = new ArrayList<>();

    private long size;

    @BeforeEach
    void startToLog() {
        Path session = directory.resolve("session");
        log = session.resolve("logs").resolve(Collector.LOG);
        logging = Logging.with(Config.sessionDirectory()
                .with("fileName", Collector.LOG)
                .with("sessionDir", session)
                .with("jobId", "01000000")
                .with("maxBytes", MAX_BYTES)
                .with("backupCount", BACKUPS)
                .with("immediateFlush", true)
                .with(Config.rayJson()));
    }

    @AfterEach
    void stop() {
        logging.close();
    }

    private Collector collector(Kind kind) throws IOException {
        assumeTrue(kind.isInstalled());
        return new Collector(kind, log.getParent(), directory);
    }

    /** Returns how many bytes the record has. */
    private long logOne() throws IOException {
        logging.logger("app").info("record {}", records);
        long now = Files.size(log);
        boolean isFirst = now <= size || size == 0;
        if (isFirst) {
            begins.add(records);
        }
        long bytes = isFirst ? now : now - size;
        size = now;
        records++;
        return bytes;
    }

    private void logRecords(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            logOne();
        }
    }

    /** Logs as many bytes, less a part of a record. */
    private void logBytes(long most) throws IOException {
        long record = logOne();
        for (long bytes = record; bytes + record + 1 <= most; bytes += record) {
            record = logOne();
        }
    }

    private static Set<Integer> range(int from, int to) {
        return new HashSet<>(IntStream.range(from, to).boxed().toList());
    }

    /** Returns the numbers of the records that are in files. */
    private Set<Integer> kept() throws IOException {
        Set<Integer> kept = new HashSet<>();
        try (Stream<Path> files = Files.list(log.getParent())) {
            for (Path file : files.toList()) {
                kept.addAll(Collector.numbers(Files.readString(file)));
            }
        }
        return kept;
    }

    private static void awaitExactly(Collector collector, Set<Integer> expected) throws IOException {
        await().until(() -> new HashSet<>(collector.seen()).containsAll(expected));
        assertThat(collector.seen()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void logSomeAndSeeThem(Collector collector) throws IOException {
        logRecords(SOME);
        awaitExactly(collector, range(0, records));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsMissingIfWhatIsKeptLastsThroughAPause(Kind kind) throws Exception {
        try (Collector collector = collector(kind)) {
            logSomeAndSeeThem(collector);
            collector.pause();
            logBytes((long) MAX_BYTES * (kind.readsBackups ? BACKUPS : 1));
            collector.goOn();

            awaitExactly(collector, range(0, records));
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordsAreMissingIfWhatIsKeptDoesNotLast(Kind kind) throws Exception {
        try (Collector collector = collector(kind)) {
            logSomeAndSeeThem(collector);
            collector.pause();
            logBytes((long) MAX_BYTES * ((kind.readsBackups ? BACKUPS : 1) + 2));
            collector.goOn();

            // All of them have the file open that was the log before the pause.
            Set<Integer> expected = range(0, begins.get(1));
            expected.addAll(kind.readsBackups ? kept() : range(begins.get(begins.size() - 1), records));
            awaitExactly(collector, expected);
            assertThat(expected).hasSizeLessThan(records - MAX_BYTES / 300);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN_TELEMETRY", "RSYSLOG_RESTARTS"})
    void whatWasRotatedWhileACollectorWasDownIsReadOnce(Kind kind) throws Exception {
        try (Collector collector = collector(kind)) {
            logSomeAndSeeThem(collector);
            for (int restart = 0; restart < 3; restart++) {
                collector.stop();
                logBytes((long) MAX_BYTES * (BACKUPS - 1));
                collector.start();

                awaitExactly(collector, range(0, records));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RSYSLOG", "FLUENT_BIT"})
    void onlyWhatWasRotatedWhileACollectorWasDownIsMissingIfItReadsNoBackups(Kind kind) throws Exception {
        try (Collector collector = collector(kind)) {
            logSomeAndSeeThem(collector);
            collector.stop();
            logRecords(SOME);
            collector.start();
            logSomeAndSeeThem(collector);

            int seen = records;
            collector.stop();
            logBytes(MAX_BYTES);
            collector.start();
            Set<Integer> expected = range(0, seen);
            expected.addAll(range(begins.get(1), records));
            awaitExactly(collector, expected);
        }
    }

    @Test
    void tailThatIsRestartedReadsTheLogAgain() throws Exception {
        try (Collector collector = collector(Kind.TAIL)) {
            logSomeAndSeeThem(collector);
            collector.stop();
            collector.start();

            await().untilAsserted(() -> assertThat(collector.seen()).hasSize(2 * SOME));
        }
    }
}
