package io.github.log4jray.rotation;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives up the rotation of a log after a second without a write, so that another process that writes to the log can
 * rotate it. {@link LogFile} calls {@link #schedule} after each write and holds its output lock meanwhile. The release
 * runs on a thread of {@link FlushScheduler}, under the same lock.
 */
final class IdleRelease {

    private static final long IDLE_NANOS = 1_000_000_000;

    private final RotatingFile file;
    private final ReentrantLock output;

    /** Whether a check is scheduled. */
    private volatile boolean scheduled;

    /**
     * @param file the log
     * @param output the lock that guards the log
     */
    IdleRelease(RotatingFile file, ReentrantLock output) {
        this.file = file;
        this.output = output;
    }

    /** Schedules the release, unless it is scheduled already. */
    void schedule() {
        if (!scheduled) {
            checkAfter(IDLE_NANOS);
        }
    }

    private void checkAfter(long nanos) {
        scheduled = FlushScheduler.runAfter(nanos, this::releaseIfIdle);
    }

    private void releaseIfIdle() {
        if (!output.tryLock()) {
            checkAfter(IDLE_NANOS);
            return;
        }
        try {
            long idle = file.idleNanos();
            if (idle >= IDLE_NANOS) {
                scheduled = false;
                file.release();
            } else {
                checkAfter(IDLE_NANOS - idle);
            }
        } finally {
            output.unlock();
        }
    }
}
