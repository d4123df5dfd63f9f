package io.github.log4jray.receiver;

import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.settings.RepeatedFault;
import io.github.log4jray.settings.UninterruptedWait;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Reports protocol problems of a receiver's peers: the first of each kind immediately, then a count per minute and at
 * the end. It writes on a thread of its own, as Log4j's status output may be a stream that takes nothing. The receiver's
 * thread calls it; any thread may read the counts.
 */
public final class PeerDiagnostics {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Duration COUNT_INTERVAL = Duration.ofMinutes(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);
    private static final int MOST_PENDING = 8;

    private final String label;
    private final ThreadPoolExecutor reporter = new ThreadPoolExecutor(
            0,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_PENDING),
            work -> TransportThread.of(work, "log4jray-driver-reports"),
            new ThreadPoolExecutor.DiscardPolicy());
    private final RepeatedFault refusals = new RepeatedFault();
    private final RepeatedFault malformed = new RepeatedFault();
    private final RepeatedFault trouble = new RepeatedFault();
    private final RepeatedFault fewFiles = new RepeatedFault();
    private long countedAt = System.nanoTime();

    /** @param label names the appender */
    PeerDiagnostics(String label) {
        this.label = label;
    }

    /** @return how many connections were refused so far */
    public long refusals() {
        return refusals.total();
    }

    /** @return how many batches could not be read so far */
    public long malformed() {
        return malformed.total();
    }

    /**
     * A connection is refused or ended.
     *
     * @param remote the peer's address
     * @param reason holds nothing that the peer has sent
     */
    void refused(SocketAddress remote, String reason) {
        if (refusals.occurred()) {
            report(
                    refusals,
                    () -> LOGGER.warn(
                            "{}: a connection from {} is refused: {}; further ones are counted",
                            label,
                            remote,
                            reason));
        }
    }

    /**
     * A batch can't be read.
     *
     * @param remote the peer's address
     */
    void malformed(SocketAddress remote) {
        if (malformed.occurred()) {
            report(
                    malformed,
                    () -> LOGGER.warn(
                            "{}: a batch from {} can't be read and is skipped; further ones are counted",
                            label,
                            remote));
        }
    }

    /**
     * Something fails for which no peer is responsible, for example a lack of files or memory. This is reported once.
     *
     * @param what does not work
     * @param e the cause
     */
    void trouble(String what, Throwable e) {
        if (trouble.begins()) {
            report(trouble, () -> LOGGER.error("{}: {}: {}", label, what, e.toString()));
        }
    }

    /**
     * A worker finds no room because of the limit of open files. This is reported once.
     *
     * @param workers how many may be connected
     */
    void tooFewFiles(int workers) {
        if (fewFiles.begins()) {
            report(
                    fewFiles,
                    () -> LOGGER.error(
                            "{}: no more than {} can connect ({}); further ones try again until there is room",
                            label,
                            Plural.of(workers, "worker"),
                            OpenFileLimit.hint()));
        }
    }

    /** A report needs memory and a thread. Without them, the next fault of the kind is reported instead. */
    private void report(RepeatedFault fault, Runnable report) {
        try {
            reporter.execute(() -> reportNow(fault, report));
        } catch (RuntimeException | Error e) {
            fault.ended();
        }
    }

    private static void reportNow(RepeatedFault fault, Runnable report) {
        try {
            report.run();
        } catch (OutOfMemoryError e) {
            fault.ended();
        }
    }

    /** Reports the counts where a minute has passed; called regularly. */
    void tick(long now) {
        if (now - countedAt >= COUNT_INTERVAL.toNanos()) {
            countedAt = now;
            count();
        }
    }

    /** Reports the counts where they have changed since the last report. */
    void count() {
        boolean more = refusals.takeUnreported() > 0;
        more |= malformed.takeUnreported() > 0;
        if (more) {
            reporter.execute(() -> LOGGER.warn(
                    "{}: {} refused, {} could not be read",
                    label,
                    Plural.of(refusals.total(), "connection was", "connections were"),
                    Plural.of(malformed.total(), "batch", "batches")));
        }
    }

    /** Ends after the last report, or a moment later. */
    void close() {
        reporter.shutdown();
        UninterruptedWait.until(
                CLOSE_TIMEOUT, reporter::isTerminated, nanos -> reporter.awaitTermination(nanos, TimeUnit.NANOSECONDS));
    }
}
