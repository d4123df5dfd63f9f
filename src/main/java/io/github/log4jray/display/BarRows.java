package io.github.log4jray.display;

import io.github.log4jray.text.Utf8Buffer;
import java.util.List;

/**
 * The rows of progress bars on the process's terminal. The cursor rests in an empty row above them, so text of other
 * writers goes there, and each write of ours needs to know nothing about the ones before: it prints its lines from that
 * row on, draws the rows below, and returns the cursor. Thread-safe and immutable but for {@link #current}.
 *
 * @param bytes draws the rows below the cursor, and moves it back
 * @param isEmpty whether there are none; then the bytes erase the former ones
 */
record BarRows(byte[] bytes, boolean isEmpty) {

    private static final String ERASE_REST_OF_ROW = "\u001b[K";
    private static final String ERASE_BELOW = "\u001b[J";

    /** A terminal that has just become narrower cuts a row, so that the cursor finds its way back. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    /** A process has one terminal. */
    private static volatile BarRows current = of(List.of());

    /** @return those on the terminal now */
    static BarRows current() {
        return current;
    }

    /** @param rows from now on; {@link BarArea} composes them, and the caller draws them */
    static void setCurrent(BarRows rows) {
        current = rows;
    }

    /**
     * @param texts of the rows, none wider than the terminal
     * @return the rows
     */
    static BarRows of(List<String> texts) {
        Utf8Buffer bytes = new Utf8Buffer();
        if (texts.isEmpty()) {
            return new BarRows(bytes.add(ERASE_BELOW).toByteArray(), true);
        }
        // The row of the cursor was perhaps one of a bar, before lines have moved the cursor down.
        bytes.add(ERASE_REST_OF_ROW).add(NO_WRAP);
        for (String text : texts) {
            bytes.add("\r\n").add(text).add(ERASE_REST_OF_ROW);
        }
        bytes.add(WRAP).add(ERASE_BELOW).add("\u001b[").add(texts.size()).add("A\r");
        return new BarRows(bytes.toByteArray(), false);
    }
}
