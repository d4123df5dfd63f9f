package io.github.log4jray.rotation;

/**
 * What was written to one log. {@link RotatingFile} changes the fields under the output lock, by assignments alone: a call
 * could fail if memory or stack is exhausted. Any thread may call {@link #with}.
 */
final class WriteCounts {

    /** Each write changes these before {@link #progress}, and readers read that first. */
    long records;

    long bytes;

    volatile long rotations;

    /** The time of the last write or rotation, by {@link System#nanoTime}. */
    volatile long progress;

    /**
     * @param lost how many records are lost
     * @return all counts
     */
    FileCounts with(long lost) {
        long at = progress;
        long idle = bytes == 0 ? FileCounts.NEVER : System.nanoTime() - at;
        return new FileCounts(records, bytes, lost, rotations, idle);
    }
}
