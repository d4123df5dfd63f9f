package io.github.log4jray.protocol;

import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Whether a thread is to stop, and its deadline. Requested by one thread, obeyed by others. Thread-safe. */
public final class StopRequest {

    private final CountDownLatch requested = new CountDownLatch(1);
    private volatile long deadline;

    /** @param timeout how long the work may still take */
    public void request(Duration timeout) {
        deadline = System.nanoTime() + timeout.toNanos();
        requested.countDown();
    }

    /** @return whether a stop is requested */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** @return how much time is left, 0 or less for none; without a request the largest number */
    public long nanosLeft() {
        return isRequested() ? deadline - System.nanoTime() : Long.MAX_VALUE;
    }

    /** @return how much time is left after a request; zero for none */
    public Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, nanosLeft()));
    }

    /**
     * @param done whether the work is done; asked only after a request and before the deadline
     * @return whether the thread must end now: a stop is requested, and the work is done or no time is left
     */
    public boolean isComplete(BooleanSupplier done) {
        return isRequested() && (nanosLeft() <= 0 || done.getAsBoolean());
    }

    /**
     * Waits for the request.
     *
     * @param timeout the longest wait
     * @return whether a stop is requested
     */
    public boolean await(Duration timeout) {
        return UninterruptedWait.until(
                timeout, this::isRequested, nanos -> requested.await(nanos, TimeUnit.NANOSECONDS));
    }
}
