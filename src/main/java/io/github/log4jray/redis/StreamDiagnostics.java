package io.github.log4jray.redis;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.settings.RepeatedFault;
import io.github.log4jray.text.JsonReader;
import io.github.log4jray.text.TerminalEscaper;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/** Reads the batches of a stream, and reports what can't be shown: once, and then by count. For one thread. */
final class StreamDiagnostics {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** The largest batch in bytes. Other programs may append more than the 1 MiB of a line of our own protocol. */
    private static final int MAX_BATCH = 4 * Protocol.MAX_LINE;

    private final String label;
    private final Address.Redis address;
    private final RepeatedFault malformed = new RepeatedFault();
    private final RepeatedFault others = new RepeatedFault();

    /**
     * @param label names the appender in messages
     * @param address of the Redis
     */
    StreamDiagnostics(String label, Address.Redis address) {
        this.label = label;
        this.address = address;
    }

    /** @return how many batches could not be read; any thread may ask */
    long malformed() {
        return malformed.total();
    }

    /**
     * @param json a batch
     * @return the batch; null where it is none, which is counted
     */
    Batch batch(byte[] json) {
        Batch batch = read(json);
        if (batch == null && malformed.occurred()) {
            LOGGER.warn(
                    "{}: invalid message of the Redis at {} (expected a batch); further ones are counted",
                    label,
                    address);
        }
        return batch;
    }

    /**
     * @param json a batch
     * @return the batch; null where it is none
     */
    static Batch read(byte[] json) {
        try {
            return json.length > MAX_BATCH ? null : Batch.of(JsonReader.object(json, 0, json.length));
        } catch (JsonReader.MalformedJsonException e) {
            return null;
        }
    }

    /** @param batch is in the stream of this driver, and not shown */
    void ofAnotherJob(Batch batch) {
        if (others.occurred()) {
            LOGGER.warn(
                    "{}: the stream of the Redis at {} has lines of job {}, which this driver does not show; further ones"
                            + " are counted",
                    label,
                    address,
                    TerminalEscaper.of(batch.job()));
        }
    }

    /** @param batches how many of other programs were dropped unread */
    void droppedUnread(String batches) {
        LOGGER.warn(
                "{}: {} batches of other programs were dropped unread, as the stream of the Redis at {} was full",
                label,
                batches,
                address);
    }

    /** Reports what was counted. */
    void end() {
        if (malformed.takeUnreported() > 0) {
            LOGGER.warn(
                    "{}: ignored {} of the Redis at {} (expected batches)",
                    label,
                    Plural.of(malformed.total(), "invalid message"),
                    address);
        }
        if (others.takeUnreported() > 0) {
            LOGGER.warn(
                    "{}: {} of other jobs in the stream of the Redis at {} were not shown",
                    label,
                    Plural.of(others.total(), "batch", "batches"),
                    address);
        }
    }
}
