package io.github.log4jray.retention;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;

/**
 * How much of the logs of a session is kept. Immutable.
 *
 * @param bytes the most bytes of all files below {@code <session>/logs}; 0 for no bound
 * @param days a log that was not written for so many days goes; 0 for no limit
 * @param keepSessions how many sessions of this user in the temp directory are kept; 0 for all
 */
public record RetentionSettings(long bytes, int days, int keepSessions) {

    /** Nothing is ever removed. */
    static final RetentionSettings NONE = new RetentionSettings(0, 0, 0);

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof RetentionSettings settings
                && bytes == settings.bytes
                && days == settings.days
                && keepSessions == settings.keepSessions;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bytes) * 31 * 31 + days * 31 + keepSessions;
    }

    /**
     * Reads the settings of one appender. Each is an attribute, else a system property, else an environment variable.
     *
     * @param attributes reports an invalid attribute
     * @param environment gives the defaults
     * @param retentionBytes the attribute {@code retentionBytes}, a size such as {@code 10 GB}, or null
     * @param retentionDays the attribute {@code retentionDays}, or null
     * @param keepSessions the attribute {@code keepSessions}, or null
     * @return the settings
     */
    public static RetentionSettings of(
            Attributes attributes,
            Environment environment,
            String retentionBytes,
            String retentionDays,
            String keepSessions) {
        long bytes = environment.number("RAY_LOG_RETENTION_BYTES", Long.MAX_VALUE, 0);
        long days = environment.number("RAY_LOG_RETENTION_DAYS", Integer.MAX_VALUE, 0);
        long sessions = environment.number("RAY_LOG_KEEP_SESSIONS", Integer.MAX_VALUE, 0);
        return new RetentionSettings(
                attributes.size("retentionBytes", retentionBytes, 0, Long.MAX_VALUE, bytes),
                attributes.number("retentionDays", retentionDays, 0, Integer.MAX_VALUE, (int) days),
                attributes.number("keepSessions", keepSessions, 0, Integer.MAX_VALUE, (int) sessions));
    }

    /** @return whether anything is bounded */
    boolean isOn() {
        return bytes > 0 || days > 0 || keepSessions > 0;
    }

    /**
     * @param other the settings of another appender or process
     * @return the smaller of each two bounds
     */
    RetentionSettings strictest(RetentionSettings other) {
        return new RetentionSettings(smaller(bytes, other.bytes), (int) smaller(days, other.days), (int)
                smaller(keepSessions, other.keepSessions));
    }

    private static long smaller(long one, long other) {
        return one == 0 ? other : other == 0 ? one : Math.min(one, other);
    }

    /**
     * @param other the settings of another appender or process
     * @return whether both bound the same thing, and differently
     */
    boolean contradicts(RetentionSettings other) {
        return differ(bytes, other.bytes) || differ(days, other.days) || differ(keepSessions, other.keepSessions);
    }

    private static boolean differ(long one, long other) {
        return one != 0 && other != 0 && one != other;
    }

    /** @return the three numbers, which {@link #parse} reads */
    String written() {
        return bytes + " " + days + " " + keepSessions;
    }

    /**
     * @param written the result of {@link #written}
     * @return the settings; {@link #NONE} if the text is invalid
     */
    static RetentionSettings parse(String written) {
        String[] numbers = written.split(" ");
        try {
            return new RetentionSettings(
                    Math.max(0, Long.parseLong(numbers[0])),
                    Math.max(0, Integer.parseInt(numbers[1])),
                    Math.max(0, Integer.parseInt(numbers[2])));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return NONE;
        }
    }

    @Override
    public String toString() {
        return "retentionBytes=" + bytes + ", retentionDays=" + days + ", keepSessions=" + keepSessions;
    }
}
