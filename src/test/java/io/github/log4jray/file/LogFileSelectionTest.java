package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.JvmState;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFileSelectionTest {

    private final Attributes attributes = new Attributes("Plugin", "name");

    private LogFileSelection of(String component, String stream, String shard, String submissionId, String fileName) {
        return LogFileSelection.of(attributes, component, stream, shard, submissionId, fileName);
    }

    @ParameterizedTest
    @CsvSource({
        "worker, , , ,",
        "worker, ' ', ' ', ' ', ' '",
        "' worker ', OUT, , ,",
        "monitor, err, , ,",
        "redis-shard, , 0, ,",
        "redis-shard, err, 123456789, ,",
        "job-driver, , , raysubmit_1,",
        ", , , , app.log",
        "'', '', '', '', a b.log"
    })
    void validAttributesAreNoError(
            String component, String stream, String shard, String submissionId, String fileName) {
        try (StatusMessages messages = StatusMessages.listen()) {
            of(component, stream, shard, submissionId, fileName);

            assertThat(attributes.refused()).isFalse();
            assertThat(messages.containing(Level.ERROR)).isEmpty();
            assertThat(messages.containing(Level.WARN)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "component, , , , ,",
        "component, wroker, , , ,",
        "fileName, worker, , , , app.log",
        "stream, worker, log, , ,",
        "stream, , out, , , app.log",
        "shard, redis-shard, , , ,",
        "shard, redis-shard, , 01, ,",
        "shard, redis-shard, , x, ,",
        "shard, worker, , 1, ,",
        "submissionId, job-driver, , , ,",
        "submissionId, job-driver, , , a/b,",
        "submissionId, worker, , , x,"
    })
    void invalidAttributeIsOneErrorThatNamesIt(
            String invalid, String component, String stream, String shard, String submissionId, String fileName) {
        try (StatusMessages messages = StatusMessages.listen()) {
            of(component, stream, shard, submissionId, fileName);

            assertThat(attributes.refused()).isTrue();
            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .matches("Plugin \"name\": (invalid|missing) " + invalid + "\\b.*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b.log", "../b.log", "..", ".", "a\\b.log", " ", "a\tb.log"})
    void fileNameMustBePlain(String fileName) {
        of(null, null, null, null, fileName);

        assertThat(attributes.refused()).isTrue();
    }

    @Test
    void fileNameMayHaveTwoHundredBytes() {
        of(null, null, null, null, "x".repeat(200));
        assertThat(attributes.refused()).isFalse();

        of(null, null, null, null, "x".repeat(201));
        assertThat(attributes.refused()).isTrue();
    }

    @Test
    void nameThatIsCutKeepsItsSuffixAndDiffersFromOthers() {
        String task = "t\u00e4".repeat(100);
        String one = LogFileSelection.plainName(attributes, "fileName", task + "1.log");
        String other = LogFileSelection.plainName(attributes, "fileName", task + "2.log");

        assertThat(one).isNotEqualTo(other).startsWith("t\u00e4t\u00e4").endsWith(".log");
        assertThat(one.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(199, 200);
        assertThat(LogFileSelection.plainName(attributes, "fileName", task + "1.log"))
                .isEqualTo(one);
        assertThat(LogFileSelection.plainName(attributes, "fileName", "a." + task))
                .as("too long for a suffix")
                .startsWith("a.t\u00e4");
    }

    @ParameterizedTest
    @CsvSource({
        "worker, , true",
        "worker, out, true",
        "raylet, err, true",
        "monitor, , false",
        "monitor, log, false",
        "monitor, out, true",
        "java-worker, , false"
    })
    void outAndErrFilesHaveStandardError(String component, String stream, boolean has) {
        assertThat(of(component, stream, null, null, null).hasStandardError()).isEqualTo(has);
    }

    @Test
    void plasmaStoreIsWarnedOfOnceInAProcess() {
        JvmState.release("reported.DEPRECATED_COMPONENT.PLASMA_STORE");
        try (StatusMessages messages = StatusMessages.listen()) {
            of("plasma_store", "out", null, null, null);
            of("plasma_store", null, null, null, null);

            assertThat(messages.containing(Level.WARN, "Plugin \"name\"", "component=\"plasma_store\"", "deprecated"))
                    .hasSize(1);
            assertThat(messages.containing(Level.WARN)).hasSize(1);
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }
        assertThat(attributes.refused()).isFalse();
    }

    @Test
    void plainFileIsOfNoComponent() {
        LogFileSelection plain = of(null, null, null, null, "app.log");

        assertThat(plain.hasStandardError()).isFalse();
        assertThat(plain.isWorker()).isFalse();
        assertThat(plain.isOfOneProcess()).isFalse();
        assertThat(plain.names(null)).isEqualTo(new LogFileNames("app.log", null));
    }
}
