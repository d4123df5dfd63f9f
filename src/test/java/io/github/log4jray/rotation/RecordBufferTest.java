package io.github.log4jray.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.text.Utf8Buffer;
import org.junit.jupiter.api.Test;

class RecordBufferTest {

    private static final MagicTokens ONE = new MagicTokens("01000000", null, "one");
    private static final MagicTokens TWO = new MagicTokens("01000000", null, "two");

    private final RecordBuffer buffer = new RecordBuffer(4096);

    private void add(String record) {
        byte[] bytes = (record + "behind the record").getBytes(UTF_8);
        buffer.add(bytes, record.getBytes(UTF_8).length);
    }

    private void add(MagicTokens tokens, String lines, String record) {
        byte[] bytes = record.getBytes(UTF_8);
        buffer.add(tokens, new Utf8Buffer().add(lines), bytes, bytes.length);
    }

    private String text(int records) {
        return new String(buffer.array(), buffer.start(), buffer.length(records), UTF_8);
    }

    @Test
    void recordsStandOneBehindTheOther() {
        assertThat(buffer.isEmpty()).isTrue();
        add("one\n");
        add("ä\n");

        assertThat(buffer.isEmpty()).isFalse();
        assertThat(buffer.remaining()).isEqualTo(2);
        assertThat(text(1)).isEqualTo("one\n");
        assertThat(text(2)).isEqualTo("one\nä\n");
        assertThat(text(0)).isEmpty();
    }

    @Test
    void roomEndsAtTheCapacity() {
        RecordBuffer small = new RecordBuffer(10);
        assertThat(small.capacity()).isEqualTo(10);
        assertThat(small.hasRoom(10)).isTrue();
        assertThat(small.hasRoom(11)).isFalse();

        small.add(new byte[7], 7);

        assertThat(small.hasRoom(3)).isTrue();
        assertThat(small.hasRoom(4)).isFalse();
    }

    @Test
    void memoryGrowsWithTheRecords() {
        RecordBuffer large = new RecordBuffer(256 * 1024);
        assertThat(large.array()).hasSizeLessThanOrEqualTo(1024);

        for (int i = 0; i < 256; i++) {
            large.add(new byte[1024], 1024);
        }

        assertThat(large.hasRoom(1)).isFalse();
        assertThat(large.array()).hasSize(256 * 1024);
    }

    @Test
    void takenRecordsAreGone() {
        add("one\n");
        add("two\n");
        add("three\n");

        buffer.take(2, null);

        assertThat(buffer.remaining()).isOne();
        assertThat(text(1)).isEqualTo("three\n");
        buffer.take(1, null);
        assertThat(buffer.isEmpty()).isTrue();
    }

    @Test
    void asManyRecordsFitAsAreShorterThanTheLimit() {
        for (int i = 0; i < 10; i++) {
            add("1234");
        }

        assertThat(buffer.shorterThan(0)).isZero();
        assertThat(buffer.shorterThan(4)).isZero();
        assertThat(buffer.shorterThan(5)).isEqualTo(1);
        assertThat(buffer.shorterThan(40)).isEqualTo(9);
        assertThat(buffer.shorterThan(41)).isEqualTo(10);
        buffer.take(7, null);
        assertThat(buffer.shorterThan(41)).isEqualTo(3);
        assertThat(buffer.shorterThan(-5)).isZero();
    }

    @Test
    void firstRecordEndsItsLineOrNot() {
        add("one");
        add("two\n");

        assertThat(buffer.firstEndsItsLine()).isFalse();
        buffer.take(1, null);
        assertThat(buffer.firstEndsItsLine()).isTrue();
    }

    @Test
    void moreRecordsThanItWasMadeForAreKept() {
        for (int i = 0; i < 1000; i++) {
            add(ONE, ":", Integer.toString(i % 10));
        }

        assertThat(buffer.remaining()).isEqualTo(1000);
        assertThat(text(3)).isEqualTo(":0:1:2");
        assertThat(buffer.take(1000, null)).isEqualTo(ONE);
    }

    @Test
    void tokensHoldFromTheirRecordOn() {
        add("zero\n");
        add(ONE, ":task_name:one\n", "a\n");
        add("b\n");
        add(TWO, ":task_name:two\n", "c\n");

        assertThat(buffer.take(1, null)).isNull();
        assertThat(text(2)).isEqualTo(":task_name:one\na\nb\n");
        assertThat(buffer.take(1, null)).isEqualTo(ONE);
        assertThat(buffer.take(1, ONE)).isEqualTo(ONE);
        assertThat(buffer.take(1, ONE)).isEqualTo(TWO);
    }

    @Test
    void tokenLinesOfTheFirstRecordCanBeLeftOut() {
        add(ONE, ":task_name:one\n", "a\n");
        add("b\n");
        add(TWO, ":task_name:two\n", "c\n");

        assertThat(buffer.withoutTokens(null)).isEqualTo(ONE);
        assertThat(text(3)).isEqualTo("a\nb\n:task_name:two\nc\n");
        assertThat(buffer.shorterThan(3)).isEqualTo(1);

        assertThat(buffer.take(0, null)).isNull();
        assertThat(text(1)).isEqualTo("a\n");
        assertThat(buffer.take(1, null)).isEqualTo(ONE);
        assertThat(buffer.withoutTokens(ONE)).isEqualTo(ONE);
        assertThat(text(2)).isEqualTo("b\n:task_name:two\nc\n");
    }

    @Test
    void clearedBufferIsAsNew() {
        add(ONE, ":task_name:one\n", "a\n");
        buffer.withoutTokens(null);

        buffer.clear();

        assertThat(buffer.isEmpty()).isTrue();
        assertThat(buffer.hasRoom(4096)).isTrue();
        add("b\n");
        assertThat(text(1)).isEqualTo("b\n");
        assertThat(buffer.withoutTokens(null)).isNull();
        assertThat(buffer.take(1, null)).isNull();
    }
}
