package io.github.log4jray.rotation;

/**
 * What has happened to one or several log files since they were opened first.
 *
 * @param records how many were written
 * @param bytes how many were written, with headers, footers and magic tokens
 * @param lost how many records could not be written, or not even be made
 * @param rotations how often the file was renamed
 * @param idleNanos the time since the last write; {@link #NEVER} if there was none
 */
public record FileCounts(long records, long bytes, long lost, long rotations, long idleNanos) {

    /** Nothing was written yet. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Of no file. */
    public static final FileCounts NONE = new FileCounts(0, 0, 0, 0, NEVER);

    /**
     * @param other those of another file
     * @return those of both
     */
    public FileCounts plus(FileCounts other) {
        return new FileCounts(
                records + other.records,
                bytes + other.bytes,
                lost + other.lost,
                rotations + other.rotations,
                Math.min(idleNanos, other.idleNanos));
    }
}
