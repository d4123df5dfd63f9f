package io.github.log4jray.rotation;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.util.Log4jThreadFactory;

/**
 * Flushes log files in the background: a scheduler, one thread for full buffers, and one per file whose timed flush
 * blocks. So a file that blocks does not delay the timed flush of other files. All are daemon threads. Each starts with
 * its first task, and ends after five seconds without one.
 */
final class FlushScheduler {

    private static final int IDLE_SECONDS = 5;
    private static final ThreadFactory FACTORY = Log4jThreadFactory.createDaemonThreadFactory("log4jray-files");
    private static final ScheduledThreadPoolExecutor SCHEDULER = ending(new ScheduledThreadPoolExecutor(1, FACTORY));
    private static final ThreadPoolExecutor FULL =
            ending(new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), FACTORY));
    private static final ThreadPoolExecutor TIMED = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), FACTORY);

    private FlushScheduler() {}

    private static <E extends ThreadPoolExecutor> E ending(E executor) {
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * Runs work on the thread for full buffers, after all work that waits for it already.
     *
     * @param work writes a full buffer
     * @return false if no thread can be started; then the work is not done
     */
    static boolean run(Runnable work) {
        return executed(FULL, work);
    }

    /**
     * Runs work after a delay.
     *
     * @param nanos the delay
     * @param work a timed flush
     * @return false if no thread can be started; then the work is not done
     */
    static boolean runAfter(long nanos, Runnable work) {
        try {
            SCHEDULER.schedule(() -> runNow(work), nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /** If no other thread can be started, the scheduler's own thread does the work. */
    private static void runNow(Runnable work) {
        if (!executed(TIMED, work)) {
            work.run();
        }
    }

    private static boolean executed(ThreadPoolExecutor executor, Runnable work) {
        try {
            executor.execute(work);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }
}
