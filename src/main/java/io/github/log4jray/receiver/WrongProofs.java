package io.github.log4jray.receiver;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Counts wrong proofs and tokens of the last minute. Where there are {@link #MANY}, the receiver answers strangers later. For
 * the receiver's thread.
 */
final class WrongProofs {

    /** So many within {@link #PERIOD} are many. */
    static final int MANY = 100;

    /** Older ones are not counted. */
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** How long a stranger waits for its answer while there are many. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;

    /** The times of the last ones, a ring. */
    private final long[] times = new long[MANY];

    private long count;

    /** @param nanoTime the clock, as {@link System#nanoTime()} */
    WrongProofs(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A peer has sent a wrong proof or a wrong token. */
    void occurred() {
        times[(int) (count++ % MANY)] = nanoTime.getAsLong();
    }

    /** @return whether there were many within the last minute */
    boolean areMany() {
        return count >= MANY && nanoTime.getAsLong() - times[(int) (count % MANY)] < PERIOD.toNanos();
    }

    /** @return when a stranger that says hello now is answered, as {@link System#nanoTime()} */
    long answerAt() {
        return nanoTime.getAsLong() + PAUSE.toNanos();
    }

    /**
     * @param time as {@link #answerAt} returned it
     * @return whether it has come
     */
    boolean isDue(long time) {
        return nanoTime.getAsLong() - time >= 0;
    }
}
