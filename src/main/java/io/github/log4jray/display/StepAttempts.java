package io.github.log4jray.display;

import io.github.log4jray.protocol.StepLoop;
import io.github.log4jray.settings.RepeatedFault;

/**
 * How often the present step of the printing thread has failed. A step that goes on before it fails again has not failed
 * twice: only failures without any success in between are added up. Used by the printing thread.
 */
final class StepAttempts {

    /** With {@link StepLoop#PAUSE} between two of them. */
    static final int MOST = 100;

    private final RepeatedFault failure = new RepeatedFault();

    /** Grows with each step that succeeds. */
    private long successes;

    private long successesAtFailure;
    private int failures;

    /** Something has succeeded. */
    void succeeded() {
        successes++;
    }

    /**
     * The step has failed.
     *
     * @return whether it must be given up
     */
    boolean failedTooOften() {
        failures = successes == successesAtFailure ? failures + 1 : 0;
        successesAtFailure = successes;
        return failures >= MOST;
    }

    /** The step was given up: the next one begins with no failure. */
    void gaveUp() {
        failures = 0;
    }

    /** @return whether this failure is the first one, which is reported */
    boolean begins() {
        return failure.begins();
    }

    /** @return whether all steps succeed again after a reported failure */
    boolean ended() {
        return failure.ended();
    }
}
