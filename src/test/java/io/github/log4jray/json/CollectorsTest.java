package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Installed;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.LogAtRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Collectors with the configurations of the sample see each record once, while files of 100 KB rotate. Needs
 * {@code rsyslogd}; what {@code .ci/install-otelcol} builds is skipped where it is absent.
 */
@Tag("tools")
class CollectorsTest {

    private static final Path SAMPLE =
            Path.of("samples/json-pipeline/collectors").toAbsolutePath();
    private static final Pattern RECORD = Pattern.compile("(?:\"message\":\"|Body: Str\\()record (\\d+)");
    private static final Duration ALL_SEEN = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private Path logs;
    private Path out;
    private Process collector;

    @BeforeEach
    void makeDirectories() throws IOException {
        logs = Files.createDirectories(directory.resolve("session/logs"));
        Files.createDirectories(directory.resolve("state"));
        out = directory.resolve("out");
    }

    @AfterEach
    void end() throws InterruptedException {
        collector.destroy();
        collector.waitFor();
    }

    private void start(Path standardOutput, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(standardOutput.toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment()
                .putAll(Map.of(
                        "LOGS", logs.toString(),
                        "STATE", directory.resolve("state").toString(),
                        "OUT", out.toString()));
        collector = builder.start();
    }

    private void log(int records, int each) throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, LogAtRate.class, "" + records, "" + each)
                .configured(
                        "<Configuration status=\"warn\"><Appenders><SessionDirectory name=\"f\" component=\"worker\""
                                + " sessionDir=\"" + logs.getParent()
                                + "\" jobId=\"01000000\" maxBytes=\"100 KB\" backupCount=\"5\">"
                                + "<RayJsonLayout/></SessionDirectory></Appenders>"
                                + "<Loggers><Root level=\"info\"><AppenderRef ref=\"f\"/></Root></Loggers></Configuration>")
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
        }
    }

    private List<Integer> seen() throws IOException {
        return Files.exists(out)
                ? RECORD.matcher(Files.readString(out))
                        .results()
                        .map(found -> Integer.valueOf(found.group(1)))
                        .toList()
                : List.of();
    }

    private void logAndSeeAll(int each) throws Exception {
        int records = 5 * each;
        log(records, each);
        await().atMost(ALL_SEEN).untilAsserted(() -> assertThat(seen()).hasSizeGreaterThanOrEqualTo(records));
        assertThat(seen())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, records).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 2000})
    void rsyslogSeesEachRecordOnce(int each) throws Exception {
        start(
                directory.resolve("standard-output"),
                "rsyslogd",
                "-n",
                "-f",
                SAMPLE.resolve("rsyslog.conf").toString(),
                "-i",
                directory.resolve("pid").toString());
        logAndSeeAll(each);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 2000})
    void openTelemetryCollectorSeesEachRecordOnce(int each) throws Exception {
        Path otelcol = Installed.directory().resolve("otelcol-0.165.0/otelcol/otelcol");
        assertThat(otelcol).exists();
        start(
                out,
                otelcol.toString(),
                "--config",
                SAMPLE.resolve("otel-collector.yaml").toString());
        logAndSeeAll(each);
        assertThat(Files.readString(out)).contains("SeverityText: INFO", "-> timestamp_ns: Int(");
    }
}
