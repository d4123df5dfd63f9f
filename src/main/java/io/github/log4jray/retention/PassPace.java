package io.github.log4jray.retention;

import java.time.Duration;

/**
 * Decides when the process that has passed passes again: before the session can have reached its bound on bytes at the pace at
 * which it has grown, but such that passes take at most a sixtieth of the time. Not thread-safe.
 */
final class PassPace {

    /** The pause where a session hardly grows. */
    static final Duration LONGEST = Duration.ofSeconds(45);

    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final int SHARE = 60;

    private boolean passedBefore;
    private long bytesBefore;
    private long timeBefore;

    /**
     * @param result of a pass
     * @param began when it began, as {@code System.nanoTime()}
     * @param ended when it ended
     * @return the time until the next one
     */
    Duration next(RetentionPass.Result result, long began, long ended) {
        long bound = result.settings().bytes();
        Duration least = longer(Duration.ofNanos((ended - began) * SHARE), SHORTEST);
        Duration next = bound == 0 ? LONGEST : untilHalfFull(bound, result, began);
        passedBefore = true;
        bytesBefore = result.bytes();
        timeBefore = began;
        return shorter(longer(next, least), LONGEST);
    }

    /** Half of the time in which the rest of the room is filled. */
    private Duration untilHalfFull(long bound, RetentionPass.Result result, long began) {
        if (!passedBefore) {
            return SHORTEST;
        }
        double grown = result.bytes() + result.removedBytes() - bytesBefore;
        double nanos = Math.max(0, bound - result.bytes()) / 2.0 * (began - timeBefore) / Math.max(1, grown);
        return nanos < LONGEST.toNanos() ? Duration.ofNanos((long) nanos) : LONGEST;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
