package io.github.log4jray.rotation;

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
    private static final TaskQueue SCHEDULER = new TaskQueue(FACTORY, FlushScheduler::runOnItsOwn);
    private static final TaskQueue FULL = new TaskQueue(FACTORY, ScheduledTask::runOnce);
    private static final ThreadPoolExecutor TIMED = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), FACTORY);

    private FlushScheduler() {}

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
