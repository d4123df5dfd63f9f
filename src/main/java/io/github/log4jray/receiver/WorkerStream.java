package io.github.log4jray.receiver;

import io.github.log4jray.display.Display;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The batches of one worker, also where it connects several times: the number of the last one that was received, and of
 * the last one that is handled, which means printed, deduplicated or ignored. The receiver's thread uses it; the
 * printing thread calls {@link #handled(long)} and {@link #roomAgain} only.
 */
final class WorkerStream implements Display.Source {

    /**
     * The largest step between two numbers. Numbers rise by 1. A peer that knows the token could use the sender of another
     * worker, and silence it by a number that it will never reach. So a larger step is ignored.
     */
    static final long LARGEST_STEP = 1_000_000;

    private static final long RECONNECTION_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final DisplayProgress progress;
    private final boolean numbered;
    private final AtomicBoolean progressed = new AtomicBoolean();
    private volatile long handled;
    private long received;

    /** The first number; -1 before. */
    private long first = -1;

    private WorkerConnection connection;

    /** Whether it is connected, and since when not. For other threads than the receiver's. */
    private volatile boolean connected;

    private volatile long disconnectedAt = System.nanoTime();

    /** The next one in the list of {@link DisplayProgress}. */
    private WorkerStream next;

    /**
     * @param progress tells the receiver's thread
     * @param id null for a worker whose batches have no numbers; the driver never acknowledges these
     */
    WorkerStream(DisplayProgress progress, String id) {
        this.progress = progress;
        this.numbered = id != null;
    }

    boolean isNumbered() {
        return numbered;
    }

    /** @return the worker's connection; null where it is not connected */
    WorkerConnection connection() {
        return connection;
    }

    /**
     * @param newer the worker's connection from now on
     * @return the older one, or null
     */
    WorkerConnection connected(WorkerConnection newer) {
        WorkerConnection older = connection;
        connection = newer;
        connected = true;
        return older;
    }

    /** @param gone has ended; a newer connection stays */
    void disconnected(WorkerConnection gone) {
        if (connection == gone) {
            connection = null;
            disconnectedAt = System.nanoTime();
            connected = false;
        }
    }

    /** @return the number of a batch that does not name one; 0 where the worker's batches have no numbers */
    long next() {
        return numbered && received < Long.MAX_VALUE ? received + 1 : received;
    }

    /**
     * @param seq the number that a batch names; 0 only where the worker begins with it
     * @return whether it is the number of the batch; else the batch is the next one
     */
    boolean allows(long seq) {
        if (first < 0) {
            return numbered && seq >= 0;
        }
        return numbered && (seq > 0 || seq == first) && seq - received <= LARGEST_STEP;
    }

    /** @return whether a batch of this number was received before */
    boolean hasReceived(long seq) {
        return numbered && first >= 0 && seq <= received;
    }

    void received(long seq) {
        first = first < 0 ? seq : first;
        received = Math.max(received, seq);
    }

    /** @return the number of the last batch that was received; 0 for none */
    long received() {
        return received;
    }

    /** @return up to which number all batches are handled */
    long handled() {
        return handled;
    }

    /** @param follower the next one in the list of {@link DisplayProgress} */
    void setNext(WorkerStream follower) {
        next = follower;
    }

    /** @return the next one in the list of {@link DisplayProgress}, which this one leaves */
    WorkerStream takeNext() {
        WorkerStream follower = next;
        next = null;
        return follower;
    }

    /** The printing thread calls this, in the order of the batches. */
    @Override
    public void handled(long seq) {
        if (numbered) {
            handled = seq;
            acknowledge();
        }
    }

    @Override
    public void roomAgain() {
        progress.roomAgain();
    }

    /** A worker whose connection has failed connects again soon. */
    @Override
    public boolean mayLive(long silent) {
        return connected || System.nanoTime() - disconnectedAt < RECONNECTION_NANOS;
    }

    /** Makes the receiver acknowledge, also where the number is that of the last acknowledgement. */
    void acknowledge() {
        if (!progressed.getAndSet(true)) {
            progress.of(this);
        }
    }

    /** @return whether there is something to acknowledge since the last call */
    boolean takeProgress() {
        return progressed.getAndSet(false);
    }
}
