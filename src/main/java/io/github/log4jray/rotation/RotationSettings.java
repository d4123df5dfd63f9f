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
public record RotationSettings(long maxBytes, int backupCount) {

    /** Ray's default of {@code RAY_ROTATION_MAX_BYTES}, in bytes: 512 MB (Ray 2.39 to 2.60). */
    public static final long DEFAULT_MAX_BYTES = 512L << 20;

    /** Ray's default of {@code RAY_ROTATION_BACKUP_COUNT}, in files (Ray 2.39 to 2.60). */
    public static final int DEFAULT_BACKUP_COUNT = 5;

    /**
     * Reads both numbers.
     *
     * @param attributes says what is wrong with an attribute
     * @param maxBytes as for {@link #maxBytes(Attributes, String)}
     * @param backupCount as for {@link #backupCount(Attributes, String)}
     * @return the numbers
     */
    public static RotationSettings of(Attributes attributes, String maxBytes, String backupCount) {
        return new RotationSettings(maxBytes(attributes, maxBytes), backupCount(attributes, backupCount));
    }

    /**
     * @param attributes says what is wrong with the attribute
     * @param maxBytes the attribute {@code maxBytes}, a size such as {@code 10 MB}, or null
     * @return the size in bytes: the attribute, else the system property, else the environment variable
     *     {@code RAY_ROTATION_MAX_BYTES}, else Ray's default
     */
    static long maxBytes(Attributes attributes, String maxBytes) {
        long otherwise = Environment.process().number("RAY_ROTATION_MAX_BYTES", Long.MAX_VALUE, DEFAULT_MAX_BYTES);
        return attributes.size("maxBytes", maxBytes, 0, Long.MAX_VALUE, otherwise);
    }

    /**
     * @param attributes says what is wrong with the attribute
     * @param backupCount the attribute {@code backupCount}, or null
     * @return how many files: the attribute, else the system property, else the environment variable
     *     {@code RAY_ROTATION_BACKUP_COUNT}, else Ray's default
     */
    static int backupCount(Attributes attributes, String backupCount) {
        long otherwise =
                Environment.process().number("RAY_ROTATION_BACKUP_COUNT", Integer.MAX_VALUE, DEFAULT_BACKUP_COUNT);
        return attributes.number("backupCount", backupCount, 0, Integer.MAX_VALUE, (int) otherwise);
    }

    /** @return whether files rotate at all */
    public boolean isOn() {
        return maxBytes > 0 && backupCount > 0;
    }
}
