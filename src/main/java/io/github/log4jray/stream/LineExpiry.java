package io.github.log4jray.stream;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When lines of a {@link SendBuffer}, under whose lock it is used, have waited for a driver for too long. Lines expire by
 * batches, so that a line may be dropped too late by an eighth of its longest wait.
 */
final class LineExpiry {

    /** Part of the longest wait by which a line may be dropped too late. */
    private static final int PRECISION = 8;

    private final LongSupplier nanoTime;
    private long maxWaitNanos;

    /** @param nanoTime the clock */
    LineExpiry(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param maxWaitMillis how long a line waits for a driver; 0 for no limit */
    void configure(long maxWaitMillis) {
        maxWaitNanos = TimeUnit.MILLISECONDS.toNanos(maxWaitMillis);
    }

    /** @return whether lines expire at all */
    boolean isLimited() {
        return maxWaitNanos > 0;
    }

    /** @return a batch that was begun before takes no further line */
    long limitOfOpenBatch() {
        return nanoTime.getAsLong() - maxWaitNanos / PRECISION;
    }

    /** @return a batch that was begun before has expired */
    long limit() {
        return nanoTime.getAsLong() - maxWaitNanos - maxWaitNanos / PRECISION;
    }
}
