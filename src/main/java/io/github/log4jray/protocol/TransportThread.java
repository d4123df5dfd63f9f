package io.github.log4jray.protocol;

import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.util.Log4jThread;

/**
 * A thread of the driver stream, on either side: a daemon, which Log4j knows as one of its own. Nobody else can
 * interrupt it, as that would close the sockets that it uses.
 */
public final class TransportThread extends Log4jThread {

    private static final String PREFIX = "log4jray-driver-";

    /** Log4j puts a prefix of its own before the name. */
    private static final String WHOLE_PREFIX = new Log4jThread(PREFIX).getName();

    /**
     * @param work is run
     * @param name of the thread; begins with {@value #PREFIX}
     */
    public TransportThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }

    /**
     * Tells events of this library from those of the application, also where they come by another thread, as with
     * asynchronous loggers.
     *
     * @param event any
     * @return whether it was logged on a thread of this kind
     */
    public static boolean hasLogged(LogEvent event) {
        String name = event.getThreadName();
        return name != null && name.startsWith(WHOLE_PREFIX);
    }

    @Override
    public void interrupt() {
        // somebody who ends all threads that he finds
    }

    /**
     * Waits for the end of this thread, also on a thread that is interrupted: what is to be done at a stop is done.
     *
     * @param timeout how long; at least a millisecond
     * @return whether it has ended
     */
    public boolean awaitEnd(Duration timeout) {
        return UninterruptedWait.until(
                timeout,
                () -> !isAlive(),
                nanos -> join(Math.max(1, Duration.ofNanos(nanos).toMillis())));
    }
}
