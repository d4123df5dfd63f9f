package io.github.log4jray.redis;

import java.util.List;

/**
 * Where a driver goes on reading a stream over one connection, and how much it reads at once: first what a driver has read
 * and not removed, then unread entries. For one thread.
 */
final class StreamCursor {

    /** The id before the first entry. */
    private static final String FIRST = "0";

    private static final int MOST_ENTRIES = 256;
    private static final int FEWEST_ENTRIES = 8;

    /** About how much is read at once. */
    private static final int READ_BYTES = 512 * 1024;

    private String from = FIRST;
    private String last = FIRST;
    private int count = FEWEST_ENTRIES;
    private boolean beginsAgain;

    /** @return the id after which to read, {@link StreamReader#UNREAD} if nothing is left that was read before */
    String from() {
        return from;
    }

    /** @return how many entries to read */
    int count() {
        return count;
    }

    /** @return the id of the last entry that is known, of whatever driver */
    String last() {
        return last;
    }

    /** @return whether only unread entries are left */
    boolean isAtUnread() {
        return from.equals(StreamReader.UNREAD);
    }

    /** This driver reads from now on: after the present answer, what was read before comes first. */
    void beginAgain() {
        beginsAgain = true;
    }

    /** Another driver reads the stream: when it has ended, what it has read and not removed comes first. */
    void waitForOther() {
        from = FIRST;
    }

    /** @param id of an entry that has come, and is not read yet */
    void noticed(String id) {
        last = id;
    }

    /**
     * Goes on after an answer.
     *
     * @param entries of the answer
     * @return whether there may be more to read at once
     */
    boolean advance(List<StreamEntry> entries) {
        boolean isFull = entries.size() == count;
        if (!entries.isEmpty()) {
            adapt(entries);
            last = entries.get(entries.size() - 1).id();
        }
        if (beginsAgain) {
            from = FIRST;
            beginsAgain = false;
        } else if (!isAtUnread()) {
            from = entries.isEmpty() ? StreamReader.UNREAD : last;
        }
        return isFull || !isAtUnread();
    }

    /** Entries may be of some bytes or of a megabyte each. */
    private void adapt(List<StreamEntry> entries) {
        int largest = 1;
        for (StreamEntry entry : entries) {
            largest = Math.max(largest, entry.batch() == null ? 0 : entry.batch().length);
        }
        count = Math.max(FEWEST_ENTRIES, Math.min(MOST_ENTRIES, READ_BYTES / largest));
    }
}
