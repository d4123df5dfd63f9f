package io.github.log4jray.display;

import io.github.log4jray.stdio.StandardStream;
import io.github.log4jray.text.Utf8Buffer;
import java.io.PrintStream;

/**
 * The two standard streams of the driver, as they are when this is made. What is written at once stays together, also
 * beside what the application prints: it goes through the lock of the {@link PrintStream}.
 */
public final class ConsoleStreams {

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final boolean terminalOut = StandardStream.OUT.isTerminal();
    private final boolean terminalErr = StandardStream.ERR.isTerminal();

    /**
     * @param isErr whether standard error is meant
     * @return whether the process was given a terminal for it
     */
    boolean isTerminal(boolean isErr) {
        return isErr ? terminalErr : terminalOut;
    }

    /**
     * @param isErr whether it goes to standard error
     * @param text whole lines
     */
    public void write(boolean isErr, Utf8Buffer text) {
        if (text.length() > 0) {
            PrintStream stream = isErr ? err : out;
            stream.write(text.array(), 0, text.length());
            stream.flush();
        }
    }
}
