package io.github.log4jray.rotation;

import io.github.log4jray.settings.BackgroundThread;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Flushes log files in the background: a scheduler, one thread for full buffers, and one per file whose timed flush
 * blocks. So a file that blocks does not delay the timed flush of other files. All are daemon threads. Each starts with
 * its first task, and ends after five seconds without one.
 */
final class FlushScheduler {

    private static final int IDLE_SECONDS = 5;
    private static final ThreadFactory FACTORY = BackgroundThread.factory("log4jray-files");
    private static final TaskQueue SCHEDULER = new TaskQueue(FACTORY, FlushScheduler::runOnItsOwn);
    private static final TaskQueue FULL = new TaskQueue(FACTORY, ScheduledTask::runOnce);

    /** Guards the number of users. */
    private static final Object LOCK = new Object();

    /** Never shut down: a task that is due at that moment would be rejected. */
    private static final ThreadPoolExecutor TIMED = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), FACTORY);

    private static int users;

    private FlushScheduler() {}

    /** Keeps the threads until {@link #release}. */
    static void use() {
        synchronized (LOCK) {
            users++;
            TIMED.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Ends the threads if nobody else uses them. The caller has written all that it had. */
    static void release() {
        synchronized (LOCK) {
            users--;
            if (users == 0) {
                SCHEDULER.clear();
                SCHEDULER.end();
                FULL.end();
                TIMED.setKeepAliveTime(0, TimeUnit.SECONDS);
            }
        }
    }

    /**
     * Runs a task on the thread for full buffers, after all tasks that wait for it already.
     *
     * @param task writes a full buffer
     * @return false if no thread can be started; then the task is not run
     */
    static boolean run(ScheduledTask task) {
        return FULL.add(task, 0);
    }

    /**
     * Runs a task after a delay.
     *
     * @param nanos the delay, above 0
     * @param task for example a timed flush
     * @return false if no thread can be started; then the task is not run
     */
    static boolean runAfter(long nanos, ScheduledTask task) {
        return SCHEDULER.add(task, nanos);
    }

    /**
     * Runs work at once on a thread of its own.
     *
     * @param work may block
     * @return false if no thread can be started; then the work is not run
     */
    static boolean runNow(Runnable work) {
        try {
            TIMED.execute(work);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /** If no other thread can be started, the scheduler's own thread does the work. */
    private static void runOnItsOwn(ScheduledTask task) {
        if (!runNow(task)) {
            task.run();
        }
    }
}
