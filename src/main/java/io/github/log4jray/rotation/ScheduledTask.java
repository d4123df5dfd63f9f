package io.github.log4jray.rotation;

import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Work of one log file that a background thread does later, for example a flush. A file makes it once and schedules it
 * again and again, so that scheduling allocates nothing. {@link TaskQueue} guards the fields.
 */
final class ScheduledTask implements Runnable {

    private static final int PAUSE_MILLIS = 50;

    /** When the task is due, as {@link System#nanoTime} says it. */
    long due;

    /** The next task of the queue. */
    ScheduledTask next;

    /** Whether the task waits in a queue. */
    volatile boolean queued;

    private final Runnable work;

    /** @param work what is done; it may be done once more than it was scheduled */
    ScheduledTask(Runnable work) {
        this.work = work;
    }

    /** Does the work. If memory or stack is exhausted, repeats it every 50 ms until it succeeds. */
    @Override
    public void run() {
        boolean done = false;
        boolean failed = false;
        while (!done) {
            try {
                if (failed) {
                    UninterruptedWait.until(Duration.ofMillis(PAUSE_MILLIS), () -> false, TimeUnit.NANOSECONDS::sleep);
                }
                work.run();
                done = true;
            } catch (OutOfMemoryError | StackOverflowError e) {
                // nothing is called here, as any call might fail too
                failed = true;
            }
        }
    }

    /** Does the work. If memory or stack is exhausted, the work is left to others. */
    void runOnce() {
        try {
            work.run();
        } catch (OutOfMemoryError | StackOverflowError e) {
            // nothing is called here, as any call might fail too
        }
    }
}
