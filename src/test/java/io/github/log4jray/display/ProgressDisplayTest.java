package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** What a driver without a terminal prints about bars. */
class ProgressDisplayTest {

    private static final String IP = "10.0.0.1";

    private static final Display.Source ALIVE = source(Long.MAX_VALUE);

    private final List<String> lines = new ArrayList<>();
    private final ProgressDisplay display = display(Map.of());

    /** Its workers are perhaps gone after this time without a state. */
    private static Display.Source source(long longestSilence) {
        return new Display.Source() {
            @Override
            public void handled(long seq) {}

            @Override
            public void roomAgain() {}

            @Override
            public boolean mayLive(long silent) {
                return silent < longestSilence;
            }
        };
    }

    private static ProgressDisplay display(Map<String, String> variables) {
        return new ProgressDisplay(
                DisplaySettings.of(Environment.of(Map.of(), variables), IP), new Screen().console(), false);
    }

    private static long nanos(double seconds) {
        return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }

    private static String state(String ip, long pid, String uuid, long x, boolean closed) {
        return new ProgressState(x, 0, "indexing", 100L, "it", ip, pid, uuid, closed).line();
    }

    private boolean show(String line, double seconds) {
        return display.show(line, ALIVE, nanos(seconds), lines::add);
    }

    @Test
    void lineIsPrintedAtTheBeginningAtTheEndAndEachTenSecondsBetween() {
        for (int second = 0; second < 25; second++) {
            assertThat(show(state(IP, 45601, "a", second, false), second)).isTrue();
        }
        show(state(IP, 45601, "a", 100, true), 25);

        assertThat(lines)
                .containsExactly(
                        "(pid=45601) indexing:   0%|          | 0.00/100 [00:00<?, ?it/s]",
                        "(pid=45601) indexing:  10%|█         | 10.0/100 [00:10<01:30, 1.00it/s]",
                        "(pid=45601) indexing:  20%|██        | 20.0/100 [00:20<01:20, 1.00it/s]",
                        "(pid=45601) indexing: 100%|██████████| 100/100 [00:25<00:00, 4.00it/s]");
    }

    @Test
    void workerOfAnotherHostHasItsAddress() {
        show(state("10.0.0.2", 7, "a", 0, false), 0);

        assertThat(lines.get(0)).startsWith("(pid=7, ip=10.0.0.2) indexing: ");
    }

    @Test
    void barThatEndsBeforeItsFirstStateCameIsOneLine() {
        show(state(IP, 7, "a", 100, true), 0);
        show(state(IP, 7, "a", 100, true), 1);

        assertThat(lines).hasSize(2).allMatch(line -> line.contains("100%"));
    }

    @Test
    void variableSwitchesBarsOff() {
        ProgressDisplay off = display(Map.of("RAY_PROGRESS_BARS", "0"));

        assertThat(off.show(state(IP, 7, "a", 0, false), ALIVE, 0, lines::add)).isTrue();
        assertThat(off.show("__ray_tqdm_magic_token__", ALIVE, 0, lines::add)).isTrue();
        assertThat(lines).isEmpty();
    }

    @Test
    void hostileTextsCanNeitherEndTheirLineNorChangeATerminal() {
        show(
                new ProgressState(-5, 1_000_000_000, "\u001b[2J\n\t(pid=1) forged", 0L, "\r", "\u0007", 7, "a", false)
                        .line(),
                0);

        assertThat(lines)
                .containsExactly("(pid=7, ip=\\x07) \\x1b[2J\\x0a (pid=1) forged: -5.00\\x0d [00:00, ?\\x0d/s]");
    }

    @Test
    void numbersOfAWorkerThatCannotBeDividedStopNoDisplay() {
        show(new ProgressState(0.4, 0, "a", 1e-320, "it", IP, 7, "a", false).line(), 0);
        assertThat(lines).containsExactly("(pid=7) a: 0.40it [00:00, ?it/s]");
    }

    @Test
    void barsThatCannotBeDrawnAreDroppedAndReportedOnce() {
        Display.Source failing = new Display.Source() {
            @Override
            public void handled(long seq) {}

            @Override
            public void roomAgain() {}

            @Override
            public boolean mayLive(long silent) {
                throw new IllegalStateException("unknown");
            }
        };
        ProgressDisplay terminal = new ProgressDisplay(
                DisplaySettings.of(Environment.of(Map.of(), Map.of()), IP), new Screen().console(), true);
        try (StatusMessages messages = StatusMessages.listen()) {
            for (int second = 10; second < 13; second++) {
                terminal.show(state(IP, 7, "a", second, false), failing, nanos(second), lines::add);
                terminal.draw(nanos(second));
                assertThat(terminal.nanosToNextDrawing(nanos(second + 1))).isEqualTo(Long.MAX_VALUE);
            }
            assertThat(messages.containing(Level.ERROR, "can't draw progress bars"))
                    .hasSize(1);
        }
    }

    @Test
    void lineThatOnlyNamesTheTokenIsReportedOnce() {
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(show("{\"__magic_token__\": \"__ray_tqdm_magic_token__\", \"x\u001b\": ", 0))
                    .isTrue();
            assertThat(show("see __ray_tqdm_magic_token__", 0)).isTrue();
            assertThat(messages.containing(Level.WARN, "state of a progress bar", "x\\x1b"))
                    .hasSize(1);
            assertThat(messages.containing(Level.WARN)).hasSize(1);
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void workerThatNamesTheDriversProcessHasAPrefix() {
        long pid = ProcessHandle.current().pid();
        show(state(IP, pid, "a", 0, false), 0);
        display.show(state(IP, pid, "b", 0, false), Display.OWN, 0, lines::add);

        assertThat(lines.get(0)).startsWith("(pid=" + pid + ") indexing: ");
        assertThat(lines.get(1)).startsWith("indexing: ");
    }

    @Test
    void barsOfAProcessAndOfAllProcessesAreBounded() {
        for (int i = 0; i < 5_000; i++) {
            show(state(IP, i % 20, "bar " + i, 0, false), 0);
        }
        assertThat(lines).hasSize(Bars.MOST);
        lines.clear();
        Bars bars = new Bars(IP, pid -> false);
        for (int i = 0; i < 5_000; i++) {
            bars.apply(ProgressState.parse(state(IP, 2, "bar " + i, 0, false)), ALIVE, 0);
        }
        assertThat(bars.inOrder()).hasSize(Bars.MOST_OF_PROCESS);
    }

    @Test
    void workerThatDiesTakesItsBarsWithIt() {
        Set<Long> alive = new HashSet<>(Set.of(2L, 3L));
        Bars bars = new Bars(IP, alive::contains);
        bars.apply(ProgressState.parse(state(IP, 2, "dies", 0, false)), ALIVE, 0);
        bars.apply(ProgressState.parse(state(IP, 3, "lives", 0, false)), ALIVE, 0);
        bars.apply(ProgressState.parse(state(IP, 4, "in a container", 0, false)), ALIVE, 0);
        bars.apply(ProgressState.parse(state("10.0.0.2", 2, "on another host", 0, false)), ALIVE, 0);
        assertThat(bars.removeDead(0)).isFalse();
        alive.remove(2L);

        assertThat(bars.removeDead(0)).isTrue();
        assertThat(bars.inOrder()).extracting(Bar::pid).containsExactly(3L, 4L, 2L);
    }

    @Test
    void barOfASilentWorkerIsHiddenUntilItsNextState() {
        Bars bars = new Bars(IP, pid -> false);
        Display.Source redis = source(nanos(60));
        bars.apply(ProgressState.parse(state("10.0.0.2", 2, "slow", 50, false)), redis, 0);
        bars.apply(ProgressState.parse(state("10.0.0.3", 3, "gone", 50, false)), redis, 0);
        assertThat(bars.removeDead(nanos(59))).isFalse();
        bars.apply(ProgressState.parse(state("10.0.0.2", 2, "slow", 50, false)), redis, nanos(59));

        assertThat(bars.removeDead(nanos(61))).isTrue();
        assertThat(bars.inOrder()).extracting(Bar::pid).containsExactly(2L);
        assertThat(bars.removeDead(nanos(62))).isFalse();
        bars.apply(ProgressState.parse(state("10.0.0.3", 3, "gone", 60, false)), redis, nanos(100));
        assertThat(bars.inOrder().get(1).text(0, false, false, nanos(100))).contains("60.0/100 [01:40<");
    }

    @Test
    void hiddenBarsMakeRoomForOthers() {
        Bars bars = new Bars(IP, pid -> false);
        for (int i = 0; i < Bars.MOST; i++) {
            bars.apply(ProgressState.parse(state("10.0.0.2", i, "gone", 0, false)), source(1), 0);
        }
        bars.removeDead(1);
        assertThat(bars.isEmpty()).isTrue();

        bars.apply(ProgressState.parse(state("10.0.0.2", Bars.MOST, "new", 0, false)), ALIVE, 2);
        assertThat(bars.inOrder()).extracting(Bar::pid).containsExactly((long) Bars.MOST);
    }

    @Test
    void repeatedStateIsNotPrintedAgain() {
        show(state(IP, 45601, "a", 5, false), 0);
        show(state(IP, 45601, "a", 5, false), 20);
        assertThat(lines).hasSize(1);
        show(state(IP, 45601, "a", 6, false), 21);
        assertThat(lines).hasSize(2);
    }

    @Test
    void closedBarsMakeRoomForOthers() {
        Bars bars = new Bars(IP, pid -> false);
        for (int i = 0; i < 5_000; i++) {
            assertThat(bars.apply(ProgressState.parse(state(IP, 2, "bar " + i, 0, false)), ALIVE, 0))
                    .isNotNull();
            bars.apply(ProgressState.parse(state(IP, 2, "bar " + i, 0, true)), ALIVE, 0);
        }
        assertThat(bars.inOrder()).isEmpty();
    }
}
