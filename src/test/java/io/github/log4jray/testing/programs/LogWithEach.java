package io.github.log4jray.testing.programs;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * A process that logs with one configuration after the other, each in a context of its own that is stopped before the next
 * one starts. Its arguments are the files. With {@code 7.xml} it logs {@code 7.xml line 0} to {@code 7.xml line 2}. Before
 * it reads a file it prints {@code == 7.xml} to standard output and to standard error, past whatever captures them.
 */
public final class LogWithEach {

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    private LogWithEach() {}

    public static void main(String[] arguments) {
        for (String file : arguments) {
            log(Path.of(file));
        }
        System.exit(0);
    }

    private static void log(Path file) {
        for (PrintStream stream : List.of(OUT, ERR)) {
            stream.println("== " + file.getFileName());
        }
        LoggerContext context = new LoggerContext("each", null, file.toUri());
        context.start();
        Logger logger = context.getLogger(LogWithEach.class.getName());
        for (int i = 0; i < 3; i++) {
            logger.info("{} line {}", file.getFileName(), i);
        }
        context.stop(1, TimeUnit.MINUTES);
    }
}
