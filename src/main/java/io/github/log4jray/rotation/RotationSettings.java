package io.github.log4jray.rotation;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;

/**
 * When a log file rotates, by Ray's two numbers: before a record is written that would bring the file to
 * {@code maxBytes} or past it. {@code backupCount} older files are kept. If either number is 0, the file never rotates.
 *
 * @param maxBytes the size in bytes, 0 or more
 * @param backupCount the number of older files, 0 or more
 */
public record RotationSettings(long maxBytes, int backupCount) {

    /** Ray's default of {@code RAY_ROTATION_MAX_BYTES}, in bytes: 512 MB (Ray 2.39 to 2.60). */
    public static final long DEFAULT_MAX_BYTES = 512L << 20;

    /** Ray's default of {@code RAY_ROTATION_BACKUP_COUNT}, in files (Ray 2.39 to 2.60). */
    public static final int DEFAULT_BACKUP_COUNT = 5;

    /**
     * Reads both numbers.
     *
     * @param attributes reports an invalid attribute
     * @param environment gives the defaults
     * @param maxBytes the attribute {@code maxBytes}, or null
     * @param backupCount the attribute {@code backupCount}, or null
     * @return the numbers
     */
    public static RotationSettings of(
            Attributes attributes, Environment environment, String maxBytes, String backupCount) {
        return new RotationSettings(
                maxBytes(attributes, environment, maxBytes), backupCount(attributes, environment, backupCount));
    }

    /**
     * @param attributes reports an invalid attribute
     * @param environment gives the default
     * @param maxBytes the attribute {@code maxBytes}, a size such as {@code 10 MB}, or null
     * @return the size in bytes: the attribute, else the system property, else the environment variable
     *     {@code RAY_ROTATION_MAX_BYTES}, else Ray's default
     */
    static long maxBytes(Attributes attributes, Environment environment, String maxBytes) {
        long otherwise = environment.number("RAY_ROTATION_MAX_BYTES", Long.MAX_VALUE, DEFAULT_MAX_BYTES);
        return attributes.size("maxBytes", maxBytes, 0, Long.MAX_VALUE, otherwise);
    }

    /**
     * @param attributes reports an invalid attribute
     * @param environment gives the default
     * @param backupCount the attribute {@code backupCount}, or null
     * @return the number of files: the attribute, else the system property, else the environment variable
     *     {@code RAY_ROTATION_BACKUP_COUNT}, else Ray's default
     */
    static int backupCount(Attributes attributes, Environment environment, String backupCount) {
        long otherwise = environment.number("RAY_ROTATION_BACKUP_COUNT", Integer.MAX_VALUE, DEFAULT_BACKUP_COUNT);
        return attributes.number("backupCount", backupCount, 0, Integer.MAX_VALUE, (int) otherwise);
    }

    /** @return whether files rotate at all */
    public boolean isOn() {
        return maxBytes > 0 && backupCount > 0;
    }
}
