package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attribute {@code source} and {@code RAY_LOG_TO_DRIVER}. */
class SourceSettingsTest {

    private static final Environment EMPTY = Environment.of(Map.of(), Map.of());

    private final Attributes attributes = new Attributes("DriverConsole", "console");

    private SourceSettings of(String source) {
        return SourceSettings.of(attributes, source, EMPTY);
    }

    @Test
    void withoutTheAttributeThereIsAReceiverAndAJoinedClusterIsFollowed() {
        assertThat(of(null)).isEqualTo(of(" "));
        assertThat(of(null).receives()).isTrue();
        assertThat(of(null).followsRay()).isTrue();
        assertThat(of(null).isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"tcp, true, 0, 0", "'tcp, redis://h:1, redis://h:1', true, 1, 0", "'gcs://h:1,gcs://h:2', false, 0, 2"})
    void severalSourcesAreSeparatedByCommas(String source, boolean receives, int redis, int gcs) {
        SourceSettings settings = of(source);
        assertThat(settings.receives()).isEqualTo(receives);
        assertThat(settings.redis()).hasSize(redis);
        assertThat(settings.gcs()).hasSize(gcs);
        assertThat(settings.followsRay()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "false", "FALSE"})
    void rayLogToDriverZeroMeansNoSourceWhateverTheAttribute(String value) {
        Environment off = Environment.of(Map.of(), Map.of("RAY_LOG_TO_DRIVER", value));
        for (String source : new String[] {null, "tcp", "redis://h:1", "gcs://h:1"}) {
            assertThat(SourceSettings.of(attributes, source, off).isEmpty()).isTrue();
            assertThat(SourceSettings.of(attributes, source, off).followsRay()).isFalse();
        }
        assertThat(SourceSettings.of(attributes, null, off)).isEqualTo(of("none"));
    }

    @Test
    void rayLogToDriverOneChangesNothing() {
        Environment on = Environment.of(Map.of("RAY_LOG_TO_DRIVER", "1"), Map.of("RAY_LOG_TO_DRIVER", "0"));
        assertThat(SourceSettings.of(attributes, null, on)).isEqualTo(of(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp,", "redis:", "tcp,none", "gcs://nowhere"})
    void invalidSourceIsOneErrorAndTheDefaultIsUsed(String source) {
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(of(source)).isEqualTo(of(null));
            assertThat(messages.containing(
                            Level.ERROR, "DriverConsole \"console\"", "invalid source \"" + source + "\""))
                    .hasSize(1);
        }
    }

    @Test
    void keyTellsSourcesApartAndHasNoPassword() {
        String key = of("redis://user:secret@h:1").key();
        assertThat(key)
                .doesNotContain("secret")
                .isNotEqualTo(of("redis://user:other@h:1").key());
        assertThat(of("tcp").key()).isNotEqualTo(of(null).key());
    }
}
