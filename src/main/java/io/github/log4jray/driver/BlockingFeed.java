package io.github.log4jray.driver;

import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Batch;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Offers the batches of one that needs no acknowledgement. What the display has no room for waits, and with it the
 * thread that brings it, so that what follows stays where it comes from. One thread shows, another one stops.
 */
final class BlockingFeed implements Display.Source {

    /** The display says when it has room again; whether a stop has no time left nobody says. */
    private static final long LOOK_AGAIN_MILLIS = 1_000;

    private final Display display;
    private final Semaphore room = new Semaphore(0);
    private volatile boolean stopping;
    private volatile long stopBy;

    /** @param display shows the batches */
    BlockingFeed(Display display) {
        this.display = display;
    }

    /**
     * Waits until there is room for a batch, or no time left after {@link #stop}, and then it is not shown.
     *
     * @param batch is to be shown
     */
    void show(Batch batch) {
        while (!display.offer(batch, this, 0)) {
            if (stopping && timeLeft().isZero()) {
                return;
            }
            try {
                room.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** @param timeout how long batches may wait from now on, all together */
    void stop(Duration timeout) {
        stopBy = System.nanoTime() + timeout.toNanos();
        stopping = true;
    }

    /** @return how much of the time of the stop is left; zero for none */
    Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, stopBy - System.nanoTime()));
    }

    /** Waits until what was shown is printed, for as long as the stop may take. */
    void drain() {
        display.drain(timeLeft());
    }

    @Override
    public void handled(long seq) {
        // where it comes from nobody waits for that
    }

    @Override
    public void roomAgain() {
        room.release();
    }
}
