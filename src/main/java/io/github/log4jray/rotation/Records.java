package io.github.log4jray.rotation;

import java.util.Arrays;

/**
 * Records that wait to be written, in one array, one behind the other. Those that were written or given up are counted
 * off from the front. Not thread-safe.
 */
final class Records {

    private final byte[] bytes;
    private int[] ends = new int[256];
    private int count;
    private int first;

    /** Where whose-line-it-is changes: from this record on, these tokens hold. */
    private int[] changes = new int[4];

    private MagicTokens[] tokens = new MagicTokens[4];
    private int changeCount;
    private int changesTaken;

    /** @param capacity in bytes */
    Records(int capacity) {
        bytes = new byte[capacity];
    }

    int capacity() {
        return bytes.length;
    }

    boolean hasRoom(int more) {
        return bytes.length - end(count) >= more;
    }

    /** @return how many records are left */
    int remaining() {
        return count - first;
    }

    boolean isEmpty() {
        return first == count;
    }

    /**
     * Adds a record, for which there is room.
     *
     * @param head stands before the record and belongs to it
     * @param record holds the record from index 0 on
     * @param length of the record
     */
    void add(byte[] head, byte[] record, int length) {
        int at = end(count);
        if (head.length > 0) {
            System.arraycopy(head, 0, bytes, at, head.length);
            at += head.length;
        }
        System.arraycopy(record, 0, bytes, at, length);
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = at + length;
    }

    /** Notes that the record that is added next, and those after it, are of these. */
    void change(MagicTokens now) {
        if (changeCount == changes.length) {
            changes = Arrays.copyOf(changes, changeCount * 2);
            tokens = Arrays.copyOf(tokens, changeCount * 2);
        }
        changes[changeCount] = count;
        tokens[changeCount++] = now;
    }

    private int end(int records) {
        return records == 0 ? 0 : ends[records - 1];
    }

    byte[] array() {
        return bytes;
    }

    /** @return index of the first byte of the first record that is left */
    int start() {
        return end(first);
    }

    /** @return how many bytes the first records that are left have together */
    int length(int records) {
        return end(first + records) - start();
    }

    /** @return how many of the records that are left, the first ones, have fewer bytes together than this */
    int shorterThan(long limit) {
        int low = 0;
        int high = remaining();
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (length(middle) < limit) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    boolean firstEndsItsLine() {
        return bytes[end(first + 1) - 1] == '\n';
    }

    /**
     * Counts records off.
     *
     * @param known the tokens that held before them
     * @return those that hold after them
     */
    MagicTokens take(int records, MagicTokens known) {
        first += records;
        MagicTokens now = known;
        while (changesTaken < changeCount && changes[changesTaken] < first) {
            now = tokens[changesTaken++];
        }
        return now;
    }

    /** Forgets everything. */
    void clear() {
        count = 0;
        first = 0;
        Arrays.fill(tokens, 0, changeCount, null);
        changeCount = 0;
        changesTaken = 0;
    }
}
