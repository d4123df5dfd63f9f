package io.github.log4jray.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Manual;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkSettingsTest {

    private static final SparkSettings DEFAULTS = SparkSettings.of(name -> null);

    @Test
    void withoutSettingsTheDefaultsApply() {
        assertThat(DEFAULTS)
                .isEqualTo(new SparkSettings(
                        Level.ALL,
                        Level.WARN,
                        null,
                        false,
                        0,
                        null,
                        8 * 1024 * 1024,
                        SparkSettings.Overflow.DISCARD,
                        2_000));
    }

    @Test
    void settingsAreRead() {
        Map<String, String> conf = Map.of(
                "spark.log4jray.level", "info",
                "spark.log4jray.sparkLevel", "ERROR",
                "spark.log4jray.dedup", "true",
                "spark.log4jray.files", "true",
                "spark.log4jray.port", "4560",
                "spark.log4jray.tls", "false",
                "spark.log4jray.bufferSize", "1 MB",
                "spark.log4jray.overflow", "block",
                "spark.log4jray.shutdownTimeoutMillis", "5000");

        assertThat(SparkSettings.of(conf::get))
                .isEqualTo(new SparkSettings(
                        Level.INFO,
                        Level.ERROR,
                        true,
                        true,
                        4560,
                        false,
                        1024 * 1024,
                        SparkSettings.Overflow.BLOCK,
                        5_000));
    }

    @ParameterizedTest
    @CsvSource({
        "level, loud",
        "sparkLevel, loud",
        "dedup, yes",
        "files, yes",
        "port, 65536",
        "tls, yes",
        "bufferSize, much",
        "overflow, drop",
        "shutdownTimeoutMillis, -1"
    })
    void invalidValueIsOneErrorThatNamesSettingAndValue(String name, String value) {
        String setting = "spark.log4jray." + name;
        try (StatusMessages messages = StatusMessages.listen()) {
            SparkSettings settings = SparkSettings.of(asked -> asked.equals(setting) ? value : null);

            assertThat(messages.containing(Level.ERROR, "RayLogsPlugin: invalid " + setting + " \"" + value + "\""))
                    .hasSize(1);
            assertThat(settings).isEqualTo(DEFAULTS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "levl, did you mean spark.log4jray.level?",
        "SparkLevel, did you mean spark.log4jray.sparkLevel?",
        "deduplicate, 'expected one of spark.log4jray. bufferSize, dedup, files, '"
    })
    void unknownNameIsOneErrorThatNamesSettingValueAndTheMostSimilarName(String name, String hint) {
        String setting = "spark.log4jray." + name;
        try (StatusMessages messages = StatusMessages.listen()) {
            SparkSettings settings = SparkSettings.of(
                    asked -> asked.equals(setting) ? "INFO" : null,
                    Stream.of(
                            "spark.app.name=a",
                            setting + "=INFO",
                            "spark.log4jray.level=ALL",
                            "spark.log4jray.",
                            "=a"));

            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .startsWith("RayLogsPlugin: unknown setting " + setting + " \"INFO\" (" + hint)
                    .endsWith("); ignoring it");
            assertThat(settings).isEqualTo(DEFAULTS);
        }
    }

    @Test
    void eachSettingStandsInTheManualAndNoOther() {
        TreeSet<String> read = new TreeSet<>();
        SparkSettings.of(name -> {
            read.add("`" + name + "`");
            return null;
        });

        List<String> rows = Manual.page("reference.md").table("Spark").stream()
                .map(row -> row.get(0))
                .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void optionsOfExecutorsSurviveTheWay() {
        ExecutorOptions options = new ExecutorOptions(
                "tcp://driver:4560",
                "a token of some length",
                Level.DEBUG,
                Level.WARN,
                4096,
                SparkSettings.Overflow.BLOCK,
                1_000,
                "session_1");

        assertThat(ExecutorOptions.of(options.toMap())).isEqualTo(options);
        assertThat(options.toString()).doesNotContain("token");
        assertThat(ExecutorOptions.of(Map.of())).isNull();
    }
}
