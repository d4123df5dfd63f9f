package io.github.log4jray.rotation;

import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits how long a stop, or the end of the process, waits for storage that blocks: slow storage may take longer. The
 * work runs on a background thread. After one file has exceeded the limit, further files wait only 250 ms in the next
 * ten seconds: they are likely to lie on the same storage, and a process may have a thousand of them. Thread-safe.
 */
class StopLimit {

    /** That of all files of this class loader. */
    static final StopLimit SHARED = new StopLimit();

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(250);
    private static final long SHORT_NANOS = 10_000_000_000L;

    private volatile boolean exceeded;
    private volatile long exceededAt;

    /** @return the longest wait now */
    Duration now() {
        return exceeded && System.nanoTime() - exceededAt < SHORT_NANOS ? SHORT : LONGEST;
    }

    /**
     * @param limit the longest wait without progress
     * @param progress a number that changes while the work goes on
     * @param work goes on in the background after the limit
     * @return whether the work was done within the limit
     */
    static boolean run(Duration limit, LongSupplier progress, Runnable work) {
        CountDownLatch done = new CountDownLatch(1);
        Runnable announced = () -> {
            try {
                work.run();
            } finally {
                done.countDown();
            }
        };
        if (!FlushScheduler.runNow(announced)) {
            work.run();
            return true;
        }
        boolean inTime = false;
        long before = progress.getAsLong() - 1;
        for (long now = before + 1; !inTime && now != before; now = progress.getAsLong()) {
            before = now;
            inTime = UninterruptedWait.until(
                    limit, () -> done.getCount() == 0, nanos -> done.await(nanos, TimeUnit.NANOSECONDS));
        }
        return inTime;
    }

    /** A file has exceeded the limit. */
    void exceed() {
        exceededAt = System.nanoTime();
        exceeded = true;
    }
}
