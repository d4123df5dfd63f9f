package io.github.log4jray.stream;

import io.github.log4jray.text.Utf8Buffer;
import java.util.Arrays;

/**
 * A piece of the memory of a {@link SendBuffer}, under whose lock it is used. It holds closed batches one after another;
 * the last segment ends with the open batch. An {@link Error} in one of its methods changes nothing.
 */
final class BufferSegment {
    final byte[] bytes;

    /** The following segment in the {@link SegmentQueue}; null for none. */
    BufferSegment next;

    int used;

    /** How many batches are closed. */
    int batches;

    private long firstSeq;
    private int acked;
    private int[] ends = new int[64];
    private int[] lines = new int[64];
    private int[] lost = new int[64];
    private long[] times = new long[64];

    BufferSegment(int size) {
        bytes = new byte[size];
    }

    /** @return the number of bytes that can still be written */
    int free() {
        return bytes.length - used;
    }

    /** @return the end of the closed batches */
    int end() {
        return batches == 0 ? 0 : ends[batches - 1];
    }

    /** @return the beginning of the first batch that was not acknowledged */
    int start() {
        return acked == 0 ? 0 : ends[acked - 1];
    }

    /** Adds bytes to the open batch, or begins one. The segment has room for them. */
    void write(byte[] source, int from, int count) {
        System.arraycopy(source, from, bytes, used, count);
        used += count;
    }

    /**
     * Writes the last bytes of a batch and closes it. It has either lines or a number of lost lines.
     *
     * @param time when the batch was begun
     */
    void endBatch(long seq, int lineCount, int lostCount, long time, Utf8Buffer tail) {
        int count = tail.length();
        if (batches == ends.length) {
            lines = Arrays.copyOf(lines, batches * 2);
            lost = Arrays.copyOf(lost, batches * 2);
            times = Arrays.copyOf(times, batches * 2);
            ends = Arrays.copyOf(ends, batches * 2);
        }
        System.arraycopy(tail.array(), 0, bytes, used, count);
        // Nothing is called from here on: all of this happens or nothing.
        if (batches == 0) {
            firstSeq = seq;
        }
        used += count;
        ends[batches] = used;
        lines[batches] = lineCount;
        lost[batches] = lostCount;
        times[batches] = time;
        batches++;
    }

    /**
     * @param seq the last number that the driver acknowledges
     * @param sentTo the end of the sent bytes of this segment
     * @return whether the driver acknowledges the first batch that was not acknowledged yet
     */
    boolean isAcknowledged(long seq, int sentTo) {
        return acked < batches && firstSeq + acked <= seq && ends[acked] <= sentTo;
    }

    /** @return the index of the first unacknowledged batch */
    int firstUnacknowledged() {
        return acked;
    }

    /** @return where a batch begins */
    int startOf(int batch) {
        return batch == 0 ? 0 : ends[batch - 1];
    }

    /** @return the number of a batch */
    long seqOf(int batch) {
        return firstSeq + batch;
    }

    /** @return how many lines a batch has */
    int linesOf(int batch) {
        return lines[batch];
    }

    /** @return how many lost lines a batch reports */
    int lostOf(int batch) {
        return lost[batch];
    }

    /** @return a copy of a batch */
    BufferedBatch copyOf(int batch) {
        byte[] line = Arrays.copyOfRange(bytes, startOf(batch), ends[batch] - 1);
        return new BufferedBatch(seqOf(batch), (long) lines[batch] + lost[batch], line);
    }

    /** @return whether a batch was begun before a time of the clock */
    boolean isOlder(int batch, long limit) {
        return times[batch] - limit < 0;
    }

    /** @return how many lines the first unacknowledged batch has */
    int firstLines() {
        return lines[acked];
    }

    /** @return how many bytes the first unacknowledged batch has */
    int firstBytes() {
        return ends[acked] - start();
    }

    /** Marks the first unacknowledged batch as acknowledged. */
    void acknowledgeFirst() {
        acked++;
    }

    /** @return whether the segment has batches, and all of them were acknowledged */
    boolean isDone() {
        return batches > 0 && acked == batches;
    }

    /** @return how many lines were not acknowledged */
    long waitingLines() {
        return sum(lines);
    }

    /** @return how many lines were lost whose report was not acknowledged */
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

    /** @return this segment without batches */
    BufferSegment emptied() {
        next = null;
        used = 0;
        batches = 0;
        acked = 0;
        return this;
    }
}
