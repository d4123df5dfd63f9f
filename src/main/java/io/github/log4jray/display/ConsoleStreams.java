package io.github.log4jray.display;

import io.github.log4jray.stdio.StandardStream;
import io.github.log4jray.text.Utf8Buffer;
import java.io.PrintStream;

/**
 * The two standard streams of the driver, as they are when this is created. Each call of {@link #write} writes its text
 * in one piece, also while the application prints, as it holds the lock of the {@link PrintStream}. Thread-safe.
 */
public final class ConsoleStreams {

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final boolean terminalOut = StandardStream.OUT.isTerminal();
    private final boolean terminalErr = StandardStream.ERR.isTerminal();

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
        stream.write(text.array(), 0, text.length());
        return !stream.checkError(); // flushes
    }
}
