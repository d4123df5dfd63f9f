package io.github.log4jray.settings;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits that an interrupt does not end. What is done at a stop, or in the place of an application's thread, must be done
 * to its end; the interrupt is set again afterwards, for whoever it was meant.
 */
public final class UninterruptedWait {

    private UninterruptedWait() {}

    /** Waits for something, at most for a time, and may return before. */
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
