package io.github.log4jray.protocol;

import io.github.log4jray.settings.BackgroundThread;
import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import org.apache.logging.log4j.core.LogEvent;

/**
 * A thread that transports lines, in a worker or in a driver. An interrupt is ignored, because it would close the socket
 * that the thread uses.
 */
public final class TransportThread extends BackgroundThread {

    private static final String PREFIX = "log4jray-driver-";

    private TransportThread(Runnable work, String name) {
        super(work, name);
    }

    /**
     * @param work runs on the thread
     * @param name of the thread: {@value #PREFIX} and what it does
     * @return a thread that is not started
     */
    public static TransportThread of(Runnable work, String name) {
        return withoutCallersAccess(() -> new TransportThread(work, name));
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
        return name != null && name.startsWith(PREFIX);
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
