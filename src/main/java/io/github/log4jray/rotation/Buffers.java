package io.github.log4jray.rotation;

import io.github.log4jray.text.ByteText;

/**
 * The records that a file is to get: one buffer fills while another, which is full, waits or is written. The buffers
 * are made for the first record. Who uses this holds its monitor, for copies only and never during a system call.
 */
final class Buffers {

    private Records filling;
    private Records spare;
    private Records full;

    /** There is a full buffer of which nobody knows yet. */
    private boolean fullIsNew;

    /** Of the last record; null where nobody has said whose the records are. */
    private MagicTokens tokens;

    private final ByteText tokenLines = new ByteText();

    /**
     * Whose the next record is, with the lines that say so ready for {@link #add}.
     *
     * @param job a job id, or null
     * @param actor the name of an actor, or null
     * @param task the name of a task, or null
     * @return null where that is as for the last record
     */
    MagicTokens other(String job, String actor, String task) {
        if (tokens != null && tokens.are(job, actor, task)) {
            return null;
        }
        MagicTokens other = new MagicTokens(job, actor, task);
        tokenLines.truncate(0);
        other.addAfter(tokens, tokenLines);
        return other;
    }

    /**
     * Adds one record.
     *
     * @param other what {@link #other} has just returned, whose lines stand before the record; null for none
     * @param bytes holds the record from index 0 on
     * @param count how long it is, in bytes
     * @param size of a new buffer, in bytes; one for a record that is larger is as large as that
     * @return false where both buffers are full, and then it is not added
     */
    boolean add(MagicTokens other, byte[] bytes, int count, int size) {
        if (!makeRoom(other == null ? count : tokenLines.length() + count, size)) {
            return false;
        }
        if (other == null) {
            filling.add(bytes, count);
        } else {
            filling.add(other, tokenLines, bytes, count);
            tokens = other;
        }
        return true;
    }

    /** Makes room in the buffer that fills; false where both are full. */
    private boolean makeRoom(int count, int size) {
        if (filling == null) {
            filling = new Records(size);
            spare = new Records(size);
        }
        if (!filling.hasRoom(count) && !filling.isEmpty()) {
            if (spare == null) {
                return false;
            }
            full = filling;
            filling = spare;
            spare = null;
            fullIsNew = true;
        }
        if (!filling.hasRoom(count)) {
            filling = new Records(count);
        }
        return true;
    }

    /** @return whether a buffer has become full, for which the caller has to find a writer: true once */
    boolean becameFull() {
        // What does not change is not written: it stays in the caches of all processors.
        if (!fullIsNew) {
            return false;
        }
        fullIsNew = false;
        return true;
    }

    boolean hasFull() {
        return full != null;
    }

    /**
     * @param alsoFilling whether the buffer that fills is taken where none is full
     * @return the records to be written next; null for none
     */
    Records take(boolean alsoFilling) {
        Records taken = full;
        if (taken != null) {
            full = null;
        } else if (alsoFilling && filling != null && !filling.isEmpty()) {
            taken = filling;
            filling = spare;
            spare = null;
        }
        return taken;
    }

    /**
     * @param taken the buffer that was taken last, cleared; it is used again
     * @param size of the buffer that takes its place if it has another size, in bytes
     */
    void giveBack(Records taken, int size) {
        spare = taken.capacity() == size ? taken : new Records(size);
    }
}
