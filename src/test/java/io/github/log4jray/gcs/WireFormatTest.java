package io.github.log4jray.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reader and writer against the library of Protocol Buffers. */
final class WireFormatTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 300, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void numbersAreWrittenAndReadAsTheLibraryDoes(long number) throws IOException {
        byte[] expected =
                new WireMessage().number(1, number).number(2047, number).toBytes();
        assertThat(new WireWriter().number(1, number).number(2047, number).toBytes())
                .isEqualTo(expected);
        WireReader reader = new WireReader(expected);
        assertThat(reader.find(2047)).isTrue();
        assertThat(reader.isNumber()).isTrue();
        assertThat(reader.number()).isEqualTo(number);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void textsBytesAndMessagesAreWrittenAndReadAsTheLibraryDoes() throws IOException {
        byte[] data = {0, -1, 7};
        byte[] expected = new WireMessage()
                .text(1, "é€😀")
                .bytes(2, data)
                .message(3, new WireMessage().text(16, "inner"))
                .toBytes();
        assertThat(new WireWriter()
                        .text(1, "é€😀")
                        .bytes(2, data)
                        .message(3, new WireWriter().text(16, "inner"))
                        .toBytes())
                .isEqualTo(expected);
        WireReader reader = new WireReader(expected);
        assertThat(reader.next()).isTrue();
        assertThat(reader.text()).isEqualTo("é€😀");
        assertThat(reader.next()).isTrue();
        assertThat(reader.bytes()).isEqualTo(data);
        assertThat(reader.next()).isTrue();
        WireReader inner = reader.message();
        assertThat(inner.next()).isTrue();
        assertThat(inner.field()).isEqualTo(16);
        assertThat(inner.text()).isEqualTo("inner");
    }

    @Test
    void fieldsOfOtherTypesAreSkipped() throws IOException {
        byte[] message =
                new WireMessage().fixed64(1, 5).fixed32(2, 6).number(3, 7).toBytes();
        WireReader reader = new WireReader(message);
        assertThat(reader.next()).isTrue();
        assertThat(reader.isNumber()).isFalse();
        assertThat(reader.isBytes()).isFalse();
        assertThat(reader.number()).isZero();
        assertThat(reader.bytes()).isEmpty();
        assertThat(reader.find(3)).isTrue();
        assertThat(reader.number()).isEqualTo(7);
    }
}
