package io.github.log4jray.redis;

import io.github.log4jray.protocol.RedisConnection;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.StreamScripts;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Removes senders from a stream's keys and from a driver's memory that have been silent for long: a job may have any number of
 * workers, one after the other. A worker that comes back is known again. Its last batch may be shown twice. For one
 * thread.
 *
 * <p>Lines do not depend on that. A Redis that forbids it is reported, and asked again after the usual time.
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
    private final StreamDiagnostics diagnostics;
    private final LongSupplier nanoTime;
    private String next = START;
    private long nextTime;

    /**
     * @param positions of senders
     * @param diagnostics reports a Redis that forbids it
     * @param nanoTime the clock
     */
    SilentSenders(StreamPositions positions, StreamDiagnostics diagnostics, LongSupplier nanoTime) {
        this.positions = positions;
        this.diagnostics = diagnostics;
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
        try {
            removeSome(reader);
        } catch (JedisDataException e) {
            IOException failure = RedisConnection.failure(e);
            if (!(failure instanceof RejectedException)) {
                throw e;
            }
            diagnostics.upkeepFailed(failure);
            next = START;
        }
        if (next.equals(START)) {
            nextTime = nanoTime.getAsLong() + PERIOD.toNanos();
        }
    }

    private void removeSome(StreamReader reader) {
        StreamReader.Forgotten forgotten =
                reader.forget(next, AT_ONCE, SILENCE, positions.silent(SILENCE_OF_STRANGERS, AT_ONCE));
        forgotten.senders().forEach(positions::remove);
        next = forgotten.next();
    }
}
