package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.log4jray.json.Collector.Kind;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.LogAtRate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Collectors see each record once while files of 100 KB rotate with five backups. Needs {@code rsyslogd}, and what {@code
 * .ci/install-otelcol} builds.
 */
@Tag("tools")
class CollectorsTest {

    private static final int SECONDS = 5;
    private static final int RESTARTS = 4;

    /** A file of them is read at once, and up to six files. */
    private static final int READ_AT_ONCE = 100 * 6;

    @TempDir
    private Path directory;

    private JavaProcess worker(int records, int each) throws IOException {
        return JavaProcess.plan(directory, LogAtRate.class, "" + records, "" + each)
                .configured(Config.sessionDirectory()
                        .with("fileName", Collector.LOG)
                        .with("sessionDir", directory.resolve("session"))
                        .with("jobId", "01000000")
                        .with("maxBytes", "100 KB")
                        .with("backupCount", 5)
                        .with(Config.rayJson()))
                .start();
    }

    private Collector collector(Kind kind) throws IOException {
        return new Collector(kind, directory.resolve("session/logs"), directory);
    }

    private static List<Integer> all(int records) {
        return IntStream.range(0, records).boxed().toList();
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN_TELEMETRY, 200",
        "OPEN_TELEMETRY, 2000",
        "RSYSLOG, 200",
        "RSYSLOG, 2000",
        "FLUENT_BIT, 200",
        "FLUENT_BIT, 2000",
        "TAIL, 200",
        "TAIL, 2000"
    })
    void eachRecordIsSeenOnceWhileFilesRotate(Kind kind, int each) throws Exception {
        assumeTrue(kind.isInstalled());
        int records = SECONDS * each;
        try (Collector collector = collector(kind);
                JavaProcess worker = worker(records, each)) {
            assertThat(worker.join()).as(worker.err()).isZero();
            await().until(() -> new HashSet<>(collector.seen()).size() >= records);
            assertThat(collector.seen()).containsExactlyInAnyOrderElementsOf(all(records));
            if (kind == Kind.OPEN_TELEMETRY) {
                assertThat(collector.output()).contains("SeverityText: INFO", "-> timestamp_ns: Int(");
            }
        }
    }

    /** It stops at any moment. A part of a file that it had passed on, but not noted, is read again. */
    @Test
    void openTelemetryCollectorThatIsRestartedWhileItReadsMissesNoRecord() throws Exception {
        int each = 2000;
        int records = 2 * SECONDS * each;
        try (Collector collector = collector(Kind.OPEN_TELEMETRY);
                JavaProcess worker = worker(records, each)) {
            for (int restart = 1; restart <= RESTARTS; restart++) {
                int some = restart * records / (RESTARTS + 1);
                await().until(() -> collector.seen().size() > some);
                collector.stop();
                collector.start();
            }
            assertThat(worker.join()).as(worker.err()).isZero();
            await().untilAsserted(
                            () -> assertThat(new HashSet<>(collector.seen())).hasSize(records));
            assertThat(collector.seen().size() - records).isLessThanOrEqualTo(RESTARTS * READ_AT_ONCE);
        }
    }
}
