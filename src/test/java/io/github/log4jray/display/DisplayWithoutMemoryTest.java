package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An Error at any moment of the printing thread loses no line, prints none twice, and ends nothing. */
class DisplayWithoutMemoryTest {

    private final Screen screen = new Screen();
    private final Display display =
            new Display(DisplaySettings.of(Environment.of(Map.of(), Map.of()), "10.0.0.1"), screen.console());
    private final Queue<Long> handled = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        assertThat(display.stop(Patience.LONG)).isTrue();
    }

    /** Throws an Error at one of its uses, or at all. */
    private static final class FailingLines extends AbstractList<String> {
        private final List<String> lines;
        private int usesBeforeError;

        FailingLines(int usesBeforeError, String... lines) {
            this.usesBeforeError = usesBeforeError;
            this.lines = List.of(lines);
        }

        private void use() {
            if (usesBeforeError-- == 0) {
                throw new OutOfMemoryError("of the test");
            }
        }

        @Override
        public String get(int index) {
            use();
            return lines.get(index);
        }

        @Override
        public int size() {
            use();
            return lines.size();
        }
    }

    private static Batch batch(String pid, List<String> lines, long dropped) {
        return new Batch(null, pid, null, false, lines, null, null, dropped, null);
    }

    private final Display.Source source = new Display.Source() {
        private int errors = 1;

        @Override
        public void handled(long seq) {
            if (seq == 2 && errors-- > 0) {
                throw new OutOfMemoryError("of the test");
            }
            handled.add(seq);
        }

        @Override
        public void roomAgain() {}
    };

    static List<Integer> everyUse() {
        return IntStream.range(0, 24).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("everyUse")
    void eachLineIsPrintedOnce(int usesBeforeError) {
        FailingLines lines = new FailingLines(usesBeforeError, "one", "two", "two", "three");
        boolean offered = false;
        while (!offered) {
            try {
                offered = display.offer(batch("1", lines, 7), source, 1);
            } catch (OutOfMemoryError e) {
                display.drain(Duration.ofMillis(1));
            }
        }
        display.offer(batch("1", List.of("after"), 0), source, 2);
        display.start();
        display.drain(Patience.LONG);
        assertThat(handled).containsExactly(1L, 2L);
        assertThat(screen.lines())
                .containsExactly("(pid=1) one", "(pid=1) two", "(pid=1) two", "(pid=1) three", "(pid=1) after");
        assertThat(screen.errLines()).containsExactly("(pid=1) 7 lines dropped");
        assertThat(display.shown()).isEqualTo(5);
        assertThat(display.lost()).isEqualTo(7);
    }

    @Test
    void streamThatFailsGetsTheSameLinesAgain() {
        display.start();
        try (StatusMessages messages = StatusMessages.listen()) {
            screen.failOnceWith(new OutOfMemoryError("of the test"));
            display.offer(batch("1", List.of("one"), 0), source, 1);
            display.drain(Patience.LONG);
            assertThat(screen.lines()).containsExactly("(pid=1) one");
            assertThat(messages.containing(Level.ERROR, "can't print lines")).hasSize(1);
        }
    }

    @Test
    @Tag("slow")
    void barsThatAreNeverDrawnAreDroppedAndLinesGoOn() {
        screen.failErrWith(new OutOfMemoryError("of the test"));
        Display terminal =
                new Display(DisplaySettings.of(Environment.of(Map.of(), Map.of()), "10.0.0.1"), screen.console(), true);
        String bar = new ProgressState(1, 0, "a", 2L, "it", null, 1, "u", false).line();
        display.start();
        terminal.start();
        try (StatusMessages messages = StatusMessages.listen()) {
            terminal.offer(batch("1", List.of(bar, "line"), 0), source, 1);
            terminal.offer(batch("1", List.of("after"), 0), source, 3);
            terminal.drain(Patience.LONG);
            assertThat(handled).containsExactly(1L, 3L);
            assertThat(screen.lines()).containsExactly("(pid=1) line", "(pid=1) after");
            assertThat(messages.containing(Level.ERROR, "can't draw progress bars"))
                    .hasSize(1);
        }
        assertThat(terminal.stop(Patience.LONG)).isTrue();
        assertThat(terminal.lost()).isZero();
    }

    @Test
    void batchThatCanNeverBePrintedIsCountedAndTheNextIsPrinted() {
        List<String> never = new AbstractList<>() {
            @Override
            public String get(int index) {
                if (index == 1 && Thread.currentThread().getName().contains("log4jray")) {
                    throw new OutOfMemoryError("of the test");
                }
                return "line " + (char) ('a' + index);
            }

            @Override
            public int size() {
                return 3;
            }
        };
        display.start();
        try (StatusMessages messages = StatusMessages.listen()) {
            display.offer(batch("1", never, 7), source, 1);
            display.offer(batch("1", List.of("after"), 0), source, 2);
            display.drain(Patience.LONG);
            assertThat(screen.lines()).containsExactly("(pid=1) line a", "(pid=1) after");
            assertThat(display.lost())
                    .as("with those that the worker has dropped")
                    .isEqualTo(9);
            assertThat(messages.containing(Level.ERROR, "9 lines of workers could not be printed"))
                    .hasSize(1);
        }
    }
}
