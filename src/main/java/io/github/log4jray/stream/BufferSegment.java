package io.github.log4jray.stream;

import java.util.Arrays;

/**
 * A piece of the memory of a {@link SendBuffer}, under whose lock it is used: closed batches, one behind the other, and
 * behind them, in the last segment, the open one.
 */
final class BufferSegment {
    final byte[] bytes;
    int used;
    private long firstSeq;
    private int batches;
    private int acked;
    private int[] ends = new int[64];
    private int[] lines = new int[64];
    private int[] lost = new int[64];

    BufferSegment(int size) {
        bytes = new byte[size];
    }

    /** @return where the closed batches end */
    int end() {
        return batches == 0 ? 0 : ends[batches - 1];
    }

    /** @return where the first batch begins that was not acknowledged */
    int start() {
        return acked == 0 ? 0 : ends[acked - 1];
    }

    /** Adds bytes to the open batch, or begins one with them; there is room for them. */
    void write(byte[] source, int from, int count) {
        System.arraycopy(source, from, bytes, used, count);
        used += count;
    }

    /** What was written behind the closed batches is one more, of lines or of the count of such as were lost. */
    void endBatch(long seq, int lineCount, int lostCount) {
        if (batches == 0) {
            firstSeq = seq;
        }
        if (batches == ends.length) {
            ends = Arrays.copyOf(ends, batches * 2);
            lines = Arrays.copyOf(lines, batches * 2);
            lost = Arrays.copyOf(lost, batches * 2);
        }
        ends[batches] = used;
        lines[batches] = lineCount;
        lost[batches++] = lostCount;
    }

    /**
     * @param seq the last number that the other side acknowledges
     * @param sentTo where what was sent of this segment ends
     * @return whether that holds for the first batch that was not acknowledged
     */
    boolean isAcknowledged(long seq, int sentTo) {
        return acked < batches && firstSeq + acked <= seq && ends[acked] <= sentTo;
    }

    /** @return how many lines the first batch has that was not acknowledged */
    int firstLines() {
        return lines[acked];
    }

    /** @return how many bytes it has */
    int firstBytes() {
        return ends[acked] - start();
    }

    /** It is acknowledged now. */
    void acknowledgeFirst() {
        acked++;
    }

    /** @return whether there are batches, and all of them were acknowledged */
    boolean isDone() {
        return batches > 0 && acked == batches;
    }

    /** @return how many lines wait for an acknowledgement */
    long waitingLines() {
        return sum(lines);
    }

    /** @return how many lines were lost of which the driver does not know for sure */
    long waitingLosses() {
        return sum(lost);
    }

    private long sum(int[] counts) {
        long sum = 0;
        for (int i = acked; i < batches; i++) {
            sum += counts[i];
        }
        return sum;
    }

    /** @return this, to be used again */
    BufferSegment emptied() {
        used = 0;
        batches = 0;
        acked = 0;
        return this;
    }
}
