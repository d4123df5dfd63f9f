package io.github.log4jray.display;

import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.settings.RepeatedFault;
import io.github.log4jray.text.TerminalEscaper;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Shows progress bars. On a terminal it draws them below all lines, at most ten times a second and only after a change; a
 * bar that ends stays as a line. Elsewhere it prints a line at the beginning, at the end, and at most each 10 s in
 * between. Used by the printing thread, which hands the time in.
 *
 * <p>A bar that can't be drawn stops no line: all bars are dropped, and come back with their next states. A lack of memory is
 * the caller's matter.
 */
final class ProgressDisplay {

    private static final long DRAW_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** How often bars of ended processes are looked for. */
    private static final long LOOK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long SIZE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int LONGEST_QUOTE = 200;

    /** Above the bars are the cursor's row and at least one line. */
    private static final int OTHER_ROWS = 2;

    private final DisplaySettings settings;
    private final ConsoleStreams console;
    private final Bars bars;
    private final boolean draws;
    private final RepeatedFault failure = new RepeatedFault();
    private final RepeatedFault invalid = new RepeatedFault();
    private boolean ended;
    private boolean changed;
    private boolean drawn;
    private long drawnAt;
    private long lookedAt;
    private TerminalSize size;
    private long sizeAt;

    /**
     * @param settings of the display
     * @param console where bars are shown
     * @param draws whether that is a terminal on which they are drawn
     */
    ProgressDisplay(DisplaySettings settings, ConsoleStreams console, boolean draws) {
        this.settings = settings;
        this.console = console;
        this.bars = new Bars(settings.nodeIp(), pid -> ProcessHandle.of(pid).isPresent());
        this.draws = draws;
    }

    /**
     * @param line of a worker
     * @param source brings the line
     * @param now in nanoseconds
     * @param lines prints a line about a bar in the place of this one
     * @return false for an ordinary line. One with Ray's token that is no state is not shown, as in Ray (2.60)
     */
    boolean show(String line, Display.Source source, long now, Consumer<String> lines) {
        if (!ProgressState.isIn(line)) {
            return false;
        }
        if (!settings.hasBars()) {
            return true;
        }
        ProgressState state = ProgressState.parse(line);
        if (state == null) {
            reportInvalid(line);
        } else {
            String text = unlessItFails(() -> apply(state, source, now));
            if (text != null) {
                lines.accept(text);
            }
        }
        return true;
    }

    /** As in Ray, once. */
    private void reportInvalid(String line) {
        if (invalid.begins()) {
            String begin = line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
            StatusLogger.getLogger()
                    .warn(
                            "log4j-ray: a line with Ray's token is not a valid state of a progress bar, and is not shown, nor"
                                    + " are further ones: {}",
                            TerminalEscaper.of(begin));
        }
    }

    /** Returns the line that is printed for this state; null for none. */
    private String apply(ProgressState state, Display.Source source, long now) {
        Bar bar = bars.apply(state, source, now);
        if (bar == null) {
            return null;
        }
        changed = true;
        if (!bar.isClosed() && (draws || ended || !bar.isDue(now))) {
            return null;
        }
        bar.printed(now);
        return draws ? row(bar, now) : bar.text(0, false, false, now);
    }

    private String unlessItFails(Supplier<String> step) {
        try {
            return step.get();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            drop(e);
            return null;
        }
    }

    /**
     * Drops all bars.
     *
     * @param problem keeps them from being drawn; is reported once
     */
    void drop(Throwable problem) {
        if (failure.begins()) {
            StatusLogger.getLogger()
                    .error("log4j-ray: can't draw progress bars; they are dropped, and lines go on", problem);
        }
        bars.clear();
        changed = false;
        BarRows others = BarArea.remove(this);
        if (draws && !ended) {
            try {
                console.drawBars(others);
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                // What has failed before fails again.
            }
            drawn = false;
        }
    }

    /** @return whether bars are shown at all */
    boolean areShown() {
        return settings.hasBars();
    }

    /**
     * @param now in nanoseconds
     * @return how long it takes until {@link #draw} has something to do; {@link Long#MAX_VALUE} without bars
     */
    long nanosToNextDrawing(long now) {
        if (!draws || ended || !changed && bars.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!changed) {
            return Math.max(0, LOOK_INTERVAL_NANOS - (now - lookedAt));
        }
        return drawn ? Math.max(0, DRAW_INTERVAL_NANOS - (now - drawnAt)) : 0;
    }

    /** @param now in nanoseconds; draws if something has changed and the last drawing is old enough */
    void draw(long now) {
        unlessItFails(() -> {
            drawChanges(now);
            return null;
        });
    }

    private void drawChanges(long now) {
        if (draws && now - lookedAt >= LOOK_INTERVAL_NANOS) {
            lookedAt = now;
            changed |= bars.removeDead(now);
        }
        if (changed && nanosToNextDrawing(now) == 0) {
            drawRows(now);
            changed = false;
            drawn = true;
            drawnAt = now;
        }
    }

    private void drawRows(long now) {
        List<Bar> all = bars.inOrder();
        int columns = columns(now);
        int room = Math.max(1, size.rows() - OTHER_ROWS);
        List<String> texts = all.stream().limit(room).map(bar -> row(bar, now)).toList();
        String dots = console.barsAreInAscii() ? "..." : "…";
        console.drawBars(BarArea.replace(this, new BarArea.Share(texts, all.size(), room, columns, dots)));
    }

    private String row(Bar bar, long now) {
        return bar.text(columns(now), settings.hasColors(), console.barsAreInAscii(), now);
    }

    /** As in tqdm the last column stays free. */
    private int columns(long now) {
        if (size == null || now - sizeAt >= SIZE_INTERVAL_NANOS) {
            size = console.size();
            sizeAt = now;
        }
        return Math.max(1, size.columns() - 1);
    }

    /** Erases the bars. From now on only those that end are shown. */
    void end() {
        unlessItFails(() -> {
            if (drawn && !ended) {
                console.drawBars(BarArea.remove(this));
            }
            return null;
        });
        ended = true;
    }
}
