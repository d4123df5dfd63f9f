package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureSettingTest {

    private static final String PROPERTY = "log4jray.captureStandardStreams";

    private static boolean setting(String property, String attribute) {
        Map<String, String> properties = property == null ? Map.of() : Map.of(PROPERTY, property);
        return CaptureSetting.of(
                new Attributes("Plugin", "app"), Environment.of(properties, Map.of(PROPERTY, "true")), attribute);
    }

    @Test
    void isOffByDefaultAndNoVariableChangesThat() {
        assertThat(setting(null, null)).isFalse();
        assertThat(CaptureSetting.of(Environment.of(Map.of(), Map.of(PROPERTY, "true"))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "TRUE, true", "false, false", "'', false"})
    void isThatOfTheProperty(String property, boolean on) {
        assertThat(setting(property, null)).isEqualTo(on);
        assertThat(CaptureSetting.of(Environment.of(Map.of(PROPERTY, property), Map.of())))
                .isEqualTo(on);
    }

    @ParameterizedTest
    @CsvSource({"false, true, false", "FALSE, true, false", "true, false, true", "'', true, true"})
    void attributePrevailsOverTheProperty(String attribute, String property, boolean on) {
        assertThat(setting(property, attribute)).isEqualTo(on);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", ", false"})
    void invalidAttributeIsOneErrorAndThePropertyApplies(String property, boolean on) {
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(setting(property, "yes")).isEqualTo(on);

            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains("Plugin \"app\": invalid captureStandardStreams \"yes\" (expected true or false)");
        }
    }

    @ParameterizedTest
    @CsvSource({"on, , false", "off, true, true"})
    void invalidPropertyIsOneErrorInAProcessAndIsIgnored(String property, String attribute, boolean on) {
        try (StatusMessages messages = StatusMessages.listen()) {
            for (int appender : List.of(1, 2)) {
                assertThat(setting(property, attribute))
                        .as("appender %d", appender)
                        .isEqualTo(on);
            }

            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains("log4j-ray: invalid system property " + PROPERTY + " \"" + property
                            + "\" (expected true or false)");
        }
    }
}
