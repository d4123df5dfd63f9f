package io.github.log4jray.testing.programs;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A worker or driver whose only code is Log4j: logs {@code line 0} to {@code line n-1} and ends. Arguments: how many
 * lines; and a word in front of each of them, by default {@code line}.
 */
public final class LogLines {

    private LogLines() {}

    public static void main(String[] arguments) {
        Logger logger = LogManager.getLogger(LogLines.class);
        int count = Integer.parseInt(arguments[0]);
        String word = arguments.length > 1 ? arguments[1] : "line";
        for (int i = 0; i < count; i++) {
            logger.info("{} {}", word, i);
        }
        System.exit(0);
    }
}
