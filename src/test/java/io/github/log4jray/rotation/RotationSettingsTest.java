package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.LogLines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the two numbers come from. Most of it is seen by a process that logs 10 lines of 7 bytes. */
class RotationSettingsTest {

    private static final String MAX_BYTES = "RAY_ROTATION_MAX_BYTES";
    private static final String BACKUP_COUNT = "RAY_ROTATION_BACKUP_COUNT";

    @TempDir
    private Path directory;

    private RotatingLog log;

    @BeforeEach
    void log() {
        log = new RotatingLog(directory.resolve("session"));
    }

    /** @return the errors that the process reports */
    private List<String> logTenLines(String attributes, Map<String, String> environment, String... options)
            throws Exception {
        JavaProcess.Plan plan = JavaProcess.plan(directory, LogLines.class, "10")
                .configured(Logging.configuration(log.appender(attributes)))
                .environment(environment);
        for (String option : options) {
            plan.option(option);
        }
        try (JavaProcess process = plan.start()) {
            assertThat(process.join()).isZero();
            return process.errors();
        }
    }

    private void assertLinesOfEachFile(Integer... counts) {
        assertThat(log.texts()).extracting(text -> (int) text.lines().count()).containsExactly(counts);
    }

    @Test
    void areThoseOfRayByDefault() {
        assertThat(RotationSettings.of(
                        new Attributes("Plugin", "name"),
                        io.github.log4jray.settings.Environment.process(),
                        null,
                        null))
                .isEqualTo(new RotationSettings(536_870_912, 5));
    }

    @Test
    void comeFromTheEnvironment() throws Exception {
        assertThat(logTenLines("", Map.of(MAX_BYTES, "22", BACKUP_COUNT, "2"))).isEmpty();

        assertLinesOfEachFile(3, 3, 1);
    }

    @Test
    void ofSystemPropertiesPrevailOverTheEnvironment() throws Exception {
        assertThat(logTenLines(
                        "",
                        Map.of(MAX_BYTES, "22", BACKUP_COUNT, "2"),
                        "-D" + MAX_BYTES + "=15",
                        "-D" + BACKUP_COUNT + "=3"))
                .isEmpty();

        assertLinesOfEachFile(2, 2, 2, 2);
    }

    @Test
    void ofAttributesPrevailOverAll() throws Exception {
        assertThat(logTenLines(
                        "maxBytes=\"29\" backupCount=\"1\"",
                        Map.of(MAX_BYTES, "22", BACKUP_COUNT, "2"),
                        "-D" + MAX_BYTES + "=15",
                        "-D" + BACKUP_COUNT + "=3"))
                .isEmpty();

        assertLinesOfEachFile(4, 2);
    }

    @Test
    void areFoundEachForItself() throws Exception {
        assertThat(logTenLines("backupCount=\"1\"", Map.of(BACKUP_COUNT, "3"), "-D" + MAX_BYTES + "=22"))
                .isEmpty();

        assertLinesOfEachFile(3, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10 MB", "-1", "abc", "1.5", "99999999999999999999"})
    void wrongVariableIsOneErrorAndTheDefaultCounts(String wrong) throws Exception {
        assertThat(logTenLines("maxBytes=\"15\"", Map.of(BACKUP_COUNT, wrong)))
                .singleElement()
                .asString()
                .contains(BACKUP_COUNT)
                .contains("\"" + wrong + "\"");

        assertLinesOfEachFile(2, 2, 2, 2, 2);
    }

    @Test
    void wrongVariableOfMaxBytesIsOneErrorAndTheDefaultCounts() throws Exception {
        assertThat(logTenLines("", Map.of(MAX_BYTES, "1 KB", BACKUP_COUNT, "1")))
                .singleElement()
                .asString()
                .contains(MAX_BYTES)
                .contains("\"1 KB\"");

        assertLinesOfEachFile(10);
    }

    @Test
    void wrongSystemPropertyIsOneErrorAndTheVariableCounts() throws Exception {
        assertThat(logTenLines("", Map.of(MAX_BYTES, "22", BACKUP_COUNT, "2"), "-D" + MAX_BYTES + "=-7"))
                .singleElement()
                .asString()
                .contains(MAX_BYTES)
                .contains("\"-7\"");

        assertLinesOfEachFile(3, 3, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "maxBytes,-1",
        "maxBytes,abc",
        "maxBytes,10 miles",
        "backupCount,-1",
        "backupCount,abc",
        "backupCount,1 KB"
    })
    void wrongAttributeIsOneErrorAndTheVariableCounts(String attribute, String wrong) throws Exception {
        assertThat(logTenLines(attribute + "=\"" + wrong + "\"", Map.of(MAX_BYTES, "22", BACKUP_COUNT, "2")))
                .singleElement()
                .asString()
                .contains("SessionDirectory \"file\": invalid " + attribute + " \"" + wrong + "\"");

        assertLinesOfEachFile(3, 3, 1);
    }

    @Test
    void blankIsUnset() throws Exception {
        assertThat(logTenLines(
                        "maxBytes=\"\" backupCount=\" \"",
                        Map.of(MAX_BYTES, "22", BACKUP_COUNT, "2"),
                        "-D" + MAX_BYTES + "=",
                        "-D" + BACKUP_COUNT + "= "))
                .isEmpty();

        assertLinesOfEachFile(3, 3, 1);
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
    void ofAContextThatHasStoppedCountNoMore() {
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
    void ofTheNewConfigurationCountFromThenOn() {
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
