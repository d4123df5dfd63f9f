package io.github.log4jray.rotation;

import io.github.log4jray.text.Utf8Buffer;
import java.util.Arrays;

/**
 * Records that wait to be written, in one array, one behind the other. Written or lost records are taken off the front.
 * Not thread-safe: {@link LogFile} hands a buffer from the threads that append to the thread that writes.
 */
final class RecordBuffer {

    private final byte[] bytes;
    private int[] ends = new int[256];
    private int used;
    private int count;
    private int first;

    /** The records at which the tokens change: the index of each, the length of its token lines, its tokens. */
    private int[] changes = new int[4];

    private int[] tokenLengths = new int[4];
    private MagicTokens[] tokens = new MagicTokens[4];
    private int changeCount;
    private int changesTaken;

    /** The number of bytes of the first record that are left out. */
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

    /** @return the number of records that are left */
    int remaining() {
        return count - first;
    }

    boolean isEmpty() {
        return first == count;
    }

    /**
     * Adds a record. The caller has checked that there is room.
     *
     * @param record holds it from index 0 on
     * @param length its length
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
     * Adds a record with new tokens, which hold from this record on. The caller has checked that there is room.
     *
     * @param now the tokens
     * @param lines the lines of the tokens, which stand before the record and belong to it
     * @param record holds it from index 0 on
     * @param length its length
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
     * Leaves out the token lines of the first record that is left.
     *
     * @param known the tokens that held before it
     * @return those that hold for the record
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

    /** @return the index of the first byte of the first record that is left */
    int start() {
        return end(first) + skipped;
    }

    /** @return the number of bytes that the first so many records have together */
    int length(int records) {
        return end(first + records) - start();
    }

    /** @return the largest number of first records that have fewer bytes together than this limit */
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
     * Takes records off the front.
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
