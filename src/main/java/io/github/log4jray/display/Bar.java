package io.github.log4jray.display;

import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.text.TerminalEscaper;
import java.util.concurrent.TimeUnit;

/** One progress bar and its latest state. Used by the printing thread. The caller hands the time in. */
final class Bar {

    private static final String DIM_CYAN = "\u001b[2m\u001b[36m";
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PRINT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String prefix;
    private final boolean watched;
    private final Display.Source source;
    private final long started;
    private final BarRate rate = new BarRate(0);
    private ProgressState state;
    private long heardAt;
    private boolean hidden;
    private boolean changed;
    private boolean printed;
    private long printedAt;

    /**
     * @param prefix names its process; empty for the driver's own
     * @param watched whether its end is seen by the end of its process on this host
     * @param source brings its states
     * @param state its first one
     * @param now in nanoseconds
     */
    Bar(String prefix, boolean watched, Display.Source source, ProgressState state, long now) {
        this.prefix = prefix;
        this.watched = watched;
        this.source = source;
        this.started = now;
        update(state, now);
    }

    void update(ProgressState newState, long now) {
        changed |= !newState.equals(state);
        state = newState;
        heardAt = now;
        hidden = false;
        rate.advance(newState.x().doubleValue(), seconds(now));
    }

    private double seconds(long now) {
        return (now - started) / NANOS;
    }

    long position() {
        return state.pos();
    }

    long pid() {
        return state.pid();
    }

    boolean isWatched() {
        return watched;
    }

    /** @return whether its worker is perhaps gone; the next state shows the bar again */
    boolean isHidden() {
        return hidden;
    }

    /**
     * Hides the bar if its worker is perhaps gone, by the answer of its source.
     *
     * @param now in nanoseconds
     * @return whether it is hidden from now on
     */
    boolean hideIfLost(long now) {
        if (hidden || source.mayLive(now - heardAt)) {
            return false;
        }
        hidden = true;
        return true;
    }

    boolean isClosed() {
        return state.closed();
    }

    /**
     * @param now in nanoseconds
     * @return whether a driver without a terminal prints the bar now
     */
    boolean isDue(long now) {
        return !printed || isClosed() || changed && now - printedAt >= PRINT_INTERVAL_NANOS;
    }

    void printed(long now) {
        printed = true;
        changed = false;
        printedAt = now;
    }

    /**
     * @param columns the longest text; 0 for any
     * @param hasColors whether the prefix is dim cyan, as in Ray
     * @param ascii whether the terminal has ASCII only; then other characters of names are escaped
     * @param now in nanoseconds
     * @return the text of one row, which can't change the terminal
     */
    String text(int columns, boolean hasColors, boolean ascii, long now) {
        boolean colored = hasColors && !prefix.isEmpty();
        String named = colored ? DIM_CYAN + prefix + PrefixColors.END : prefix;
        Double total =
                state.total() == null ? null : Double.valueOf(state.total().doubleValue());
        // The last state has the average of the whole time, as in tqdm.
        Double perSecond = isClosed() ? null : rate.perSecond();
        return new Meter(
                        state.x().doubleValue(),
                        total,
                        seconds(now),
                        perSecond,
                        inCharset(named, ascii) + inRow(state.desc(), ascii),
                        inRow(state.unit(), ascii))
                .text(columns, ascii);
    }

    private static String inRow(String text, boolean ascii) {
        return inCharset(TerminalEscaper.of(text.replace('\t', ' ')), ascii);
    }

    private static String inCharset(String text, boolean ascii) {
        return ascii ? TerminalEscaper.inAscii(text) : text;
    }
}
