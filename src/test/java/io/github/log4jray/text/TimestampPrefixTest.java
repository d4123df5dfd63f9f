package io.github.log4jray.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampPrefixTest {

    private static final long NOON = 1_714_564_800_000L;

    private final TimestampPrefix prefix = new TimestampPrefix();

    private String at(long millis) {
        Utf8Buffer to = new Utf8Buffer();
        prefix.addTo(to, millis, 0);
        return to.toString();
    }

    @Test
    void hasTheDateBetweenTheOtherParts() {
        prefix.begin("<", NOON + 7, ZoneOffset.UTC).add(">");

        assertThat(at(NOON + 7)).isEqualTo("<2024-05-01 12:00:00,007>");
        assertThat(at(NOON + 999)).isEqualTo("<2024-05-01 12:00:00,999>");
    }

    @Test
    void isOfOneSecondAndOneZone() {
        assertThat(prefix.isOf(0, ZoneOffset.UTC)).isFalse();
        prefix.begin("", NOON + 500, ZoneOffset.UTC);

        assertThat(prefix.isOf(NOON, ZoneOffset.UTC)).isTrue();
        assertThat(prefix.isOf(NOON + 999, ZoneOffset.UTC)).isTrue();
        assertThat(prefix.isOf(NOON + 1000, ZoneOffset.UTC)).isFalse();
        assertThat(prefix.isOf(NOON - 1, ZoneOffset.UTC)).isFalse();
        assertThat(prefix.isOf(NOON, ZoneId.of("Europe/Berlin"))).isFalse();
    }

    @Test
    void mayBeginAgainInTheSameSecond() {
        prefix.begin("a ", NOON, ZoneOffset.UTC).add(" INFO");
        prefix.begin("", NOON + 1, ZoneOffset.UTC).add(" WARN");

        assertThat(at(NOON + 1)).isEqualTo("2024-05-01 12:00:00,001 WARN");
    }

    @ParameterizedTest
    @CsvSource({"-1, '1969-12-31 23:59:59,999'", "-1000, '1969-12-31 23:59:59,000'", "0, '1970-01-01 00:00:00,000'"})
    void mayBeBefore1970(long millis, String date) {
        prefix.begin("", millis, ZoneOffset.UTC);

        assertThat(at(millis)).isEqualTo(date);
    }

    private static MutableInstant instant(long millis, int nanoOfMilli) {
        MutableInstant instant = new MutableInstant();
        instant.initFromEpochMilli(millis, nanoOfMilli);
        return instant;
    }

    @Test
    void renewsTheNanosecondsOfEachEvent() {
        prefix.begin("", NOON + 7, ZoneOffset.UTC).add(" ");
        prefix.addNanos(instant(NOON + 7, 89));
        Utf8Buffer to = new Utf8Buffer();
        prefix.addTo(to, NOON + 7, 89);
        prefix.addTo(to.add(" "), NOON + 987, 654_321);

        assertThat(to.toString())
                .isEqualTo("2024-05-01 12:00:00,007 1714564800007000089 2024-05-01 12:00:00,987 1714564800987654321");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, -1000000",
        "-1500, 5, -1499999995",
        "0, 1, 1",
        "999, 0, 999000000",
        "9999999999999, 1, 9999999999999000001"
    })
    void hasTheNanosecondsOfAnyTime(long millis, int nanoOfMilli, String nanos) {
        prefix.begin("", millis, ZoneOffset.UTC).add(" ");
        prefix.addNanos(instant(millis, nanoOfMilli));
        Utf8Buffer to = new Utf8Buffer();
        prefix.addTo(to, millis, nanoOfMilli);

        assertThat(to.toString()).endsWith(" " + nanos);
    }
}
