package io.github.log4jray.protocol;

import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.util.Log4jThread;

/**
 * A daemon thread that transports lines, in a worker or in a driver. Log4j knows it as one of its own. An interrupt is
 * ignored, because it would close the socket that the thread uses.
 */
public final class TransportThread extends Log4jThread {

    private static final String PREFIX = "log4jray-driver-";

    /** With the prefix that Log4j puts before the name. */
    private static final String WHOLE_PREFIX = new Log4jThread(PREFIX).getName();

    /**
     * @param work runs on the thread
     * @param name of the thread; begins with {@value #PREFIX}
     */
    public TransportThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }

    /**
     * Distinguishes events of this library from those of the application, also if another thread delivers them, for
     * example with asynchronous loggers.
     *
     * @param event any event
     * @return whether a thread of this kind has logged it
     */
    public static boolean hasLogged(LogEvent event) {
        String name = event.getThreadName();
        return name != null && name.startsWith(WHOLE_PREFIX);
    }

    @Override
    public void interrupt() {
        // Ignored: an interrupt would close the socket.
    }

    /**
     * Waits for the end of this thread. An interrupt of the calling thread does not end the wait.
     *
     * @param timeout the longest wait
     * @return whether it has ended
     */
    public boolean awaitEnd(Duration timeout) {
        return UninterruptedWait.until(
                timeout,
                () -> !isAlive(),
                nanos -> join(Math.max(1, Duration.ofNanos(nanos).toMillis())));
    }
}
