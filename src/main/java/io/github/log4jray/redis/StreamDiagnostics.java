package io.github.log4jray.redis;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.settings.RepeatedFault;
import io.github.log4jray.text.TerminalEscaper;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/** What a driver reports of a stream, beside that of any Redis. For one thread. */
final class StreamDiagnostics extends RedisDiagnostics {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private final RepeatedFault others = new RepeatedFault();
    private final RepeatedFault upkeep = new RepeatedFault();

    /** Another driver has read the stream at the last answer. */
    private boolean waits;

    /** How many calls that read the present connection has answered. */
    private long answers;

    /**
     * @param label names the appender in messages
     * @param address of the Redis
     */
    StreamDiagnostics(String label, Address.Redis address) {
        super(label, address, "wait");
    }

    /** A connection begins. */
    void begins() {
        answers = 0;
    }

    /**
     * The Redis has answered a call that reads. After a problem the first answer tells nothing: the next call may have it
     * again.
     *
     * @param reads whether this driver reads the stream; else another one does
     */
    void answered(boolean reads) {
        answers++;
        if (!reads && !waits) {
            LOGGER.warn(
                    "{}: another driver shows the lines of the stream of the Redis at {}; this one waits until it ends",
                    label(),
                    address());
        } else if (isTroubled() && answers > 1 || reads && waits) {
            connected("");
        }
        waits = !reads;
    }

    /** @return whether this driver waits for the end of another one */
    boolean waits() {
        return waits;
    }

    /** @param batch is in the stream of this driver, and not shown */
    void ofAnotherJob(Batch batch) {
        if (others.occurred()) {
            LOGGER.warn(
                    "{}: the stream of the Redis at {} has lines of job {}, which this driver does not show; further ones"
                            + " are counted",
                    label(),
                    address(),
                    TerminalEscaper.of(batch.job()));
        }
    }

    /** @param dropped what other programs had appended: batches or lines, with their number */
    void droppedUnread(String dropped) {
        LOGGER.warn(
                "{}: the stream of the Redis at {} was full, and a worker has dropped {} of other programs unread",
                label(),
                address(),
                dropped);
    }

    /** @param problem why silent senders can't be removed from the keys beside the stream */
    void upkeepFailed(Throwable problem) {
        if (upkeep.occurred()) {
            LOGGER.warn(
                    "{}: the Redis at {} keeps what it knows of workers that are gone, as the user lacks +hscan or +time: {}",
                    label(),
                    address(),
                    problem.getMessage());
        }
    }

    @Override
    void end() {
        super.end();
        if (others.takeUnreported() > 0) {
            LOGGER.warn(
                    "{}: {} of other jobs in the stream of the Redis at {} were not shown",
                    label(),
                    Plural.of(others.total(), "batch", "batches"),
                    address());
        }
    }
}
