package io.github.log4jray.rotation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.util.Log4jThreadFactory;

/**
 * Threads, daemons, that write what is due of log files, as many as there are files whose writing takes its time: a file
 * that blocks holds up no other one. They end when nothing was due for a while.
 */
final class Background {

    private static final int IDLE_SECONDS = 5;
    private static final ThreadFactory FACTORY = Log4jThreadFactory.createDaemonThreadFactory("log4jray-files");
    private static final ScheduledThreadPoolExecutor CLOCK = clock();
    private static final ExecutorService WRITERS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), FACTORY);

    private Background() {}

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, FACTORY);
        clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }

    /**
     * @param work is done soon
     * @return false where no thread can be had; then it is not done
     */
    static boolean run(Runnable work) {
        try {
            WRITERS.execute(work);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /**
     * @param nanos how long it has time
     * @param work is done then
     * @return false where no thread can be had; then it is not done
     */
    static boolean runAfter(long nanos, Runnable work) {
        try {
            CLOCK.schedule(() -> runOrWait(work), nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /** Without another thread the clock does it itself. */
    private static void runOrWait(Runnable work) {
        if (!run(work)) {
            work.run();
        }
    }
}
