package io.github.log4jray.rotation;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A process that logs {@code word 0 end}, {@code word 1 end} and so on as fast as it can, and never ends by itself. Its
 * arguments: the word, and after how many records it prints the number of the last one whose logging call has returned.
 */
final class LogUntilKilled {

    private LogUntilKilled() {}

    public static void main(String[] arguments) {
        Logger logger = LogManager.getLogger(LogUntilKilled.class);
        int each = Integer.parseInt(arguments[1]);
        for (int i = 0; true; i++) {
            logger.info("{} {} end", arguments[0], i);
            if (i % each == 0) {
                System.out.println(i);
                System.out.flush();
            }
        }
    }
}
