package io.github.log4jray.redis;

import io.github.log4jray.protocol.StopRequest;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long nothing has come from a stream, and when a driver that is to stop has read enough. For the thread that reads.
 *
 * <p>A busy machine may keep the thread from looking. So silence at a stop is what a look has found that began late enough, not
 * the time since the last entry.
 */
final class ReadingTimes {

    private static final Duration IDLE_AT_STOP = Duration.ofMillis(200);

    /** How long before the deadline of a stop the driver leaves the stream; a quarter of the time where there is less. */
    private static final Duration TIME_TO_LEAVE = Duration.ofMillis(500);

    private final StopRequest stop;
    private final LongSupplier nanoTime;
    private long lastEntry;
    private long lookBegan;
    private boolean idle;
    private boolean stopSeen;
    private long timeToLeave;

    /**
     * @param stop the request to stop
     * @param nanoTime the clock
     */
    ReadingTimes(StopRequest stop, LongSupplier nanoTime) {
        this.stop = stop;
        this.nanoTime = nanoTime;
        entryCame();
    }

    /** An entry has come, or a connection begins. */
    void entryCame() {
        lastEntry = nanoTime.getAsLong();
        idle = false;
    }

    /** A look for entries that no driver has read begins. */
    void lookBegins() {
        lookBegan = nanoTime.getAsLong();
    }

    /** The look has found nothing. */
    void foundNothing() {
        idle = lookBegan - lastEntry >= IDLE_AT_STOP.toNanos();
    }

    /** @return how long no entry has come */
    Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastEntry);
    }

    /** @return whether a stop is requested, and no entry has come for a while since then */
    boolean isIdleAtStop() {
        return noticesStop() && idle;
    }

    /** @return whether a stop is requested, and only the time to leave the stream is left */
    boolean isLate() {
        return noticesStop() && stop.nanosLeft() <= timeToLeave;
    }

    /** The silence before the stop does not matter. */
    private boolean noticesStop() {
        if (stop.isRequested() && !stopSeen) {
            stopSeen = true;
            timeToLeave = Math.min(TIME_TO_LEAVE.toNanos(), stop.nanosLeft() / 4);
            entryCame();
        }
        return stopSeen;
    }
}
