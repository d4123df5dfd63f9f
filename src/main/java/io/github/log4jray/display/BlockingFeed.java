package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.StepLoop;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Feeds the display from a source without acknowledgements. Blocks the calling thread while the display is full, so that
 * later batches stay at their source. A lack of memory is waited for, too. One thread shows, another one stops.
 */
public final class BlockingFeed implements Display.Source {

    /** How often a blocked thread looks again: the display signals room, but nothing signals the deadline of a stop. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final Display display;
    private final long longestSilence;
    private final Semaphore room = new Semaphore(0);
    private final StopRequest stop = new StopRequest();

    /**
     * @param display shows the batches
     * @param longestSilence the worker of a progress bar is perhaps gone after this time without a state
     */
    public BlockingFeed(Display display, Duration longestSilence) {
        this.display = display;
        this.longestSilence = longestSilence.toNanos();
    }

    /**
     * Waits until the display has room for a batch. Without room until the deadline of {@link #stop}, the batch is not
     * shown.
     *
     * @param batch for the display
     */
    public void show(Batch batch) {
        boolean over = false;
        while (!over) {
            try {
                awaitOffer(batch);
                over = true;
            } catch (OutOfMemoryError e) {
                // The batch is not offered yet, and its source may have no second copy.
                LockSupport.parkNanos(StepLoop.PAUSE.toNanos());
                over = stop.nanosLeft() <= 0;
            }
        }
    }

    private void awaitOffer(Batch batch) {
        UninterruptedWait.until(
                FOREVER,
                () -> display.offer(batch, this, 0) || stop.nanosLeft() <= 0,
                nanos -> room.tryAcquire(Math.min(nanos, LOOK_AGAIN_NANOS), TimeUnit.NANOSECONDS));
    }

    /** @param timeout how long all batches together may wait from now on */
    public void stop(Duration timeout) {
        stop.request(timeout);
    }

    /** Waits until the display has printed the batches, at most until the deadline of the stop. */
    public void drain() {
        display.drain(stop.timeLeft());
    }

    @Override
    public void handled(long seq) {
        // The source expects no acknowledgement.
    }

    @Override
    public void roomAgain() {
        room.release();
    }

    @Override
    public boolean mayLive(long silent) {
        return silent < longestSilence;
    }
}
