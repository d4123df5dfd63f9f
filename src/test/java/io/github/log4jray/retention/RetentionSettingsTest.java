package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

class RetentionSettingsTest {

    private static final Map<String, String> VARIABLES =
            Map.of("RAY_LOG_RETENTION_BYTES", "1000", "RAY_LOG_RETENTION_DAYS", "7", "RAY_LOG_KEEP_SESSIONS", "3");

    private static RetentionSettings read(
            Map<String, String> properties, Map<String, String> variables, String bytes, String days, String sessions) {
        return RetentionSettings.of(
                new Attributes("SessionDirectory", "file"),
                Environment.of(properties, variables),
                bytes,
                days,
                sessions);
    }

    @Test
    void allIsOffByDefault() {
        assertThat(read(Map.of(), Map.of(), null, null, null).isOn()).isFalse();
    }

    @Test
    void variablesApplyAndPropertiesBeforeThemAndAttributesBeforeBoth() {
        assertThat(read(Map.of(), VARIABLES, null, null, null)).isEqualTo(new RetentionSettings(1000, 7, 3));
        assertThat(read(Map.of("RAY_LOG_RETENTION_DAYS", "8"), VARIABLES, "2 KB", null, "4"))
                .isEqualTo(new RetentionSettings(2048, 8, 4));
        assertThat(read(Map.of(), VARIABLES, "0", "0", "0").isOn()).isFalse();
    }

    @Test
    void invalidValueIsAnErrorAndTheVariableApplies() {
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(read(Map.of(), VARIABLES, "much", "-1", "x")).isEqualTo(new RetentionSettings(1000, 7, 3));
            assertThat(messages.containing(Level.ERROR)).hasSize(3);
            assertThat(messages.containing(Level.ERROR, "retentionBytes", "much"))
                    .hasSize(1);
        }
    }

    @Test
    void strictestOfEachApplies() {
        RetentionSettings one = new RetentionSettings(1000, 0, 3);
        RetentionSettings other = new RetentionSettings(0, 7, 2);

        assertThat(one.strictest(other)).isEqualTo(new RetentionSettings(1000, 7, 2));
        assertThat(one.contradicts(other)).isTrue();
        assertThat(one.contradicts(new RetentionSettings(1000, 5, 0))).isFalse();
    }

    @Test
    void whatIsWrittenCanBeRead() {
        RetentionSettings settings = new RetentionSettings(Long.MAX_VALUE, 7, 2);
        assertThat(RetentionSettings.parse(settings.written())).isEqualTo(settings);
        for (String wrong : new String[] {"", "1", "1 2", "a b c", "1 2 99999999999"}) {
            assertThat(RetentionSettings.parse(wrong)).isEqualTo(RetentionSettings.NONE);
        }
        assertThat(RetentionSettings.parse("-5 -5 -5")).isEqualTo(RetentionSettings.NONE);
    }
}
