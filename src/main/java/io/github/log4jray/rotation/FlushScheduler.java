package io.github.log4jray.rotation;

import io.github.log4jray.settings.BackgroundThread;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Flushes log files in the background: a scheduler, one thread for full buffers, and one per file whose timed flush
 * blocks. So a file that blocks does not delay the timed flush of other files. All are daemon threads. Each starts with
 * its first task, and ends after five seconds without one.
 *
 * <p>A {@link LogFileManager} is a user from its start to its end. When the last user is gone, all threads end at once: they
 * would hold the class loader of an application that was undeployed. Thread-safe.
 */
final class FlushScheduler {

    private static final int IDLE_SECONDS = 5;
    private static final ThreadFactory FACTORY = BackgroundThread.factory("log4jray-files");

    /** Guards the two fields below. */
    private static final Object LOCK = new Object();

    private static volatile FlushScheduler current = new FlushScheduler();
    private static int users;

    private final ScheduledThreadPoolExecutor scheduler = ending(new ScheduledThreadPoolExecutor(1, FACTORY));
    private final ThreadPoolExecutor full =
            ending(new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), FACTORY));
    private final ThreadPoolExecutor timed = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), FACTORY);

    private FlushScheduler() {}

    private static <E extends ThreadPoolExecutor> E ending(E executor) {
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Keeps the threads until {@link #release}. */
    static void use() {
        synchronized (LOCK) {
            users++;
        }
    }

    /** Ends the threads if nobody else uses them. The caller has written all that it had. */
    static void release() {
        synchronized (LOCK) {
            users--;
            if (users == 0) {
                FlushScheduler ended = current;
                current = new FlushScheduler();
                ended.scheduler.shutdownNow();
                ended.full.shutdown();
                ended.timed.shutdown();
            }
        }
    }

    /**
     * Runs work on the thread for full buffers, after all work that waits for it already.
     *
     * @param work writes a full buffer
     * @return false if no thread can be started; then the work is not done
     */
    static boolean run(Runnable work) {
        return executed(current.full, work);
    }

    /**
     * Runs work after a delay.
     *
     * @param nanos the delay
     * @param work a timed flush
     * @return false if no thread can be started; then the work is not done
     */
    static boolean runAfter(long nanos, Runnable work) {
        FlushScheduler used = current;
        try {
            used.scheduler.schedule(() -> used.runNow(work), nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (OutOfMemoryError | RuntimeException e) {
            return false;
        }
    }

    /** If no other thread can be started, the scheduler's own thread does the work. */
    private void runNow(Runnable work) {
        if (!executed(timed, work)) {
            work.run();
        }
    }

    private static boolean executed(ThreadPoolExecutor executor, Runnable work) {
        try {
            executor.execute(work);
            return true;
        } catch (OutOfMemoryError | RuntimeException e) {
            return false;
        }
    }
}
