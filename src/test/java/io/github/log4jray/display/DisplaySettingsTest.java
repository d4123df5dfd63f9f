package io.github.log4jray.display;

import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.receiver.RunningReceiver;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ray's variables for what a driver shows. */
class DisplaySettingsTest {

    private static DisplaySettings of(String name, String value) {
        return DisplaySettings.of(Environment.of(Map.of(), Map.of(name, value)), "10.0.0.1");
    }

    @Test
    void withoutVariablesTheyAreRaysDefaults() {
        DisplaySettings settings = DisplaySettings.of(Environment.of(Map.of(), Map.of()), "10.0.0.1");
        assertThat(settings.nodeIp()).isEqualTo("10.0.0.1");
        assertThat(settings.hasPrefix()).isTrue();
        assertThat(settings.hasEvents()).isTrue();
        assertThat(settings.hasColors()).isTrue();
        assertThat(settings.prefixColors()).isEqualTo(PrefixColors.SAME);
        assertThat(settings.deduplication().enabled()).isTrue();
        assertThat(settings.escapes()).isTrue();
    }

    @Test
    void eachVariableTurnsItsOwnOff() {
        assertThat(of("RAY_DISABLE_WORKER_LOG_PREFIX", "1").hasPrefix()).isFalse();
        assertThat(of("RAY_DEDUP_LOGS", "FALSE").deduplication().enabled()).isFalse();
        assertThat(of("RAY_COLOR_PREFIX", "0").prefixColors()).isEqualTo(PrefixColors.NONE);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "7, true"})
    void eventsAreShownUnlessTheVariableIsZero(String value, boolean shown) {
        assertThat(of("RAY_SCHEDULER_EVENTS", value).hasEvents()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "any, false", "'', true"})
    void noColorIsAVariableThatIsNotEmpty(String value, boolean colors) {
        assertThat(of("NO_COLOR", value).hasColors()).isEqualTo(colors);
        DisplaySettings property = DisplaySettings.of(Environment.of(Map.of("NO_COLOR", "1"), Map.of()), "10.0.0.1");
        assertThat(property.hasColors()).isTrue();
    }

    @Test
    void badVariablesAreOneErrorEachAndTheDefaultsAreUsed() throws IOException {
        Environment bad = Environment.of(
                Map.of("RAY_DISABLE_WORKER_LOG_PREFIX", "yes"),
                Map.of(
                        "RAY_DEDUP_LOGS_SKIP_REGEX", "(skip",
                        "RAY_DEDUP_LOGS_ALLOW_REGEX", "allow)",
                        "RAY_DEDUP_LOGS_AGG_WINDOW_S", "5 s"));
        Screen screen = new Screen();
        try (StatusMessages messages = StatusMessages.listen()) {
            DisplaySettings.of(bad, "10.0.0.1");
            DisplaySettings settings = DisplaySettings.of(bad, "10.0.0.1");
            assertThat(messages.containing(Level.ERROR)).hasSize(4);
            for (String named : List.of(
                    "RAY_DEDUP_LOGS_SKIP_REGEX \"(skip\"",
                    "RAY_DEDUP_LOGS_ALLOW_REGEX \"allow)\"",
                    "RAY_DEDUP_LOGS_AGG_WINDOW_S \"5 s\"",
                    "RAY_DISABLE_WORKER_LOG_PREFIX \"yes\"")) {
                assertThat(messages.containing(Level.ERROR, named)).as(named).hasSize(1);
            }
            assertThat(settings.deduplication().windowNanos()).isEqualTo(5_000_000_000L);
            try (RunningReceiver receiver = RunningReceiver.on(screen, Protocol.DEFAULT, settings);
                    ProtocolPeer peer = receiver.numbering()) {
                peer.send(batch(1, "(skip", "allow)"));
                peer.awaitAcked(1);
            }
        }
        assertThat(screen.lines()).containsExactly("(pid=45601) (skip", "(pid=45601) allow)");
    }
}
