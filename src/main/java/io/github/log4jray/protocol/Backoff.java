package io.github.log4jray.protocol;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: 100 ms, then twice as long each time up to a limit; at random between a
 * half and the whole of it, as many processes may have lost the same peer at once. For one thread.
 */
public final class Backoff {

    /** The first pause. */
    public static final Duration FIRST = Duration.ofMillis(100);

    /** The longest pause where nothing else is said. */
    public static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration pause = FIRST;

    /** The next failure is the first one again. */
    public void reset() {
        pause = FIRST;
    }

    /**
     * @param longest limits the pause
     * @return the next one, in milliseconds
     */
    public long nextMillis(Duration longest) {
        long millis = Math.min(pause.toMillis(), longest.toMillis());
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(longest) > 0 ? longest : twice;
        return millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    }
}
