package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a driver listens, and what it publishes. */
class ListenSettingsTest {

    private static ListenSettings of(String host, String port, String advertisedAddress) {
        Environment environment = Environment.of(Map.of(), Map.of("RAY_DRIVER_LOG_TOKEN", "secret of the test"));
        return ListenSettings.of(
                new Attributes("DriverConsole", "console"),
                host,
                port,
                advertisedAddress,
                null,
                null,
                null,
                environment);
    }

    @Test
    void defaultIsAnyFreePortOfLoopback() {
        assertThat(of(null, null, " "))
                .isEqualTo(new ListenSettings("127.0.0.1", 0, null, "secret of the test", false, 10_000, null));
    }

    @Test
    void tokenIsInNoText() {
        ListenSettings settings = of("[::]", "4560", "h:1");
        assertThat(settings.toString() + settings.key())
                .contains("::", "4560", "h:1")
                .doesNotContain("secret");
    }

    @Test
    void tokenOfLessThanSixteenCharactersIsAnErrorAndNotUsed() {
        Environment environment = Environment.of(Map.of(), Map.of("RAY_DRIVER_LOG_TOKEN", "fifteen letters"));
        try (StatusMessages messages = StatusMessages.listen()) {
            ListenSettings settings = ListenSettings.of(
                    new Attributes("DriverConsole", "console"), null, null, null, null, null, null, environment);
            assertThat(settings.token()).isNull();
            assertThat(messages.containing(Level.ERROR, "RAY_DRIVER_LOG_TOKEN"))
                    .singleElement()
                    .asString()
                    .contains("\"****\"", "at least 16 characters", "using a random token")
                    .doesNotContain("fifteen");
        }
    }

    @Test
    void settingsWithDifferentAdvertisedAddressesDiffer() {
        assertThat(of(null, null, "h:1").key())
                .isNotEqualTo(of(null, null, "h:2").key());
        assertThat(of(null, null, "tcp://h:1")).isEqualTo(of(null, null, " h:1 "));
        assertThat(of(null, null, "h:1").advertised()).isEqualTo(new Address.Tcp("h", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h", "h:0", "h:65536", ":1", "redis://h:1", "http://h:1", "u@h:1", "::1:80"})
    void invalidAdvertisedAddressIsOneErrorAndNotUsed(String value) {
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(of(null, null, value).advertised()).isNull();
            assertThat(messages.containing(Level.ERROR, "DriverConsole \"console\""))
                    .singleElement()
                    .asString()
                    .contains("advertisedAddress", "\"" + value + "\"", "host:port");
        }
    }
}
