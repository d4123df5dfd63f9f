package io.github.log4jray.redis;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.settings.RepeatedFault;
import io.github.log4jray.text.JsonReader;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Reads the batches that come by a Redis, and reports those that are none, and trouble with the connection: once, and then by
 * count. For one thread.
 */
class RedisDiagnostics {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** The largest batch in bytes. Other programs may send more than the 1 MiB of a line of our own protocol. */
    private static final int MAX_BATCH = 4 * Protocol.MAX_LINE;

    private final String label;
    private final Address.Redis address;
    private final String meanwhile;
    private final RepeatedFault malformed = new RepeatedFault();

    /** A problem was reported, and no connection since. */
    private boolean troubled;

    /**
     * @param label names the appender in messages
     * @param address of the Redis
     * @param meanwhile what becomes of lines while there is no connection
     */
    RedisDiagnostics(String label, Address.Redis address, String meanwhile) {
        this.label = label;
        this.address = address;
        this.meanwhile = meanwhile;
    }

    /** @return the name of the appender in messages */
    String label() {
        return label;
    }

    /** @return the address of the Redis */
    Address.Redis address() {
        return address;
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

    /** A message is no batch. */
    void malformed() {
        if (malformed.occurred()) {
            LOGGER.warn(
                    "{}: invalid message of the Redis at {} (expected a batch); further ones are counted",
                    label,
                    address);
        }
    }

    /** @return how many messages were no batches; any thread may ask */
    long malformedTotal() {
        return malformed.total();
    }

    /** @param problem of a connection */
    void problem(Throwable problem) {
        troubled = true;
        if (problem instanceof RejectedException) {
            LOGGER.error("{}: the Redis at {} refuses this driver: {}", label, address, problem.getMessage());
        } else {
            LOGGER.warn(
                    "{}: no connection with the Redis at {}: {}; trying again, lines of workers {} meanwhile",
                    label,
                    address,
                    problem.toString(),
                    meanwhile);
        }
    }

    /** @return whether a problem was reported, and no connection since */
    boolean isTroubled() {
        return troubled;
    }

    /** @param more what else to say of the connection; empty for nothing */
    void connected(String more) {
        troubled = false;
        LOGGER.warn("{}: connected with the Redis at {}{}", label, address, more);
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
    }
}
