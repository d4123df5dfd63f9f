package io.github.log4jray.protocol;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Repeats a step on a thread until the step says that it was the last one. An exception or an Error of a step, for
 * example of a lack of memory, does not end the thread: after {@link #PAUSE} the step is repeated. A step must therefore
 * leave a state that the next one can go on with, wherever an Error strikes.
 *
 * <p>The handler of an Error allocates nothing and calls nothing, so it can't fail. The pause and the report belong to
 * the next repetition.
 */
public final class StepLoop implements Runnable {

    /** The time between a failed step and the next one. */
    public static final Duration PAUSE = Duration.ofMillis(100);

    /** One step. */
    public interface Step {
        /**
         * @return false where it was the last one
         * @throws Exception as for a connection that fails
         */
        boolean run() throws Exception;
    }

    private final Step step;
    private final Consumer<Throwable> report;

    /**
     * @param step is repeated
     * @param report gets the exception or Error of a step; its own exceptions are ignored
     */
    public StepLoop(Step step, Consumer<Throwable> report) {
        this.step = step;
        this.report = report;
    }

    @Override
    public void run() {
        Throwable problem = null;
        boolean more = true;
        while (more) {
            try {
                if (problem != null) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                    report(problem);
                    problem = null;
                }
                more = step.run();
            } catch (Throwable e) {
                problem = e;
            }
        }
    }

    private void report(Throwable problem) {
        try {
            report.accept(problem);
        } catch (Throwable e) {
            // A report needs memory, too.
        }
    }
}
