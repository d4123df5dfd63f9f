package io.github.log4jray.stream;

import java.time.Duration;

/** Whether a sender is to stop, and by when. Requested by one thread, followed by another. */
final class StopRequest {

    private volatile boolean requested;
    private volatile long by;

    void request(Duration timeout) {
        by = System.nanoTime() + timeout.toNanos();
        requested = true;
    }

    boolean isRequested() {
        return requested;
    }

    /** @return how long the sender may still try; for ever where no stop is requested */
    long nanosLeft() {
        return requested ? by - System.nanoTime() : Long.MAX_VALUE;
    }

    /**
     * @param buffer what the sender has to send
     * @return whether the sender has nothing left to do, or no time
     */
    boolean isComplete(SendBuffer buffer) {
        return requested && (nanosLeft() <= 0 || buffer.unacknowledgedLines() == 0);
    }
}
