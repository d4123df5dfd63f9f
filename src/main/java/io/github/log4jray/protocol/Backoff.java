package io.github.log4jray.protocol;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between attempts: 100 ms, then twice as long each time up to a limit. Each pause is a random part, at least a
 * half, of that, because many processes may have lost the same connection at once. For one thread.
 */
public final class Backoff {

    /** The first pause. */
    public static final Duration FIRST = Duration.ofMillis(100);

    /** The longest pause, unless the caller has another one. */
    public static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration pause = FIRST;

    /** The next pause is the first one again. */
    public void reset() {
        pause = FIRST;
    }

    /**
     * @param longest limits the pause
     * @return the next pause in milliseconds
     */
    public long nextMillis(Duration longest) {
        long millis = Math.min(pause.toMillis(), longest.toMillis());
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(longest) > 0 ? longest : twice;
        return millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    }
}
