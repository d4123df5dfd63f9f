package io.github.log4jray.driver;

import io.github.log4jray.display.WorkerOutput;
import java.time.Duration;
import java.util.List;
import org.apache.logging.log4j.core.config.AppenderRef;

/**
 * The attributes of a {@link DriverConsoleAppender}, read and checked.
 *
 * @param sources where lines of workers come from
 * @param listen where the receiver listens
 * @param shutdownTimeout how long a stop may read on and print
 * @param escapes whether characters are escaped that could forge a prefix or change the terminal
 * @param form how lines are printed
 * @param splits whether lines of standard error go to standard error in JSON
 * @param references the appenders that get each line as an event
 */
record ConsoleSettings(
        SourceSettings sources,
        ListenSettings listen,
        Duration shutdownTimeout,
        boolean escapes,
        WorkerOutput.Form form,
        boolean splits,
        List<AppenderRef> references) {}
