package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.AppenderControl;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.core.filter.RegexFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter or an appender that fails at a line of a worker costs nothing but its own part in that line. */
class WorkerLineGateTest {

    private static final Batch BATCH = new Batch(null, "7", null, false, List.of(), null, null, 0, null);

    private final List<String> taken = new ArrayList<>();

    private final class Target extends AbstractAppender {
        private final Consumer<String> action;

        Target(String name, Consumer<String> action) {
            super(name, null, null, false, Property.EMPTY_ARRAY);
            this.action = action;
            start();
        }

        @Override
        public void append(LogEvent event) {
            action.accept(event.getMessage().getFormattedMessage());
        }
    }

    private AppenderControl target(String name, Consumer<String> action) {
        return new AppenderControl(new Target(name, action), null, null);
    }

    private static Throwable failure(String kind) {
        return switch (kind) {
            case "exception" -> new IllegalStateException(kind);
            case "linkage" -> new NoClassDefFoundError(kind);
            default -> new StackOverflowError(kind);
        };
    }

    /** As a method without checked exceptions throws it. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void fail(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void lineThatAFilterCannotDecideAboutPasses() throws Exception {
        Filter filter = RegexFilter.createFilter("(a|b)*c", null, false, Filter.Result.DENY, Filter.Result.NEUTRAL);
        WorkerLineGate gate = new WorkerLineGate("console", filter, List.of(target("next", taken::add)));
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(gate.passes(BATCH, "abc")).isFalse();
            assertThat(gate.passes(BATCH, "a".repeat(2_000_000))).isTrue();
            assertThat(gate.passes(BATCH, "a".repeat(2_000_000))).isTrue();
            assertThat(gate.passes(BATCH, "bac")).isFalse();
            gate.end();
            assertThat(taken).hasSize(2);
            assertThat(messages.containing(Level.ERROR, "console", "filter", "StackOverflowError"))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR, "2 lines of workers", "filter"))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR)).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "linkage", "stack"})
    void failingFilterLetsEachLinePass(String kind) {
        Filter filter = new AbstractFilter() {
            @Override
            public Result filter(LogEvent event) {
                WorkerLineGateTest.<RuntimeException>fail(failure(kind));
                return Result.DENY;
            }
        };
        assertThat(new WorkerLineGate("console", filter, List.of()).passes(BATCH, "a"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "linkage", "stack"})
    void failingAppenderIsReportedOnceAndTheOthersGetTheLine(String kind) {
        AppenderControl failing = target("failing", line -> WorkerLineGateTest.<RuntimeException>fail(failure(kind)));
        WorkerLineGate gate = new WorkerLineGate("console", null, List.of(failing, target("next", taken::add)));
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(gate.passes(BATCH, "a")).isTrue();
            assertThat(gate.passes(BATCH, "b")).isTrue();
            gate.end();
            assertThat(messages.containing(Level.ERROR, "does not reach appender \"failing\"", kind))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR, "2 lines of workers did not reach"))
                    .hasSize(1);
        }
        assertThat(taken).containsExactly("a", "b");
    }
}
