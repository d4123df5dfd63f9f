package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What peers hold of lines that have not ended. */
class ReadBuffersTest {

    private static final int MOST = 200_000;

    private final ReadBuffers buffers = new ReadBuffers(MOST);

    private byte[] rest(int length) {
        byte[] buffer = buffers.withRoom(null, 0);
        Arrays.fill(buffer, 10, 10 + length, (byte) length);
        return buffers.keep(buffer, 10, 10 + length);
    }

    @Test
    void thousandsOfPeersHoldNoMoreThanTheyHaveSent() {
        byte[][] rests = new byte[MOST / 10][];
        for (int i = 0; i < rests.length; i++) {
            rests[i] = rest(1 + i % 9);
        }
        for (int i = 0; i < rests.length; i++) {
            byte[] expected = new byte[1 + i % 9];
            Arrays.fill(expected, (byte) expected.length);
            assertThat(rests[i]).isEqualTo(expected);
        }
    }

    @Test
    void lineGrowsAndStaysWhatItWas() {
        byte[] rest = null;
        int length = 0;
        while (length < MOST / 4) {
            rest = buffers.withRoom(rest, length);
            assertThat(rest).hasSizeGreaterThan(length);
            int count = Math.min(7000, rest.length - length);
            for (int i = 0; i < count; i++) {
                rest[length + i] = (byte) (length + i);
            }
            length += count;
            rest = buffers.keep(rest, 0, length);
        }
        for (int i = 0; i < length; i++) {
            assertThat(rest[i]).isEqualTo((byte) i);
        }
    }

    @Test
    void theyAreOverTheMostUntilSomeAreGivenBack() {
        byte[][] rests = new byte[6][];
        for (int i = 0; i < rests.length; i++) {
            rests[i] = rest(32_000);
        }
        assertThat(buffers.areOver()).isFalse();
        byte[] last = rest(32_000);
        assertThat(last).hasSize(32_000);
        assertThat(buffers.areOver()).isTrue();
        buffers.giveBack(rests[0]);
        assertThat(buffers.areOver()).isFalse();
    }

    @Test
    void bufferIsUsedAgainButByOneAtATime() {
        byte[] first = buffers.withRoom(null, 0);
        byte[] second = buffers.withRoom(null, 0);
        assertThat(second).isNotSameAs(first);
        assertThat(buffers.keep(second, 0, 0)).isNull();
        assertThat(buffers.withRoom(null, 0)).isSameAs(second);
    }
}
