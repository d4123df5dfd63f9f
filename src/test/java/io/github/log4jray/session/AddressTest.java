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
        "[fe80::1%eth0]:80, fe80::1%eth0, 80",
        "tcp://[fe80::1%eth-0.1]:80, fe80::1%eth-0.1, 80",
        "[fe80::1%br+a~b]:80, fe80::1%br+a~b, 80"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertThat(Address.parse(" " + text + " ")).isEqualTo(new Address.Tcp(host, port));
        assertThat(Address.parse(Address.parse(text).toString())).isEqualTo(new Address.Tcp(host, port));
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
                "redis://u:p@h:x",
                "redis://u:%zz@h",
                "redis://h/first",
                "redis://",
                "h h:1",
                "tcp://h:99999999999",
                "[fe80::1%]:80",
                "[fe80::1%a b]:80",
                "[fe80::1%a%b]:80"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected ");
    }

    @ParameterizedTest
    @CsvSource({"localhost, localhost:4560", "localhost:, localhost:4560", "tcp://h, h:4560", "[::1]/, [::1]:4560"})
    void saysThatThePortIsMissing(String text, String example) {
        assertThatThrownBy(() -> Address.parse(text)).hasMessage("expected a host and a port, such as " + example);
    }

    @Test
    void saysWhichKindsThereAre() {
        assertThatThrownBy(() -> Address.parse("http://h:1"))
                .hasMessageContainingAll("tcp://", "redis://", "rediss://", "host:port");
    }

    @Test
    void readsARedis() {
        assertThat(Address.parse("redis://h")).isEqualTo(new Address.Redis(false, null, null, "h", 6379, 0));
        assertThat(Address.parse("rediss://u:p@10.0.0.5:1/2"))
                .isEqualTo(new Address.Redis(true, "u", "p", "10.0.0.5", 1, 2));
        assertThat(Address.parse("redis://:p%40%2Fss+@word@[::1]/"))
                .isEqualTo(new Address.Redis(false, null, "p@/ss+@word", "::1", 6379, 0));
    }

    @Test
    void passwordIsNotShown() {
        assertThat(Address.parse("rediss://u:p@h:1/2")).hasToString("rediss://u:****@h:1/2");
        assertThat(Address.parse("redis://:p@[::1]")).hasToString("redis://:****@[::1]:6379");
    }

    @Test
    void bracketsOfAHostAreLeftOut() {
        assertThat(Address.withoutBrackets("[::1]")).isEqualTo("::1");
        assertThat(Address.withoutBrackets("localhost")).isEqualTo("localhost");
    }

    @Test
    void readsADriverInTlsWithAndWithoutAFingerprint() {
        String digits = "AB".repeat(32);

        assertThat(Address.parse("tls://10.0.0.5:6400")).isEqualTo(new Address.Tcp("10.0.0.5", 6400, true, null));
        assertThat(Address.parse(" tls://[::1]:6400?sha256=" + digits + " "))
                .isEqualTo(new Address.Tcp("::1", 6400, true, "ab".repeat(32)))
                .hasToString("tls://[::1]:6400?sha256=" + "ab".repeat(32));
        assertThat(Address.parse("tls://h:1")).isNotEqualTo(Address.parse("tcp://h:1"));
        assertThat(new Address.Tcp("h", 1).withTls(null)).hasToString("tls://h:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tls://h:1?sha256=",
                "tls://h:1?sha256=00",
                "tls://h:1?sha256=g000000000000000000000000000000000000000000000000000000000000000",
                "tls://h:1?sha256=00000000000000000000000000000000000000000000000000000000000000000",
                "tls://h:1?sha1=0000000000000000000000000000000000000000000000000000000000000000",
                "tls://h:1?",
                "tcp://h:1?sha256=0000000000000000000000000000000000000000000000000000000000000000",
                "tls://h?sha256=0000000000000000000000000000000000000000000000000000000000000000",
                "tls://h:0",
                "TLS://h:1"
            })
    void fingerprintThatIsNoneIsInvalid(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected ");
    }
}
