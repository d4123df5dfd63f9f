package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.LogLines;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the two numbers come from, and which of them apply to a file. */
class RotationSettingsTest {

    private static final String MAX_BYTES = "RAY_ROTATION_MAX_BYTES";
    private static final String BACKUP_COUNT = "RAY_ROTATION_BACKUP_COUNT";
    private static final Map<String, String> VARIABLES = Map.of(MAX_BYTES, "22", BACKUP_COUNT, "2");
    private static final Map<String, String> PROPERTIES = Map.of(MAX_BYTES, "15", BACKUP_COUNT, "3");

    @TempDir
    private Path directory;

    private RotatingLog log;

    @BeforeEach
    void log() {
        log = new RotatingLog(directory.resolve("session"));
    }

    private static RotationSettings settings(
            Map<String, String> properties, Map<String, String> variables, String maxBytes, String backupCount) {
        return RotationSettings.of(
                new Attributes("Plugin", "name"), Environment.of(properties, variables), maxBytes, backupCount);
    }

    /** @return the settings, about which one error contains these texts */
    private static RotationSettings invalid(Supplier<RotationSettings> settings, String... texts) {
        try (StatusMessages messages = StatusMessages.listen()) {
            RotationSettings found = settings.get();
            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains(texts);
            return found;
        }
    }

    /** @return the settings, about which nothing is reported */
    private static RotationSettings valid(Supplier<RotationSettings> settings) {
        try (StatusMessages messages = StatusMessages.listen()) {
            RotationSettings found = settings.get();
            assertThat(messages.containing(Level.ERROR)).isEmpty();
            assertThat(messages.containing(Level.WARN)).isEmpty();
            return found;
        }
    }

    private void assertLinesOfEachFile(Integer... counts) {
        assertThat(log.texts()).extracting(text -> (int) text.lines().count()).containsExactly(counts);
    }

    @Test
    void areThoseOfRayByDefault() {
        assertThat(valid(() -> settings(Map.of(), Map.of(), null, null)))
                .isEqualTo(new RotationSettings(536_870_912, 5));
    }

    @Test
    void comeFromTheEnvironment() {
        assertThat(valid(() -> settings(Map.of(), VARIABLES, null, null))).isEqualTo(new RotationSettings(22, 2));
    }

    @Test
    void ofSystemPropertiesPrevailOverTheEnvironment() {
        assertThat(valid(() -> settings(PROPERTIES, VARIABLES, null, null))).isEqualTo(new RotationSettings(15, 3));
    }

    @Test
    void ofAttributesPrevailOverAll() {
        assertThat(valid(() -> settings(PROPERTIES, VARIABLES, "29", "1"))).isEqualTo(new RotationSettings(29, 1));
    }

    @Test
    void areFoundEachForItself() {
        assertThat(valid(() -> settings(Map.of(MAX_BYTES, "22"), Map.of(BACKUP_COUNT, "3"), null, null)))
                .isEqualTo(new RotationSettings(22, 3));
        assertThat(valid(() -> settings(Map.of(), Map.of(BACKUP_COUNT, "3"), "29", null)))
                .isEqualTo(new RotationSettings(29, 3));
    }

    /** An appender reads the properties, the variables and the attributes of its process. */
    @Test
    void ofAProcessRotateItsFile() throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "10")
                .configured(log.appender("backupCount=\"1\""))
                .environment(Map.of(MAX_BYTES, "22", BACKUP_COUNT, "3"))
                .option("-D" + MAX_BYTES + "=29")
                .start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors()).isEmpty();
        }

        assertLinesOfEachFile(4, 2);
    }

    @Test
    void ofTheEnvironmentOfAProcessRotateItsFile() throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "10")
                .configured(log.appender("maxBytes=\"10 miles\""))
                .environment(Map.of(MAX_BYTES, "22", BACKUP_COUNT, "2"))
                .start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors())
                    .singleElement()
                    .asString()
                    .contains("SessionDirectory \"file\": invalid maxBytes \"10 miles\"");
        }

        assertLinesOfEachFile(3, 3, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11 MB", "-11", "abc", "1.5", "99999999999999999999"})
    void invalidVariableIsOneErrorAndTheDefaultApplies(String wrong) {
        Map<String, String> variables = Map.of(BACKUP_COUNT, wrong);

        assertThat(invalid(() -> settings(Map.of(), variables, "15", null), BACKUP_COUNT, "\"" + wrong + "\""))
                .isEqualTo(new RotationSettings(15, 5));
        assertThat(valid(() -> settings(Map.of(), variables, "15", null))).isEqualTo(new RotationSettings(15, 5));
    }

    @Test
    void invalidVariableOfMaxBytesIsOneErrorAndTheDefaultApplies() {
        assertThat(invalid(
                        () -> settings(Map.of(), Map.of(MAX_BYTES, "1 KB", BACKUP_COUNT, "1"), null, null),
                        MAX_BYTES,
                        "\"1 KB\""))
                .isEqualTo(new RotationSettings(536_870_912, 1));
    }

    @Test
    void invalidSystemPropertyIsOneErrorAndTheVariableApplies() {
        assertThat(invalid(() -> settings(Map.of(MAX_BYTES, "-7"), VARIABLES, null, null), MAX_BYTES, "\"-7\""))
                .isEqualTo(new RotationSettings(22, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "abc", "10 miles"})
    void invalidMaxBytesIsOneErrorAndTheVariableApplies(String wrong) {
        assertThat(invalid(
                        () -> settings(Map.of(), VARIABLES, wrong, null),
                        "Plugin \"name\": invalid maxBytes \"" + wrong + "\""))
                .isEqualTo(new RotationSettings(22, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "abc", "1 KB"})
    void invalidBackupCountIsOneErrorAndTheVariableApplies(String wrong) {
        assertThat(invalid(
                        () -> settings(Map.of(), VARIABLES, null, wrong),
                        "Plugin \"name\": invalid backupCount \"" + wrong + "\""))
                .isEqualTo(new RotationSettings(22, 2));
    }

    @Test
    void blankIsUnset() {
        assertThat(valid(() -> settings(Map.of(MAX_BYTES, "", BACKUP_COUNT, " "), VARIABLES, "", " ")))
                .isEqualTo(new RotationSettings(22, 2));
    }

    @ParameterizedTest
    @CsvSource({"0,3", "15,0", "0,0"})
    void zeroInEitherMeansNever(String maxBytes, String backupCount) {
        try (Logging logging = log.logging("maxBytes=\"" + maxBytes + "\" backupCount=\"" + backupCount + "\"")) {
            for (int i = 0; i < 1000; i++) {
                logging.logger("test").info("line {}", i);
            }
        }

        assertThat(log.names()).containsExactly("app.log");
        assertThat(log.lines()).hasSize(1000);
    }

    @Test
    void attributeMayHaveAUnit() {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging("maxBytes=\"1 KB\" backupCount=\"3\"")) {
                for (int i = 0; i < 25; i++) {
                    logging.logger("test").info("x".repeat(99));
                }
            }
            assertThat(messages.containing(Level.WARN)).isEmpty();
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }

        assertLinesOfEachFile(10, 10, 5);
    }

    @Test
    void ofAContextThatHasStoppedNoLongerApply() {
        try (Logging one = log.logging("maxBytes=\"36\" backupCount=\"5\" immediateFlush=\"true\"")) {
            try (Logging other = log.logging("maxBytes=\"15\" backupCount=\"5\" immediateFlush=\"true\"")) {
                other.logger("test").info("line 0");
                one.logger("test").info("line 1");
            }
            for (int i = 2; i < 9; i++) {
                one.logger("test").info("line {}", i);
            }
        }
        assertLinesOfEachFile(5, 4);
    }

    @Test
    void ofTheNewConfigurationApplyFromThenOn() {
        try (Logging logging = log.logging("maxBytes=\"22\" backupCount=\"5\" immediateFlush=\"true\"")) {
            for (int i = 0; i < 4; i++) {
                logging.logger("test").info("line {}", i);
            }
            logging.reconfigure(log.appender("maxBytes=\"36\" backupCount=\"5\" immediateFlush=\"true\""));
            for (int i = 4; i < 9; i++) {
                logging.logger("test").info("line {}", i);
            }
            assertLinesOfEachFile(3, 5, 1);
            logging.reconfigure(log.appender("maxBytes=\"15\" backupCount=\"2\""));
            for (int i = 9; i < 13; i++) {
                logging.logger("test").info("line {}", i % 10);
            }
        }

        assertLinesOfEachFile(2, 2, 1);
    }
}
