package io.github.log4jray.stdio;

import java.util.concurrent.TimeUnit;

/**
 * Lets one thread at a time log lines of a stream, so that lines that were printed at once stay together. It begins
 * when nobody else holds the monitor of the stream, but does not hold that itself meanwhile. Thread-safe.
 */
final class Turns {

    /** Somebody else may wait at the monitor too, and take a notification from this class. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    /** How long one line is waited for: what logs it may itself wait for a thread that prints. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Object monitor;

    /** A thread is logging lines; guarded by the monitor. */
    private boolean busy;

    /** When it began with the line that it is at, by {@link System#nanoTime}. */
    private volatile long lineBegan;

    /** @param monitor of the stream */
    Turns(Object monitor) {
        this.monitor = monitor;
    }

    /** @return whether nobody else is logging a line now; false only where that has taken too long */
    boolean take() {
        boolean interrupted = false;
        boolean taken;
        synchronized (monitor) {
            while (busy && System.nanoTime() - lineBegan < PATIENCE_NANOS) {
                try {
                    monitor.wait(LOOK_AGAIN_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            taken = !busy;
            if (taken) {
                busy = true;
                lineBegins();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return taken;
    }

    /** By whom has a turn. */
    void lineBegins() {
        lineBegan = System.nanoTime();
    }

    /** By whom has a turn. */
    void end() {
        synchronized (monitor) {
            busy = false;
            monitor.notify();
        }
    }
}
