package io.github.log4jray.display;

import io.github.log4jray.settings.Environment;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Columns and rows of a terminal.
 *
 * @param columns at least 1
 * @param rows at least 1
 */
record TerminalSize(int columns, int rows) {

    private static final int DEFAULT_COLUMNS = 80;
    private static final int DEFAULT_ROWS = 24;
    private static final int LARGEST = 10_000;

    /**
     * Asks the program {@code stty}, as Java 17 can't ask a terminal itself. This takes a few milliseconds.
     *
     * @param descriptor 1 or 2, which leads to the terminal
     * @return the size now; null if it can't be found
     */
    static TerminalSize ask(int descriptor) {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/fd/" + descriptor))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
            stty.waitFor(1, TimeUnit.SECONDS);
            return parse(said);
        } catch (IOException | RuntimeException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /**
     * @param said for example {@code 24 80}
     * @return the size; null if it is none, or 0 as on a terminal that does not know its size
     */
    static TerminalSize parse(String said) {
        String[] numbers = said.strip().split(" ");
        if (numbers.length != 2 || !numbers[0].matches("\\d{1,5}") || !numbers[1].matches("\\d{1,5}")) {
            return null;
        }
        int rows = Integer.parseInt(numbers[0]);
        int columns = Integer.parseInt(numbers[1]);
        return rows == 0 || columns == 0 ? null : new TerminalSize(columns, rows);
    }

    /**
     * @param environment may have {@code COLUMNS} and {@code LINES}
     * @return the size that these say; 80 columns and 24 rows where they say nothing
     */
    static TerminalSize of(Environment environment) {
        return new TerminalSize(
                number(environment.variable("COLUMNS"), DEFAULT_COLUMNS),
                number(environment.variable("LINES"), DEFAULT_ROWS));
    }

    private static int number(String value, int defaultValue) {
        int number = value != null && value.matches("\\d{1,5}") ? Integer.parseInt(value) : 0;
        return number > 0 && number <= LARGEST ? number : defaultValue;
    }
}
