package io.github.log4jray.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing that a step throws ends the loop. */
class StepLoopTest {

    private final List<Throwable> reported = new ArrayList<>();

    @Test
    void lastStepEndsTheLoop() {
        Iterator<Boolean> more = List.of(true, true, false, true).iterator();
        new StepLoop(more::next, reported::add).run();
        assertThat(more.next()).isTrue();
        assertThat(reported).isEmpty();
    }

    @Test
    void exceptionsAndErrorsAreReportedAndTheStepIsRepeated() {
        Iterator<Throwable> problems = List.of(
                        new IOException("of the test"),
                        new OutOfMemoryError("of the test"),
                        new StackOverflowError("of the test"),
                        new NoClassDefFoundError("of the test"))
                .iterator();
        new StepLoop(
                        () -> {
                            throwNext(problems);
                            return false;
                        },
                        reported::add)
                .run();
        assertThat(reported)
                .extracting(Throwable::getClass)
                .extracting(Class::getSimpleName)
                .containsExactly("IOException", "OutOfMemoryError", "StackOverflowError", "NoClassDefFoundError");
    }

    @Test
    void reportThatFailsEndsNothing() {
        Iterator<Throwable> problems =
                List.<Throwable>of(new OutOfMemoryError("of the test")).iterator();
        new StepLoop(
                        () -> {
                            throwNext(problems);
                            return false;
                        },
                        problem -> {
                            reported.add(problem);
                            throw new OutOfMemoryError("of the report");
                        })
                .run();
        assertThat(reported).hasSize(1);
        assertThat(problems.hasNext()).isFalse();
    }

    private static void throwNext(Iterator<Throwable> problems) throws Exception {
        if (problems.hasNext()) {
            Throwable problem = problems.next();
            if (problem instanceof Error error) {
                throw error;
            }
            throw (Exception) problem;
        }
    }
}
