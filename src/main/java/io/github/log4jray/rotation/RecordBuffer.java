package io.github.log4jray.rotation;

import io.github.log4jray.text.Utf8Buffer;
import java.util.Arrays;

/**
 * Records that wait to be written, in one array, one behind the other. Written or lost records are taken off the front.
 * An Error in any method leaves the records as they were before it. Not thread-safe: {@link LogFile} hands a buffer
 * from the threads that append to the thread that writes.
 */
final class RecordBuffer {

    private static final int INITIAL_BYTES = 1024;
    private static final int INITIAL_RECORDS = 16;

    private final int capacity;
    private byte[] bytes;
    private int[] ends = new int[INITIAL_RECORDS];
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

    /** @param capacity in bytes; the array begins small and grows up to it */
    RecordBuffer(int capacity) {
        this.capacity = capacity;
        this.bytes = new byte[Math.min(capacity, INITIAL_BYTES)];
    }

    int capacity() {
        return capacity;
    }

    boolean hasRoom(int more) {
        return capacity - used >= more;
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
        ensure(length);
        System.arraycopy(record, 0, bytes, used, length);
        used += length;
        ends[count++] = used;
    }

    /** Makes the arrays larger. An Error leaves the records as they are. */
    private void ensure(int length) {
        if (bytes.length - used < length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(capacity, Math.max(used + (long) length, 2L * bytes.length)));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
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
        int lineLength = lines.length();
        ensure(lineLength + length);
        if (changeCount == changes.length) {
            growChanges();
        }
        System.arraycopy(lines.array(), 0, bytes, used, lineLength);
        System.arraycopy(record, 0, bytes, used + lineLength, length);
        // only assignments from here on: an Error leaves a record out or adds it whole
        changes[changeCount] = count;
        tokenLengths[changeCount] = lineLength;
        tokens[changeCount++] = now;
        used += lineLength + length;
        ends[count++] = used;
    }

    private void growChanges() {
        int[] moreChanges = Arrays.copyOf(changes, changeCount * 2);
        int[] moreLengths = Arrays.copyOf(tokenLengths, changeCount * 2);
        MagicTokens[] moreTokens = Arrays.copyOf(tokens, changeCount * 2);
        changes = moreChanges;
        tokenLengths = moreLengths;
        tokens = moreTokens;
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
        int taken = changesTaken;
        while (taken < changeCount && changes[taken] < first + records) {
            taken++;
        }
        MagicTokens now = taken == changesTaken ? known : tokens[taken - 1];
        changesTaken = taken;
        first += records;
        skipped = records == 0 ? skipped : 0;
        return now;
    }

    /**
     * Looks at the tokens of the first records, and changes nothing.
     *
     * @return whether one of them names an actor or a task
     */
    boolean haveNames(int records) {
        for (int i = changesTaken; i < changeCount && changes[i] < first + records; i++) {
            if (tokens[i].actor() != null || tokens[i].task() != null) {
                return true;
            }
        }
        return false;
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
