package io.github.log4jray.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a driver goes on reading a stream, and how much it reads at once. */
class StreamCursorTest {

    private final StreamCursor cursor = new StreamCursor();

    private static StreamEntry entry(String id, int size) {
        return new StreamEntry(id, new byte[size], null, 0, -1, 0, 0);
    }

    @Test
    void whatWasReadBeforeComesFirst() {
        assertThat(cursor.from()).isEqualTo("0");
        assertThat(cursor.advance(List.of(entry("1-1", 1), entry("1-2", 1)))).isTrue();
        assertThat(cursor.from()).isEqualTo("1-2");
        assertThat(cursor.advance(List.of())).isFalse();
        assertThat(cursor.isAtUnread()).isTrue();
        assertThat(cursor.advance(List.of(entry("1-3", 1)))).isFalse();
        assertThat(cursor.isAtUnread()).isTrue();
        assertThat(cursor.last()).isEqualTo("1-3");
    }

    @Test
    void answerWithAllEntriesThatWereWantedMayHaveMoreBehindIt() {
        cursor.advance(List.of());
        assertThat(cursor.advance(Collections.nCopies(cursor.count(), entry("1-1", 1))))
                .isTrue();
    }

    @Test
    void driverThatBeginsReadsEverythingAgain() {
        cursor.advance(List.of());
        cursor.beginAgain();
        assertThat(cursor.advance(List.of(entry("1-1", 1)))).isTrue();
        assertThat(cursor.from()).isEqualTo("0");
        assertThat(cursor.advance(List.of())).isFalse();
        assertThat(cursor.isAtUnread()).isTrue();
        cursor.waitForOther();
        assertThat(cursor.from()).isEqualTo("0");
    }

    @Test
    void ofSmallEntriesManyAreReadAtOnceAndOfLargeOnesFew() {
        cursor.advance(List.of(entry("1-1", 10)));
        assertThat(cursor.count()).isEqualTo(256);
        cursor.advance(List.of(entry("1-2", 10), entry("1-3", 16 * 1024)));
        assertThat(cursor.count()).isEqualTo(32);
        cursor.advance(List.of(entry("1-4", 4 << 20)));
        assertThat(cursor.count()).isEqualTo(8);
    }
}
