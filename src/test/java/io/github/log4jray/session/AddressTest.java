package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://10.0.0.5:4560, 10.0.0.5, 4560",
        "10.0.0.5:1, 10.0.0.5, 1",
        "my_driver:65535, my_driver, 65535",
        "tcp://[::1]:80/, ::1, 80",
        "[fe80::1%eth0]:80, fe80::1%eth0, 80"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertThat(Address.parse(" " + text + " ")).isEqualTo(new Address(host, port));
        assertThat(Address.parse(Address.parse(text).toString())).isEqualTo(new Address(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h",
                "h:",
                ":1",
                "h:0",
                "h:65536",
                "h:x",
                "::1:80",
                "tcp://",
                "tcp://h",
                "tcp://u@h:1",
                "tcp://h:1/a",
                "http://h:1",
                "redis://u:p@h:1",
                "h h:1",
                "tcp://h:99999999999"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(is|has) .*");
    }

    @Test
    void bracketsOfAHostAreLeftOut() {
        assertThat(Address.withoutBrackets("[::1]")).isEqualTo("::1");
        assertThat(Address.withoutBrackets("localhost")).isEqualTo("localhost");
    }
}
