package io.github.log4jray.rotation;

/**
 * What was written to one log. {@link RotatingFile} changes the fields under the output lock, by assignments alone: a call
 * could fail if memory or stack is exhausted. Any thread may call the methods.
 */
final class WriteCounts {

    /** Each write changes these before {@link #lastWrite}, and readers read that first. */
    long records;

    long bytes;

    volatile long rotations;

    /** When a record was last written, by {@link System#nanoTime}. Of no meaning before the first record. */
    volatile long lastWrite;

    /** When the write that is under way, or the last one, began, by {@link System#nanoTime}. */
    volatile long began;

    /** @return a number that grows with each write and each rotation */
    long progress() {
        return lastWrite + rotations;
    }

    /** @return the time since a record was last written, in nanoseconds; a long time if none was */
    long idleNanos() {
        return System.nanoTime() - lastWrite;
    }

    /** @return how long the write that is under way has written no record, in nanoseconds */
    long stillNanos() {
        long now = System.nanoTime();
        return Math.min(now - began, now - lastWrite);
    }

    /**
     * @param lost how many records are lost
     * @return all counts
     */
    FileCounts with(long lost) {
        long sinceLast = idleNanos();
        long idle = records == 0 ? FileCounts.NEVER : sinceLast;
        return new FileCounts(records, bytes, lost, rotations, idle);
    }
}
