package io.github.log4jray.settings;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A wait that an interrupt does not end, for work at a stop or on an application's thread that must be completed. The
 * thread's interrupt is set again afterwards, so that its owner sees it. Stateless.
 */
public final class UninterruptedWait {

    private UninterruptedWait() {}

    /** One wait for a change. It may return early. */
    public interface Wait {
        /**
         * @param nanos the longest wait, above 0
         * @throws InterruptedException when the thread is interrupted
         */
        void await(long nanos) throws InterruptedException;
    }

    /**
     * Waits until a condition holds or a time has passed.
     *
     * @param timeout the longest wait
     * @param condition asked before each wait, on this thread
     * @param wait waits for a change
     * @return whether the condition holds
     */
    public static boolean until(Duration timeout, BooleanSupplier condition, Wait wait) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            boolean holds = condition.getAsBoolean();
            for (long left = timeout.toNanos(); !holds && left > 0; left = deadline - System.nanoTime()) {
                try {
                    wait.await(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                holds = condition.getAsBoolean();
            }
            return holds;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
