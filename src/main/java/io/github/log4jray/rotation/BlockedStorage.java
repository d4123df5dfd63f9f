package io.github.log4jray.rotation;

import io.github.log4jray.settings.Plural;
import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Whether the storage of one log takes nothing any more, for example that of a server that does not answer: a write to it
 * does not return. Only a stop, or the end of the process, finds that out. Thread-safe.
 */
final class BlockedStorage {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    /** A write that lasts longer may never return. */
    private static final long LONG_NANOS = 1_000_000_000;

    private final RotatingFile file;
    private final IntSupplier waiting;
    private final StopLimit stopLimit;
    private volatile boolean found;

    /**
     * @param file the log on the storage
     * @param waiting gives the number of records that are not written
     * @param stopLimit limits the waits
     */
    BlockedStorage(RotatingFile file, IntSupplier waiting, StopLimit stopLimit) {
        this.file = file;
        this.waiting = waiting;
        this.stopLimit = stopLimit;
    }

    /** @return whether a write has lasted longer than a stop waits, and has not ended */
    boolean isFound() {
        return found;
    }

    /** A write has ended. */
    void forget() {
        if (found) {
            found = false;
        }
    }

    /** @return whether a write that is under way now has lasted so long that it may never return */
    boolean isPossible() {
        return file.writes().stillNanos() > LONG_NANOS;
    }

    /**
     * Waits without a limit. An interrupt does not end the wait.
     *
     * @param condition asked again and again, on this thread
     */
    static void await(BooleanSupplier condition) {
        UninterruptedWait.until(FOREVER, condition, nanos -> TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN_NANOS));
    }

    /**
     * Waits a limited time for work, and reports how many records are not written after it. Does not wait while the
     * storage is known to block: a process that ends flushes a thousand files at once, and then stops them one after
     * the other.
     *
     * @param work writes to the storage, on another thread
     */
    void doInTime(Runnable work) {
        Duration limit = found ? Duration.ZERO : stopLimit.now();
        if (!StopLimit.run(limit, file.writes()::progress, work)) {
            stopLimit.exceed();
            report(limit);
        }
    }

    /** Several threads may wait for the same write. */
    private void report(Duration limit) {
        synchronized (this) {
            if (found) {
                return;
            }
            found = true;
        }
        LOGGER.error(
                "log4j-ray: {} blocks: {} not written within {} ms",
                file.path(),
                Plural.of(waiting.getAsInt(), "record was", "records were"),
                limit.toMillis());
    }
}
