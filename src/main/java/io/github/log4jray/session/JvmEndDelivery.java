package io.github.log4jray.session;

import io.github.log4jray.settings.BackgroundThread;
import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Work at the end of the JVM, on a thread of its own, as it may block: each has its own deadline, which moves while the work
 * makes progress. The thread that has begun it awaits it.
 */
final class JvmEndDelivery {

    private final Thread thread;
    private final Duration timeout;
    private final LongSupplier progress;
    private final LongSupplier nanoTime;
    private final long begin;

    /** The progress at the last look. Others may be awaited first, so it begins with the work. */
    private long seen;

    private JvmEndDelivery(Thread thread, Duration timeout, LongSupplier progress, LongSupplier nanoTime) {
        this.thread = thread;
        this.timeout = timeout;
        this.progress = progress;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.seen = progress.getAsLong();
    }

    /**
     * @param name of the thread
     * @param timeout the longest wait without progress
     * @param progress a number that changes while the work goes on
     * @param work runs on this thread if no other can be started
     * @param nanoTime as {@link System#nanoTime}
     * @return the work, which has begun
     */
    static JvmEndDelivery begin(
            String name, Duration timeout, LongSupplier progress, Runnable work, LongSupplier nanoTime) {
        Thread thread = BackgroundThread.of(work, name);
        JvmEndDelivery begun = new JvmEndDelivery(thread, timeout, progress, nanoTime);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            work.run();
        }
        return begun;
    }

    /** Waits for the end of the work, or until it has made no progress for so long as it has time. */
    void await() {
        Duration left = timeout.minusNanos(nanoTime.getAsLong() - begin);
        boolean goesOn = true;
        while (goesOn) {
            boolean ended = UninterruptedWait.until(
                    left,
                    () -> !thread.isAlive(),
                    nanos -> thread.join(Math.max(1, Duration.ofNanos(nanos).toMillis())));
            long now = progress.getAsLong();
            goesOn = !ended && now != seen;
            seen = now;
            left = timeout;
        }
    }
}
