package io.github.log4jray.stream;

/**
 * Writes the process, job and stream of the lines into the batches of a {@link SendBuffer}. The buffer calls it under its
 * lock.
 */
interface BatchOrigin {

    /** @return the beginning of a batch of this stream, up to its lines; the same array until another one applies */
    byte[] header(boolean isErr);

    /**
     * Puts another job into a batch.
     *
     * @param bytes has the batch
     * @param start where it begins
     * @param job 8 hexadecimal digits
     */
    default void changeJob(byte[] bytes, int start, String job) {}
}
