package io.github.log4jray.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.rolling.FileSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributesTest {

    private static final long DEFAULT = 512L << 20;

    private enum Side {
        LEFT,
        RIGHT
    }

    private final Attributes attributes = new Attributes("Plugin", "name");

    /** The errors that reading causes. */
    private List<String> errorsOf(Runnable reading) {
        try (StatusMessages messages = StatusMessages.listen()) {
            reading.run();
            return messages.containing(Level.ERROR);
        }
    }

    private void withoutErrors(Runnable reading) {
        assertThat(errorsOf(reading)).isEmpty();
    }

    private long size(String value) {
        return attributes.size("maxBytes", value, 0, Long.MAX_VALUE, DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | 0
            1000 | 1000
            100,000 | 100000
            100,000 KB | 102400000
            512 KB | 524288
            512k | 524288
            10 MB | 10485760
            10m | 10485760
            1.5 GB | 1610612736
            0.5 KB | 512
            2TB | 2199023255552
            """)
    void sizeIsTheSameNumberOfBytesAsForLog4j(String value, long bytes) {
        withoutErrors(() -> assertThat(size(value)).isEqualTo(bytes).isEqualTo(FileSize.parse(value, -1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1,000,000 | 1000000
            1,000.5 KB | 1024512
            ' 10 MB ' | 10485760
            999999999999999999 | 999999999999999999
            9000000 TB | 9223372036854775807
            9223372036854775807 | 9223372036854775807
            """)
    void sizeMayAlsoHaveSeveralSeparatorsAndSurroundingWhiteSpace(String value, long bytes) {
        withoutErrors(() -> assertThat(size(value)).isEqualTo(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10 XB", "-1", "+1", "1,5 MB", "10,00", ",100", "1,0000", "1.", ".5", "1e3", "1 000", "MB", "１"})
    void invalidSizeIsOneErrorAndTheDefault(String value) {
        assertThat(errorsOf(() -> assertThat(size(value)).isEqualTo(DEFAULT)))
                .containsExactly("Plugin \"name\": invalid maxBytes \"" + value
                        + "\" (expected a size such as 262144, \"512 KB\" or \"10 MB\"); using 512 MB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1023", "65 MB", "9223372036854775808", "99999999999999999999"})
    void sizeOutOfRangeIsOneErrorThatNamesTheRange(String value) {
        int used = 300;
        assertThat(errorsOf(() -> assertThat(attributes.size("bufferSize", value, 1024, 64 << 20, used))
                        .isEqualTo(used)))
                .containsExactly("Plugin \"name\": invalid bufferSize \"" + value
                        + "\" (expected a size from 1 KB to 64 MB such as 262144, \"512 KB\" or \"10 MB\");"
                        + " using 300 bytes");
    }

    @Test
    void numberMayHaveItsLimits() {
        withoutErrors(
                () -> assertThat(attributes.number("port", "0", 0, 65535, 7)).isZero());
        withoutErrors(() ->
                assertThat(attributes.number("port", " 65535 ", 0, 65535, 7)).isEqualTo(65535));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "1,000", "1 KB", "1.5", "x", "99999999999999999999"})
    void invalidNumberIsOneErrorAndTheDefault(String value) {
        assertThat(errorsOf(() -> assertThat(attributes.number("port", value, 0, 65535, 7))
                        .isEqualTo(7)))
                .containsExactly("Plugin \"name\": invalid port \"" + value
                        + "\" (expected an integer from 0 to 65535); using 7");
    }

    @Test
    void defaultWithoutALimitIsNamedSo() {
        assertThat(errorsOf(() -> attributes.number("length", "x", 1, Integer.MAX_VALUE, Integer.MAX_VALUE)))
                .containsExactly("Plugin \"name\": invalid length \"x\" (expected an integer from 1 to 2147483647);"
                        + " using no limit");
    }

    @Test
    void flagIsTrueOrFalseInAnyCase() {
        withoutErrors(() -> assertThat(attributes.flag("escape", "TRUE", false)).isTrue());
        withoutErrors(
                () -> assertThat(attributes.flag("escape", " false ", true)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "0", "t"})
    void invalidFlagIsOneErrorAndTheDefault(String value) {
        assertThat(errorsOf(
                        () -> assertThat(attributes.flag("escape", value, true)).isTrue()))
                .containsExactly(
                        "Plugin \"name\": invalid escape \"" + value + "\" (expected true or false); using true");
    }

    @Test
    void choiceIsTheNameOfAConstantInAnyCase() {
        withoutErrors(
                () -> assertThat(attributes.choice("side", "Right", Side.LEFT)).isEqualTo(Side.RIGHT));
        assertThat(errorsOf(() ->
                        assertThat(attributes.choice("side", "up", Side.LEFT)).isEqualTo(Side.LEFT)))
                .containsExactly("Plugin \"name\": invalid side \"up\" (expected left or right); using left");
    }

    @Test
    void permissionsAreThoseOfAFile() {
        withoutErrors(() -> assertThat(attributes.permissions("filePermissions", "rw-r-----"))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----")));
        assertThat(errorsOf(() -> assertThat(attributes.permissions("filePermissions", "640"))
                        .isNull()))
                .containsExactly("Plugin \"name\": invalid filePermissions \"640\""
                        + " (expected permissions such as rw-r-----); using the umask");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t"})
    void whatIsNotGivenIsTheDefault(String value) {
        withoutErrors(() -> assertThat(size(value)).isEqualTo(DEFAULT));
        withoutErrors(() -> assertThat(attributes.millis("wait", value, 5)).isEqualTo(5));
        withoutErrors(() -> assertThat(attributes.flag("escape", value, true)).isTrue());
        withoutErrors(
                () -> assertThat(attributes.choice("side", value, Side.RIGHT)).isEqualTo(Side.RIGHT));
        withoutErrors(() ->
                assertThat(attributes.permissions("filePermissions", value)).isNull());
    }

    @Test
    void refusedValueLeavesThePluginOut() {
        Attributes unnamed = new Attributes("Plugin", null);
        assertThat(unnamed.refused()).isFalse();

        assertThat(errorsOf(() -> {
                    unnamed.refuse("address", "redis://me:secret@host", "expected a port");
                    unnamed.refuse("shard", null, "expected a number");
                }))
                .containsExactly(
                        "Plugin: invalid address \"redis://me:****@host\" (expected a port); the appender is left out",
                        "Plugin: missing shard (expected a number); the appender is left out");
        assertThat(unnamed.refused()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "redis:/u:secret@h, redis:/u:****@h",
        "rediss//u:secret@h, rediss//u:****@h",
        "u:secret@h:1, u:****@h:1",
        "redis://u:/secret@h, redis://u:****@h",
        "host:80, host:80",
        "tcp://host:80, tcp://host:80"
    })
    void passwordOfAMistypedAddressIsNotShown(String value, String shown) {
        assertThat(Attributes.withoutSecrets(value)).isEqualTo(shown);
    }
}
