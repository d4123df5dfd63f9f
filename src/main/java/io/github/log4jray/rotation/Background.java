package io.github.log4jray.rotation;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.util.Log4jThreadFactory;

/** The one thread, a daemon, that writes what is due of all log files. It ends when nothing was due for a while. */
final class Background {

    private static final int IDLE_SECONDS = 5;
    private static final ScheduledThreadPoolExecutor EXECUTOR = executor();

    private Background() {}

    private static ScheduledThreadPoolExecutor executor() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, Log4jThreadFactory.createDaemonThreadFactory("log4jray-files"));
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * @param work is done soon
     * @return false where no thread can be had; then it is not done
     */
    static boolean run(Runnable work) {
        return runAfter(0, work);
    }

    /**
     * @param nanos how long it has time
     * @param work is done then
     * @return false where no thread can be had; then it is not done
     */
    static boolean runAfter(long nanos, Runnable work) {
        try {
            EXECUTOR.schedule(work, nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }
}
