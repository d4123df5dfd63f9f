package io.github.log4jray.rotation;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.util.Log4jThreadFactory;

/**
 * Threads, daemons, that write what is due of log files. Full buffers are for one thread, which is always the same
 * while there is much to do. What has waited long enough is for as many threads as there are files whose writing takes
 * its time: so a file that blocks holds up no other one for long. They end when nothing was due for a while.
 */
final class FlushScheduler {

    private static final int IDLE_SECONDS = 5;
    private static final ThreadFactory FACTORY = Log4jThreadFactory.createDaemonThreadFactory("log4jray-files");
    private static final ScheduledThreadPoolExecutor CLOCK = ending(new ScheduledThreadPoolExecutor(1, FACTORY));
    private static final ThreadPoolExecutor WRITER =
            ending(new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), FACTORY));
    private static final ThreadPoolExecutor WRITERS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), FACTORY);

    private FlushScheduler() {}

    private static <E extends ThreadPoolExecutor> E ending(E executor) {
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * @param work is done soon, unless that before it takes its time
     * @return false where no thread can be had; then it is not done
     */
    static boolean run(Runnable work) {
        return executed(WRITER, work);
    }

    /**
     * @param nanos how long it has time
     * @param work is done then
     * @return false where no thread can be had; then it is not done
     */
    static boolean runAfter(long nanos, Runnable work) {
        try {
            CLOCK.schedule(() -> runNow(work), nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /** Without another thread the clock does it itself. */
    private static void runNow(Runnable work) {
        if (!executed(WRITERS, work)) {
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
