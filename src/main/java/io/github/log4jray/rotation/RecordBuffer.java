package io.github.log4jray.rotation;

import io.github.log4jray.text.Utf8Buffer;
import java.util.Arrays;

/**
 * Records that wait to be written, in one array, one behind the other. Those that were written or given up are counted
 * off from the front. Not thread-safe.
 */
final class RecordBuffer {

    private final byte[] bytes;
    private int[] ends = new int[256];
    private int used;
    private int count;
    private int first;

    /** Where it changes whose the records are: from this one on these tokens hold, which take so many bytes of it. */
    private int[] changes = new int[4];

    private int[] tokenLengths = new int[4];
    private MagicTokens[] tokens = new MagicTokens[4];
    private int changeCount;
    private int changesTaken;

    /** How many bytes of the first record are left out. */
    private int skipped;

    /** @param capacity in bytes */
    RecordBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    int capacity() {
        return bytes.length;
    }

    boolean hasRoom(int more) {
        return bytes.length - used >= more;
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
     * @param record holds it from index 0 on
     * @param length of it
     */
    void add(byte[] record, int length) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        System.arraycopy(record, 0, bytes, used, length);
        used += length;
        ends[count++] = used;
    }

    /**
     * Adds a record, for which there is room, and notes whose it and all after it are.
     *
     * @param now whose
     * @param lines say so; they stand before the record and belong to it
     * @param record holds it from index 0 on
     * @param length of it
     */
    void add(MagicTokens now, Utf8Buffer lines, byte[] record, int length) {
        if (changeCount == changes.length) {
            changes = Arrays.copyOf(changes, changeCount * 2);
            tokenLengths = Arrays.copyOf(tokenLengths, changeCount * 2);
            tokens = Arrays.copyOf(tokens, changeCount * 2);
        }
        System.arraycopy(lines.array(), 0, bytes, used, lines.length());
        used += lines.length();
        add(record, length);
        changes[changeCount] = count - 1;
        tokenLengths[changeCount] = lines.length();
        tokens[changeCount++] = now;
    }

    /**
     * Leaves out the tokens that stand before the first record that is left.
     *
     * @param known the tokens that held before it
     * @return those that hold for it
     */
    MagicTokens withoutTokens(MagicTokens known) {
        if (changesTaken == changeCount || changes[changesTaken] != first) {
            return known;
        }
        skipped = tokenLengths[changesTaken];
        return tokens[changesTaken];
    }

    private int end(int records) {
        return records == 0 ? 0 : ends[records - 1];
    }

    byte[] array() {
        return bytes;
    }

    /** @return index of the first byte of the first record that is left */
    int start() {
        return end(first) + skipped;
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
        skipped = records == 0 ? skipped : 0;
        MagicTokens now = known;
        while (changesTaken < changeCount && changes[changesTaken] < first) {
            now = tokens[changesTaken++];
        }
        return now;
    }

    /** Forgets everything. */
    void clear() {
        used = 0;
        count = 0;
        first = 0;
        Arrays.fill(tokens, 0, changeCount, null);
        changeCount = 0;
        changesTaken = 0;
        skipped = 0;
    }
}
