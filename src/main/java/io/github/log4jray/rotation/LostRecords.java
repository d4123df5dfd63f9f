package io.github.log4jray.rotation;

import io.github.log4jray.settings.Plural;
import java.nio.file.Path;
import java.util.function.LongFunction;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Counts the records of one log that could not be written. The first failed write is reported. The first write that
 * succeeds again reports the number, and puts a record into the log that says it. Not thread-safe: {@link RotatingFile}
 * calls it under the output lock.
 *
 * <p>The counters are fields for {@link RotatingFile} and {@link LogFile}: an assignment can't fail where a call might, if
 * memory or stack is exhausted.
 */
final class LostRecords {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final byte[] NOTHING = {};

    private final Path path;
    private volatile Runnable onFailure = () -> {};
    private boolean failing;

    /** The lost records that the file does not mention yet. */
    long missing;

    /** Those of them that the record in the current head mentions. */
    long said;

    /** The lost records that no error mentions yet. */
    long untold;

    /** All lost records. Any thread may read it. */
    volatile long total;

    /** @param path the log, for messages */
    LostRecords(Path path) {
        this.path = path;
    }

    /** @return whether the file does not mention all lost records yet */
    boolean areMissing() {
        return missing > 0;
    }

    /**
     * @param gap makes the record that says how many records are missing
     * @return that record, for the head of the file; empty if none is missing
     */
    byte[] gap(LongFunction<byte[]> gap) {
        said = missing;
        if (said == 0) {
            return NOTHING;
        }
        try {
            return gap.apply(said);
        } catch (RuntimeException e) {
            LOGGER.error("log4j-ray: the layout of {} can't say that records are missing: {}", path, e.toString());
            return NOTHING;
        }
    }

    /** @param cause why records are lost from now on */
    void reportFailure(Throwable cause) {
        if (!failing) {
            LOGGER.error("log4j-ray: can't write to {}: {}; records are lost until it can be", path, cause.toString());
            failing = true;
        }
        onFailure.run();
    }

    /** @param action runs after each failed write; any thread may call this */
    void onFailure(Runnable action) {
        onFailure = action;
    }

    /** Records have been written. */
    void reportWritten() {
        if (failing) {
            LOGGER.error("log4j-ray: {} is written again; {} missing", path, untoldRecords());
            untold = 0;
            failing = false;
        }
    }

    /**
     * Reports the records that were lost without a failed write. A background thread calls this: a thread that has hardly
     * any stack left must not take the locks of Log4j's status logger.
     */
    void reportDropped() {
        if (!failing && untold > 0) {
            LOGGER.error("log4j-ray: {} missing in {}: memory or stack was exhausted", untoldRecords(), path);
            untold = 0;
        }
    }

    /** No more records will be written. */
    void reportClosed() {
        if (failing || untold > 0) {
            LOGGER.error("log4j-ray: {} is closed; {} missing", path, untoldRecords());
            untold = 0;
            failing = false;
        }
    }

    private String untoldRecords() {
        return Plural.of(untold, "record is", "records are");
    }
}
