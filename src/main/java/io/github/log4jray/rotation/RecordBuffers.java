package io.github.log4jray.rotation;

import io.github.log4jray.text.Utf8Buffer;

/**
 * The two buffers of a {@link LogFile}: one fills, while the other waits to be written, is written, or is empty. They are
 * made when they are needed.
 *
 * <p>Thread-safe: any thread adds records, one thread at a time takes buffers. The monitor is held for copies only, never
 * during a system call. If memory or stack is exhausted, each method either changes nothing or does its work: all changes
 * are assignments without a call between them.
 */
final class RecordBuffers {

    /** Results of {@link #add}: an int, as an object for each record would cost. */
    static final int NOTHING_DUE = 0;

    /** The caller writes the full buffer. */
    static final int WRITE_FULL = 1;

    /** The caller lets a background thread write the full buffer. */
    static final int HAND_OVER_FULL = 2;

    /** The caller writes the buffer that is taken: its record is in there. */
    static final int WRITE_TAKEN = 3;

    /** Nothing was added, as both buffers are full. */
    static final int NO_ROOM = -1;

    /** Nothing was added, as no flush is scheduled. */
    static final int NO_FLUSH = -2;

    /** Nothing was added, as no record can be added any more. */
    static final int CLOSED = -3;

    /**
     * Guards all fields below. The monitor and the buffers are fields side by side: one object for both took 40 % of the
     * throughput of four threads ({@code FileBenchmark}).
     */
    final Object monitor = new Object();

    /** Records that an Error has kept from the buffers, and that are not yet among the lost ones. */
    int dropped;

    private final ScheduledTask flush;

    /** Gets the next record; null for a new one. */
    private RecordBuffer filling;

    /**
     * Fills next; null for a new one, or if {@code full} or {@code writing} is the other buffer. It is only read after
     * {@code writing} was seen to be null.
     */
    private RecordBuffer spare;

    /** Is to be written; null for none. */
    private RecordBuffer full;

    /**
     * Is being written, or its write was ended by an Error; null for none. Set under the monitor, and reset by the thread
     * that writes, without it: one monitor less for each record that is written at once.
     */
    private volatile RecordBuffer writing;

    /** The tokens of the last record; null before the first record that has tokens. */
    private MagicTokens tokens;

    /** The lines that stand before the next record. */
    private final Utf8Buffer tokenLines = new Utf8Buffer();

    /** The id of the thread that added last; 0 for none. */
    private long lastThread;

    /** Whether several threads have added to the buffer that fills. */
    private boolean severalThreads;

    /** Whether there is a full buffer that no thread has taken charge of yet. */
    private boolean fullWaits;

    private boolean closed;

    /** @param flush writes the buffers later */
    RecordBuffers(ScheduledTask flush) {
        this.flush = flush;
    }

    /** @return the tokens of the last record; an outdated value if another thread adds one */
    MagicTokens lastTokens() {
        return tokens;
    }

    /**
     * Adds a record.
     *
     * @param bytes holds the record from index 0 on
     * @param count its length
     * @param size the capacity of a new buffer
     * @param own the tokens of the record; null to leave tokens alone
     * @param mustBeFlushed whether the record is only added if a flush is scheduled
     * @param now whether the caller is going to write the record at once: if no other buffer waits, its buffer is taken
     * @return a negative number if nothing was added, else what the caller does next
     */
    int add(byte[] bytes, int count, int size, MagicTokens own, boolean mustBeFlushed, boolean now) {
        long thread = Thread.currentThread().getId();
        synchronized (monitor) {
            if (closed) {
                return CLOSED;
            }
            if (mustBeFlushed && !flush.queued) {
                return NO_FLUSH;
            }
            if (own == null || own.equals(tokens)) {
                if (!makeRoom(count, size)) {
                    return NO_ROOM;
                }
                filling.add(bytes, count);
            } else {
                tokenLines.truncate(0);
                own.addAfter(tokens, tokenLines);
                if (!makeRoom(tokenLines.length() + count, size)) {
                    return NO_ROOM;
                }
                filling.add(own, tokenLines, bytes, count);
                tokens = own;
            }
            // Only assignments from here on. A field that does not change is not written: it stays in the caches of all
            // processors.
            if (!severalThreads && thread != lastThread) {
                severalThreads = lastThread != 0;
                lastThread = thread;
            }
            if (now && full == null && dropped == 0 && writing == null) {
                RecordBuffer next = spare;
                spare = null;
                writing = filling;
                filling = next;
                return WRITE_TAKEN;
            }
            if (!fullWaits) {
                return NOTHING_DUE;
            }
            int due = severalThreads ? WRITE_FULL : HAND_OVER_FULL;
            fullWaits = false;
            severalThreads = false;
            return due;
        }
    }

    /** Makes room in the buffer that fills; false if both are full. */
    private boolean makeRoom(int count, int size) {
        if (filling != null && !filling.hasRoom(count) && !filling.isEmpty()) {
            if (full != null || writing != null) {
                return false;
            }
            full = filling;
            filling = spare;
            spare = null;
            fullWaits = true;
        }
        if (filling == null || !filling.hasRoom(count)) {
            filling = new RecordBuffer(Math.max(count, size));
        }
        return true;
    }

    /**
     * Takes the full buffer. If there is none, and {@code alsoFilling} is set, takes the buffer that fills. A buffer that
     * was taken before and not given back stays the taken one.
     *
     * @param lost counts the records that an Error has kept from the buffers
     * @return whether the other buffer may hold records that were added before this call
     */
    boolean take(boolean alsoFilling, LostRecords lost) {
        synchronized (monitor) {
            boolean wasFull = writing != null || full != null;
            boolean takesFilling = !wasFull && alsoFilling && filling != null && !filling.isEmpty();
            if (writing == null && full != null) {
                writing = full;
                full = null;
            } else if (takesFilling) {
                writing = filling;
                filling = spare;
                spare = null;
            }
            lost.missing += dropped;
            lost.untold += dropped;
            lost.total += dropped;
            dropped = 0;
            return wasFull;
        }
    }

    /** @return the buffer that was taken, for the thread that has taken it; null for none */
    RecordBuffer taken() {
        return writing;
    }

    /**
     * Takes back the buffer that was taken.
     *
     * @param size the capacity of the buffers now
     */
    void giveBack(int size) {
        RecordBuffer written = writing;
        written.clear();
        boolean fits = written.capacity() == size;
        // nobody else changes either while a buffer is taken; who sees the second change sees the first one too
        spare = fits ? written : null;
        writing = null;
    }

    /** Releases the memory of empty buffers. */
    void releaseEmpty() {
        synchronized (monitor) {
            spare = null;
            if (filling != null && filling.isEmpty()) {
                filling = null;
            }
        }
    }

    /** @return the number of records that are not written */
    int waiting() {
        synchronized (monitor) {
            return remaining(writing) + remaining(full) + remaining(filling);
        }
    }

    private static int remaining(RecordBuffer buffer) {
        return buffer == null ? 0 : buffer.remaining();
    }

    /** From now on no record can be added. */
    void close() {
        synchronized (monitor) {
            closed = true;
        }
    }

    /** @return whether no record can be added */
    boolean areClosed() {
        synchronized (monitor) {
            return closed;
        }
    }
}
