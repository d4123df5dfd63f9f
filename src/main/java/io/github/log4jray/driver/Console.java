package io.github.log4jray.driver;

import io.github.log4jray.text.ByteText;
import java.io.PrintStream;

/**
 * The two standard streams of the driver, as they are when this is made. What is written at once stays together, also
 * beside what the application prints: it goes through the lock of the {@link PrintStream}.
 */
final class Console {

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    /**
     * @param isErr whether it goes to standard error
     * @param text whole lines
     */
    void write(boolean isErr, ByteText text) {
        if (text.length() > 0) {
            PrintStream stream = isErr ? err : out;
            stream.write(text.array(), 0, text.length());
            stream.flush();
        }
    }
}
