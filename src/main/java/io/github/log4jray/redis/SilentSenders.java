package io.github.log4jray.redis;

import io.github.log4jray.protocol.StreamScripts;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Removes senders from a stream's keys and from a driver's memory that have been silent for long: a job may have any number of
 * workers, one after the other. A worker that comes back is known again. Its last batch may be shown twice. For one
 * thread.
 */
final class SilentSenders {

    /** Without a call of a worker for this long. All keys live so long without any call. */
    private static final Duration SILENCE = Duration.ofSeconds(StreamScripts.SECONDS_TO_LIVE);

    /** Programs that append without the scripts call nothing while they have no lines. */
    private static final Duration SILENCE_OF_STRANGERS = Duration.ofDays(1);

    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final int AT_ONCE = 200;
    private static final String START = "0";

    private final StreamPositions positions;
    private final LongSupplier nanoTime;
    private String next = START;
    private long nextTime;

    /**
     * @param positions of senders
     * @param nanoTime the clock
     */
    SilentSenders(StreamPositions positions, LongSupplier nanoTime) {
        this.positions = positions;
        this.nanoTime = nanoTime;
        this.nextTime = nanoTime.getAsLong();
    }

    /**
     * Looks at some senders, if it is time for that: all of them every ten minutes.
     *
     * @param reader of the stream
     */
    void remove(StreamReader reader) {
        if (nanoTime.getAsLong() - nextTime < 0) {
            return;
        }
        StreamReader.Forgotten forgotten =
                reader.forget(next, AT_ONCE, SILENCE, positions.silent(SILENCE_OF_STRANGERS, AT_ONCE));
        forgotten.senders().forEach(positions::remove);
        next = forgotten.next();
        if (next.equals(START)) {
            nextTime = nanoTime.getAsLong() + PERIOD.toNanos();
        }
    }
}
