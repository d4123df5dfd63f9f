package io.github.log4jray.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The beginning of a line, with the date and time as Ray writes them: {@code 2024-05-01 12:00:00,123}. All of it is kept
 * in bytes. Most events repeat the beginning of the thread's last line except for the milliseconds, so that a line costs
 * three digits and a copy.
 *
 * <p>The caller asks {@link #isOf}, calls {@link #begin} and adds the rest if the answer is no, and then calls
 * {@link #addTo}. Each thread needs an object of its own.
 */
public final class TimestampPrefix {

    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,", Locale.ROOT);

    private final StringBuilder date = new StringBuilder(20);
    private final Utf8Buffer bytes = new Utf8Buffer();
    private ZoneId zone;
    private long secondInMillis;
    private int millisAt;

    /** Makes one without a time. */
    public TimestampPrefix() {}

    /**
     * @param millis the time of an event, in milliseconds since 1970
     * @param inZone the zone of the date
     * @return whether the event is of the second and the zone that {@link #begin} was last called with
     */
    public boolean isOf(long millis, ZoneId inZone) {
        long fraction = millis - secondInMillis;
        return fraction >= 0 && fraction < 1000 && inZone.equals(zone);
    }

    /**
     * Begins again. The date is rendered only if the second or the zone has changed.
     *
     * @param before stands before the date
     * @param millis the time of an event, in milliseconds since 1970
     * @param inZone the zone of the date
     * @return receives the rest of the prefix, which follows the milliseconds
     */
    public Utf8Buffer begin(String before, long millis, ZoneId inZone) {
        if (!isOf(millis, inZone)) {
            // until the date is complete, whatever is thrown
            zone = null;
            long second = Math.floorDiv(millis, 1000L);
            date.setLength(0);
            SECOND.formatTo(LocalDateTime.ofInstant(Instant.ofEpochSecond(second), inZone), date);
            secondInMillis = second * 1000;
            zone = inZone;
        }
        bytes.truncate(0);
        bytes.add(before).add(date);
        millisAt = bytes.length();
        return bytes.add("000");
    }

    /**
     * @param to receives the prefix
     * @param millis a time for which {@link #isOf} is true
     */
    public void addTo(Utf8Buffer to, long millis) {
        int fraction = (int) (millis - secondInMillis);
        byte[] array = bytes.array();
        array[millisAt] = (byte) ('0' + fraction / 100);
        array[millisAt + 1] = (byte) ('0' + fraction / 10 % 10);
        array[millisAt + 2] = (byte) ('0' + fraction % 10);
        to.add(array, 0, bytes.length());
    }
}
