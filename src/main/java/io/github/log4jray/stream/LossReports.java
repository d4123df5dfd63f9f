package io.github.log4jray.stream;

import io.github.log4jray.settings.Plural;
import io.github.log4jray.settings.RepeatedFault;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Reports the lines of a {@link StreamSender} that do not reach a driver, and the file that has them. Dropped events are
 * reported once until the next connection. Thread-safe.
 */
final class LossReports {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private final String label;
    private final SendBuffer buffer;
    private final Supplier<Path> file;
    private final RepeatedFault dropping = new RepeatedFault();

    /**
     * @param label names the appender in messages
     * @param buffer of the sender
     * @param file contains the same lines; may give null
     */
    LossReports(String label, SendBuffer buffer, Supplier<Path> file) {
        this.label = label;
        this.buffer = buffer;
        this.file = file;
    }

    /**
     * @param outcome of an append whose event is dropped
     */
    void reportDrop(AppendOutcome outcome) {
        if (outcome != AppendOutcome.STOPPED && dropping.begins()) {
            Path path = file.get();
            String text = label + ": " + outcome.problem() + "; lines are dropped and counted from now on"
                    + (path == null ? "" : "; see " + path);
            LOGGER.error(text, outcome == AppendOutcome.FAILED ? buffer.failure() : null);
        }
    }

    /**
     * There is a connection: the next dropped event is reported again.
     *
     * @return whether one was reported since the last call
     */
    boolean end() {
        return dropping.ended();
    }

    /**
     * Reports at a stop how many lines were not acknowledged; nothing if there are none.
     *
     * @param search where a driver was looked for in vain; null if there was one
     */
    void reportUnacknowledged(String search) {
        long lines = buffer.unacknowledgedLines();
        if (lines == 0) {
            return;
        }
        Path path = file.get();
        LOGGER.warn(
                "{}: {} not acknowledged by a driver before the stop{}{}",
                label,
                Plural.of(lines, "line was", "lines were"),
                search == null ? "" : " (none was found" + search + ")",
                path == null ? "" : "; see " + path);
    }
}
