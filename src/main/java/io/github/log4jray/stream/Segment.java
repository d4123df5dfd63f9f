package io.github.log4jray.stream;

import java.util.Arrays;

/**
 * A piece of the memory of a {@link SendBuffer}, under whose lock it is used: closed batches, one behind the other, and
 * behind them, in the last segment, the open one.
 */
final class Segment {
    final byte[] bytes;
    long firstSeq;
    int batches;
    int acked;
    int[] ends = new int[64];
    int[] lines = new int[64];

    Segment(int size) {
        bytes = new byte[size];
    }

    /** @return where the closed batches end */
    int end() {
        return batches == 0 ? 0 : ends[batches - 1];
    }

    /** @return where a batch of this segment begins */
    int start(int batch) {
        return batch == 0 ? 0 : ends[batch - 1];
    }

    /** Adds a batch that was written behind the others. */
    void add(long seq, int end, int lineCount) {
        if (batches == 0) {
            firstSeq = seq;
        }
        if (batches == ends.length) {
            ends = Arrays.copyOf(ends, batches * 2);
            lines = Arrays.copyOf(lines, batches * 2);
        }
        ends[batches] = end;
        lines[batches++] = lineCount;
    }

    /** @return this, to be used again */
    Segment emptied() {
        batches = 0;
        acked = 0;
        return this;
    }
}
