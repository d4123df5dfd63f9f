package io.github.log4jray.stream;

import java.time.Duration;
import org.apache.logging.log4j.core.util.Log4jThread;

/** A thread of this library: a daemon, which Log4j knows as one of its own. */
public final class AgentThread extends Log4jThread {

    /**
     * @param work is run
     * @param name of the thread
     */
    public AgentThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }

    /**
     * Waits for the end of this thread, also on a thread that is interrupted: what is to be done at a stop is done.
     *
     * @param timeout how long; at least a millisecond
     * @return whether it has ended
     */
    public boolean awaitEnd(Duration timeout) {
        boolean interrupted = false;
        long until = System.nanoTime() + timeout.toNanos();
        do {
            try {
                join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        } while (isAlive() && System.nanoTime() - until < 0);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !isAlive();
    }
}
