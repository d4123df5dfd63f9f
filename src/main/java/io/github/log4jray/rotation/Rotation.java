package io.github.log4jray.rotation;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;

/**
 * When a log file rotates, by Ray's two numbers: before a record is written that would bring the file to
 * {@code maxBytes} or past it, and then {@code backupCount} older files are kept. 0 in either number means never.
 *
 * @param maxBytes bytes, 0 or more
 * @param backupCount files, 0 or more
 */
public record Rotation(long maxBytes, int backupCount) {

    /** Ray's default of {@code RAY_ROTATION_MAX_BYTES}, in bytes: 512 MB (Ray 2.39 to 2.60). */
    public static final long DEFAULT_MAX_BYTES = 512L << 20;

    /** Ray's default of {@code RAY_ROTATION_BACKUP_COUNT}, in files (Ray 2.39 to 2.60). */
    public static final int DEFAULT_BACKUP_COUNT = 5;

    /**
     * Reads the numbers: the attribute, else the system property {@code RAY_ROTATION_MAX_BYTES} or
     * {@code RAY_ROTATION_BACKUP_COUNT}, else the environment variable of that name, else Ray's default.
     *
     * @param attributes says what is wrong with an attribute
     * @param maxBytes the attribute {@code maxBytes}, a size such as {@code 10 MB}, or null
     * @param backupCount the attribute {@code backupCount}, or null
     * @return the numbers
     */
    public static Rotation of(Attributes attributes, String maxBytes, String backupCount) {
        return new Rotation(
                attributes.size("maxBytes", maxBytes, 0, Long.MAX_VALUE, defaultMaxBytes()),
                attributes.number("backupCount", backupCount, 0, Integer.MAX_VALUE, defaultBackupCount()));
    }

    private static long defaultMaxBytes() {
        return Environment.number("RAY_ROTATION_MAX_BYTES", Long.MAX_VALUE, DEFAULT_MAX_BYTES);
    }

    private static int defaultBackupCount() {
        return (int) Environment.number("RAY_ROTATION_BACKUP_COUNT", Integer.MAX_VALUE, DEFAULT_BACKUP_COUNT);
    }

    /** @return whether files rotate at all */
    public boolean isOn() {
        return maxBytes > 0 && backupCount > 0;
    }
}
