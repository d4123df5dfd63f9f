package io.github.log4jray.receiver;

import io.github.log4jray.protocol.TransportThread;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * What a receiver has to say of its peers: the first of a kind at once, the others by count, at most once a minute and
 * at the end. A thread of its own says it, as Log4j's status output may be a stream that takes nothing.
 */
public final class PeerDiagnostics {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(1);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);
    private static final int MOST_WAITING = 8;

    private final String owner;
    private final ThreadPoolExecutor speaker = new ThreadPoolExecutor(
            0,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            work -> new TransportThread(work, "log4jray-driver-reports"),
            new ThreadPoolExecutor.DiscardPolicy());
    private volatile long refusals;
    private volatile long malformed;
    private long counted;
    private long countedAt = System.nanoTime();
    private boolean inTrouble;

    /** @param owner names the appender */
    PeerDiagnostics(String owner) {
        this.owner = owner;
    }

    /** @return how many connections were refused so far */
    public long refusals() {
        return refusals;
    }

    /** @return how many batches could not be read so far */
    public long malformed() {
        return malformed;
    }

    /** A connection is ended, or is not taken. */
    void refused(SocketAddress remote, String why) {
        if (refusals++ == 0) {
            counted++;
            say("{}: a connection from {} is refused: {}; further ones are counted", owner, remote, why);
        }
    }

    /**
     * A batch can't be read.
     *
     * @param remote its sender's address
     */
    public void malformed(SocketAddress remote) {
        if (malformed++ == 0) {
            counted++;
            say("{}: a batch from {} can't be read and is skipped; further ones are counted", owner, remote);
        }
    }

    /** Something goes wrong that is nobody's fault, as a lack of files or memory; said once, if there is a thread. */
    void trouble(String what, Throwable e) {
        if (inTrouble) {
            return;
        }
        inTrouble = true;
        try {
            speaker.execute(() -> LOGGER.error("{}: {}: {}", owner, what, e.toString()));
        } catch (OutOfMemoryError noThread) {
            inTrouble = false;
        }
    }

    /** Called from time to time. */
    void tick(long now) {
        if (now - countedAt >= BETWEEN_COUNTS.toNanos()) {
            countedAt = now;
            count();
        }
    }

    /** Says how many they were, if that was not said yet. */
    void count() {
        if (refusals + malformed > counted) {
            counted = refusals + malformed;
            say("{}: {} connections were refused, {} batches could not be read", owner, refusals, malformed);
        }
    }

    /** Ends when all is said, or a moment later. */
    void close() {
        speaker.shutdown();
        try {
            speaker.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String message, Object... arguments) {
        speaker.execute(() -> LOGGER.warn(message, arguments));
    }
}
