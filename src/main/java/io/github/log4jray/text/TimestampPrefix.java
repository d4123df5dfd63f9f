package io.github.log4jray.text;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.core.time.Instant;

/**
 * The beginning of a line, with the date and time as Ray writes them: {@code 2024-05-01 12:00:00,123}. All of it is kept
 * in bytes. Most events repeat the beginning of the thread's last line except for the fraction of the second, so that a
 * line costs a few digits and a copy.
 *
 * <p>The caller asks {@link #isOf}, calls {@link #begin} and adds the rest if the answer is no, and then calls
 * {@link #addTo}. Each thread needs an object of its own.
 */
public final class TimestampPrefix {

    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,", Locale.ROOT);

    private final StringBuilder date = new StringBuilder(20);
    private final Utf8Buffer bytes = new Utf8Buffer();
    private ZoneId zone;
    private long secondInMillis;
    private int millisAt;

    /** Where the nine digits of {@link #addNanos} begin; -1 if they are not part of the prefix. */
    private int nanosAt;

    /** Makes one without a time. */
    public TimestampPrefix() {}

    /**
     * @param millis the time of an event, in milliseconds since 1970
     * @param inZone the zone of the date
     * @return whether the event is of the second and the zone that {@link #begin} was last called with
     */
    public boolean isOf(long millis, ZoneId inZone) {
        long fraction = millis - secondInMillis;
        return fraction >= 0 && fraction < 1000 && (inZone == zone || inZone.equals(zone));
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
            SECOND.formatTo(LocalDateTime.ofInstant(java.time.Instant.ofEpochSecond(second), inZone), date);
            secondInMillis = second * 1000;
            zone = inZone;
        }
        bytes.truncate(0);
        bytes.add(before).add(date);
        millisAt = bytes.length();
        nanosAt = -1;
        return bytes.add("000");
    }

    /**
     * Adds the event's nanoseconds since 1970 at the end of the prefix. {@link #addTo} renews the nine digits behind the
     * second. For a time before 1970 that is not possible, and {@link #isOf} is false until the next {@link #begin}.
     *
     * @param time the time that {@link #begin} was called with
     */
    public void addNanos(Instant time) {
        if (secondInMillis > 0) {
            bytes.add(secondInMillis / 1000);
            nanosAt = bytes.length();
            bytes.add("000000000");
        } else {
            BigInteger nanos = BigInteger.valueOf(time.getEpochSecond()).multiply(NANOS_PER_SECOND);
            bytes.add(nanos.add(BigInteger.valueOf(time.getNanoOfSecond())).toString());
            zone = null;
        }
    }

    /**
     * @param to receives the prefix
     * @param millis a time for which {@link #isOf} is true
     * @param nanoOfMilli the time's nanoseconds behind the millisecond, used after {@link #addNanos}
     */
    public void addTo(Utf8Buffer to, long millis, int nanoOfMilli) {
        int fraction = (int) (millis - secondInMillis);
        byte[] array = bytes.array();
        putThree(array, millisAt, fraction);
        if (nanosAt >= 0) {
            putThree(array, nanosAt, fraction);
            int micros = nanoOfMilli / 1000;
            putThree(array, nanosAt + 3, micros);
            putThree(array, nanosAt + 6, nanoOfMilli - micros * 1000);
        }
        to.add(array, 0, bytes.length());
    }

    private static void putThree(byte[] array, int at, int number) {
        int tens = number / 10;
        int hundreds = number / 100;
        array[at] = (byte) ('0' + hundreds);
        array[at + 1] = (byte) ('0' + tens - hundreds * 10);
        array[at + 2] = (byte) ('0' + number - tens * 10);
    }
}
