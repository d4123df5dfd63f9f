package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses with a stream of a Redis. */
class RedisStreamAddressTest {

    private static RedisStream stream(String query) {
        return ((Address.Redis) Address.parse("redis://u:p@h:1" + query)).stream();
    }

    @Test
    void streamOfTheJobIsTheDefault() {
        assertThat(stream("")).isNull();
        assertThat(stream("?stream")).isEqualTo(new RedisStream(null, 64 << 20));
        assertThat(stream("?stream").keyOf("01000000")).isEqualTo("log4jray:01000000");
        assertThat(stream("?stream").keyOf(null)).isNull();
    }

    @Test
    void keyAndSizeAreSaid() {
        assertThat(stream("?stream=my:lines&maxBytes=1%20GB")).isEqualTo(new RedisStream("my:lines", 1 << 30));
        assertThat(stream("?maxBytes=64MB&stream")).isEqualTo(stream("?stream"));
        assertThat(stream("?stream=a%26b+c").keyOf("01000000")).isEqualTo("a&b+c");
    }

    @Test
    void addressIsWrittenSoThatItCanBeReadAgain() {
        for (String text : new String[] {
            "redis://u:****@h:1?stream",
            "rediss://h:6379/2?stream=a%26b&maxBytes=2048",
            "redis://h:6379?stream&maxBytes=1048576"
        }) {
            Address.Redis address = (Address.Redis) Address.parse(text);
            assertThat(Address.parse(address.withPassword())).isEqualTo(address);
            assertThat(address).hasToString(text);
        }
    }

    @Test
    void addressesWithOtherStreamsDiffer() {
        assertThat(Address.parse("redis://h?stream")).isNotEqualTo(Address.parse("redis://h"));
        assertThat(Address.parse("redis://h?stream=a")).isNotEqualTo(Address.parse("redis://h?stream=b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "?; expected ?stream",
                "?stream=; expected ?stream",
                "?streams; not \"streams\"",
                "?stream&stream; not \"stream\"",
                "?maxBytes=1MB; expected ?stream",
                "?stream&maxBytes; not \"maxBytes\"",
                "?stream&maxBytes=12 apples; invalid maxBytes \"12 apples\"",
                "?stream&maxBytes=10; from 1 KB to 1 TB",
                "?stream=%zz; invalid stream \"%zz\""
            })
    void invalidStreamIsAnErrorThatNamesIt(String query, String message) {
        assertThatThrownBy(() -> stream(query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("u:p");
    }
}
