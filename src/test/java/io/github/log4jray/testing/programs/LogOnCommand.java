package io.github.log4jray.testing.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A process that logs as many lines as each line of its standard input says, {@code line 0}, {@code line 1} and so on,
 * and ends with its input. With a {@code DriverConsole} in its configuration it is a driver that waits. Its argument: a
 * word in front of each number, by default {@code line}.
 */
public final class LogOnCommand {

    private LogOnCommand() {}

    public static void main(String[] arguments) throws IOException {
        Logger logger = LogManager.getLogger(LogOnCommand.class);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        String word = arguments.length > 0 ? arguments[0] : "line";
        int next = 0;
        for (String count = commands.readLine(); count != null; count = commands.readLine()) {
            for (int end = next + Integer.parseInt(count); next < end; next++) {
                logger.info("{} {}", word, next);
            }
        }
        System.exit(0);
    }
}
