package io.github.log4jray.display;

import io.github.log4jray.settings.Environment;
import io.github.log4jray.stdio.StandardStream;
import io.github.log4jray.text.TerminalEscaper;
import io.github.log4jray.text.Utf8Buffer;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The two standard streams of the driver, as they are when this is created. Each call of {@link #write} writes its text
 * in one piece, also while the application prints, as it holds the lock of the {@link PrintStream}. Thread-safe.
 *
 * <p>On a terminal each line ends with the sequence that erases the rest of its row, because a row may still show a
 * longer text of another program, for example a progress bar. The progress bars of {@link BarRows} stay below the lines.
 * A terminal with {@code TERM=dumb} gets no such sequence.
 *
 * <p>All text is UTF-8. A terminal with another charset would take bytes of it for control characters: 0x9b in a letter
 * begins a sequence. There each character that is not ASCII is written as its escape, also those of the application.
 */
public final class ConsoleStreams {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final List<String> LOCALE = List.of("LC_ALL", "LC_CTYPE", "LANG");
    private static final String ERASE_REST_OF_ROW = "\u001b[K";

    /** Those that were reported: a stream that has failed never says whether it works again. */
    private static final Set<PrintStream> FAILED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final boolean terminalOut = StandardStream.OUT.isTerminal();
    private final boolean terminalErr = StandardStream.ERR.isTerminal();
    private final boolean asciiOut;
    private final boolean asciiErr;
    private final boolean hasSequences;
    private final Environment environment;
    private boolean sizeIsUnknown;

    /** @param environment may have {@code TERM} and the locale */
    public ConsoleStreams(Environment environment) {
        this.environment = environment;
        this.asciiOut = terminalOut && !isUtf8(StandardStream.OUT.charset(), environment);
        this.asciiErr = terminalErr && !isUtf8(StandardStream.ERR.charset(), environment);
        this.hasSequences = !"dumb".equals(environment.variable("TERM"));
    }

    /**
     * @param isErr true for standard error, false for standard output
     * @return whether the process has a terminal for this stream
     */
    boolean isTerminal(boolean isErr) {
        return isErr ? terminalErr : terminalOut;
    }

    /**
     * @param isErr true for standard error, false for standard output
     * @param text whole lines
     * @return false if the stream has failed, now or before, for example because it is closed
     */
    public boolean write(boolean isErr, Utf8Buffer text) {
        if (text.length() == 0) {
            return true;
        }
        PrintStream stream = isErr ? err : out;
        if (!hasSequences || !isTerminal(isErr)) {
            return write(stream, text);
        }
        BarRows bars = BarRows.current();
        Utf8Buffer written = withErasedRows(text);
        if (!bars.isEmpty()) {
            Utf8Buffer lines = written;
            written = new Utf8Buffer().add('\r').add(lines.array(), 0, lines.length());
            written.add(bars.bytes(), 0, bars.bytes().length);
        }
        boolean success = write(stream, written);
        drawAgainUnless(bars);
        return success;
    }

    private boolean write(PrintStream stream, Utf8Buffer text) {
        Utf8Buffer shown = (stream == err ? asciiErr : asciiOut) ? inAscii(text) : text;
        stream.write(shown.array(), 0, shown.length());
        if (!stream.checkError()) { // flushes
            return true;
        }
        if (FAILED.add(stream)) {
            LOGGER.error(
                    "log4j-ray: standard {} can't be written; what the driver can't print there is lost",
                    stream == err ? "error" : "output");
        }
        return false;
    }

    /**
     * Where no variable names a locale, as in most containers, Java takes the charset for ASCII. The terminal is then taken for
     * one of UTF-8, as Python does (PEP 540). Control characters are escaped all the same.
     *
     * @param charset as Java knows it
     * @param environment may name the locale
     * @return whether a terminal is one of UTF-8
     */
    static boolean isUtf8(Charset charset, Environment environment) {
        return charset.equals(StandardCharsets.UTF_8)
                || charset.equals(StandardCharsets.US_ASCII)
                        && LOCALE.stream().allMatch(name -> environment.variable(name) == null);
    }

    /** @return the text, with an escape in the place of each character that is not ASCII */
    static Utf8Buffer inAscii(Utf8Buffer text) {
        return new Utf8Buffer().add(TerminalEscaper.inAscii(text.toString()));
    }

    /** @return whether the process has a terminal on which progress bars can be drawn */
    boolean drawsBars() {
        return hasSequences && (terminalErr || terminalOut);
    }

    /** @return whether the terminal on which progress bars are drawn has ASCII only */
    boolean barsAreInAscii() {
        return barsAreOnErr() ? asciiErr : asciiOut;
    }

    /** @return whether progress bars go to standard error: as in tqdm, but for the case that only the other has a terminal */
    boolean barsAreOnErr() {
        return terminalErr || !terminalOut;
    }

    /** @param rows are the current ones, and are drawn instead of those that are on the terminal */
    void drawBars(BarRows rows) {
        drawRows(rows);
        drawAgainUnless(rows);
    }

    private void drawRows(BarRows rows) {
        Utf8Buffer bytes = new Utf8Buffer().add(rows.bytes(), 0, rows.bytes().length);
        write(barsAreOnErr() ? err : out, bytes);
    }

    /** Another thread may have drawn other bars before we have written these. No lock is held over a write. */
    private void drawAgainUnless(BarRows written) {
        BarRows last = written;
        while (BarRows.current() != last) {
            last = BarRows.current();
            drawRows(last);
        }
    }

    /** @return the size of the terminal; called by the printing thread */
    TerminalSize size() {
        TerminalSize size = sizeIsUnknown ? null : TerminalSize.ask(barsAreOnErr() ? 2 : 1);
        sizeIsUnknown = size == null;
        return size == null ? TerminalSize.of(environment) : size;
    }

    /** @return the lines, each with the sequence before its end */
    static Utf8Buffer withErasedRows(Utf8Buffer lines) {
        Utf8Buffer erased = new Utf8Buffer();
        byte[] bytes = lines.array();
        int from = 0;
        for (int i = 0; i < lines.length(); i++) {
            if (bytes[i] == '\n') {
                int end = i > from && bytes[i - 1] == '\r' ? i - 1 : i;
                erased.add(bytes, from, end - from).add(ERASE_REST_OF_ROW);
                from = end;
            }
        }
        return erased.add(bytes, from, lines.length() - from);
    }
}
