package io.github.log4jray.stream;

import io.github.log4jray.text.RenderBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The lines of one sender that no driver has acknowledged yet: numbered batches in the form in which they are sent, limited
 * in bytes. Many threads append. One thread, the sender, takes batches off, repeats them to another driver, and removes the
 * acknowledged ones. One lock guards everything; no thread holds it while it sends bytes or wakes another one. Appending
 * copies a rendered event and allocates nothing in the long run.
 *
 * <p>Lines go into an open batch. The batch ends when lines of another task or of the other stream follow, when it is full,
 * or when the sender has nothing else to send. So batches grow when the sender falls behind.
 *
 * <p>An event that does not fit is dropped and counted. The count is sent as a batch of its own, in the place of the lines.
 * Lines that have waited for a driver for too long are also replaced by their count.
 *
 * <p>An {@link Error} while an event is appended, for example for want of memory or stack, loses this event, which is
 * counted, and nothing else. The lock is a monitor for this reason: the JVM releases it also where there is no stack left.
 */
final class SendBuffer {

    private final BatchOrigin origin;
    private final Runnable wake;
    private final LineExpiry expiry;
    private final Object lock = new Object();
    private final SegmentQueue segments = new SegmentQueue();
    private final BatchWriter openBatch;
    private final DroppedLines dropped;
    private BufferLimits limits;

    /** The sender has nothing to do: an append wakes it. */
    private boolean idle;

    /** The sender waits for more lines: a full segment wakes it. */
    private boolean gathering;

    /** The sender has waited for more lines, and a segment is full: the append wakes it when it has released the lock. */
    private boolean gathered;

    private boolean driverKnown;

    /** A connection has begun and not ended: lines do not expire. */
    private boolean connected;

    /** An append has waited in vain: until the next acknowledgement no append waits. */
    private boolean stalled;

    private boolean closed;

    private volatile Throwable failure;

    /**
     * @param limits of the buffer
     * @param origin writes the process, job and stream of the lines
     * @param file contains the same lines; may give null
     * @param wake wakes the sender; called by an appending thread when the sender has something to do
     * @param nanoTime the clock by which lines expire
     */
    SendBuffer(BufferLimits limits, BatchOrigin origin, Supplier<Path> file, Runnable wake, LongSupplier nanoTime) {
        this.origin = origin;
        this.dropped = new DroppedLines(origin, file);
        this.wake = wake;
        this.expiry = new LineExpiry(nanoTime);
        this.openBatch = new BatchWriter(nanoTime);
        configure(limits);
    }

    /** Changes the limits; buffered lines stay. */
    void configure(BufferLimits newLimits) {
        synchronized (lock) {
            limits = newLimits;
            expiry.configure(newLimits.maxWaitMillis());
            segments.limit(newLimits.bytes());
            lock.notifyAll();
        }
    }

    /**
     * Appends the lines of an event, all of them or none.
     *
     * @param isErr whether they belong to standard error
     * @param actor the actor name of the event, or null
     * @param task the task name of the event, or null
     * @param event the lines as {@link BatchLineEncoder} writes them
     * @return the fate of the event; if it is not accepted, its lines are counted as dropped
     */
    AppendOutcome append(boolean isErr, String actor, String task, RenderBuffer event) {
        AppendOutcome outcome = append(isErr, actor, task, event, false, event.lines());
        return outcome == AppendOutcome.WAITING ? append(isErr, actor, task, event, true, event.lines()) : outcome;
    }

    /**
     * Appends lines of standard output that come again if there is no room now. So this does not wait, and counts no loss.
     *
     * @param event the lines as {@link BatchLineEncoder} writes them
     * @return whether they need not come again
     */
    boolean offer(RenderBuffer event) {
        AppendOutcome outcome = append(false, null, null, event, false, 0);
        return outcome == AppendOutcome.ACCEPTED || outcome == AppendOutcome.STOPPED;
    }

    private AppendOutcome append(
            boolean isErr, String actor, String task, RenderBuffer event, boolean waits, int lines) {
        AppendOutcome outcome;
        boolean wakeUp;
        synchronized (lock) {
            try {
                outcome = waits ? awaitRoom(isErr, actor, task, event) : add(isErr, actor, task, event);
            } catch (RuntimeException | Error e) {
                failure = e;
                outcome = AppendOutcome.FAILED;
            }
            if (outcome != AppendOutcome.ACCEPTED && outcome != AppendOutcome.WAITING) {
                dropped.unreported += lines;
                dropped.total += lines;
            }
            wakeUp = idle || gathered;
            idle = false;
            gathered = false;
        }
        if (wakeUp) {
            try {
                wake.run();
            } catch (RuntimeException | Error e) {
                // No stack or memory for this: the next append wakes the sender.
                synchronized (lock) {
                    idle = true;
                }
            }
        }
        return outcome;
    }

    private AppendOutcome awaitRoom(boolean isErr, String actor, String task, RenderBuffer event) {
        long longest = TimeUnit.MILLISECONDS.toNanos(limits.blockMillis());
        long begin = System.nanoTime();
        AppendOutcome outcome = add(isErr, actor, task, event);
        while (outcome == AppendOutcome.WAITING) {
            long left = longest - (System.nanoTime() - begin);
            if (left <= 0) {
                stalled = true;
                return AppendOutcome.NO_ROOM;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return AppendOutcome.NO_ROOM;
            }
            outcome = add(isErr, actor, task, event);
        }
        return outcome;
    }

    /** Adds an event if there is room for it now. */
    private AppendOutcome add(boolean isErr, String actor, String task, RenderBuffer event) {
        if (closed) {
            return AppendOutcome.STOPPED;
        }
        if (expiry.isLimited()) {
            openBatch.closeIfOlder(expiry.limitOfOpenBatch());
        }
        byte[] header = origin.header(isErr);
        int length = event.bytes().length();
        int bytes = length + BatchWriter.overhead(header, actor, task, length);
        if (makeRoom(bytes) || dropExpiredLines() && makeRoom(bytes)) {
            dropped.report(openBatch, segments.last());
            openBatch.add(segments.last(), header, actor, task, event);
            return AppendOutcome.ACCEPTED;
        }
        if (!segments.everFits(bytes + dropped.reportSize())) {
            return AppendOutcome.TOO_LARGE;
        }
        return limits.block() && driverKnown && !stalled ? AppendOutcome.WAITING : AppendOutcome.NO_ROOM;
    }

    /**
     * Counts events that an appender gives up before it appends them.
     *
     * @param lines how many lines they have
     */
    void lose(int lines) {
        synchronized (lock) {
            dropped.unreported += lines;
            dropped.total += lines;
        }
    }

    /** Makes sure that the last segment has room for so many bytes, and for the report of lost lines before them. */
    private boolean makeRoom(int length) {
        int bytes = length + (dropped.unreported == 0 ? 0 : dropped.reportSize());
        BufferSegment last = segments.last();
        if (last != null && last.free() - openBatch.reserved() >= bytes) {
            return true;
        }
        if (last != null && gathering) {
            // The segment or the buffer is full: the sender sends now.
            gathering = false;
            gathered = true;
        }
        if (!segments.fits(bytes)) {
            return false;
        }
        openBatch.close();
        segments.add(bytes);
        return true;
    }

    /** For the sender, without a connection: lines that have waited for a driver for too long are dropped. */
    void expire() {
        synchronized (lock) {
            dropExpiredLines();
        }
    }

    /**
     * Puts the number of the expired lines into their place. All memory is allocated before anything is changed.
     *
     * @return whether there were expired lines
     */
    private boolean dropExpiredLines() {
        if (!expiry.isLimited() || connected) {
            return false;
        }
        long limit = expiry.limit();
        openBatch.closeIfOlder(limit);
        SegmentQueue.Expired expired = segments.findExpired(limit);
        if (expired.lines() == 0) {
            return false;
        }
        BufferSegment loss = openBatch.lossInPlace(
                origin.header(true), expired.lines() + expired.losses(), dropped.file(), expired.lastSeq());
        dropped.total += expired.lines();
        segments.replaceUpTo(expired.lastSeq(), loss, openBatch);
        return true;
    }

    /**
     * For the sender: the next bytes to send.
     *
     * @return whole batches; the first one may have been sent in part. Null for none, and then an append wakes the sender
     */
    ByteBuffer poll() {
        synchronized (lock) {
            gathering = false;
            if (dropped.unreported > 0 && makeRoom(0)) {
                dropped.report(openBatch, segments.last());
            }
            segments.skipSent();
            if (segments.isSent()) {
                openBatch.close();
            }
            ByteBuffer out = segments.unsent();
            idle = out == null;
            return out;
        }
    }

    /** For the sender: the batches of {@link #poll}, one by one; empty for none. */
    List<BufferedBatch> pollBatches() {
        synchronized (lock) {
            return poll() == null ? List.of() : segments.unsentBatches();
        }
    }

    /** For the sender: a batch without lines, which names the process and the file of the lines. */
    byte[] emptyBatch() {
        synchronized (lock) {
            return BatchWriter.emptyBatch(origin.header(true), dropped.currentFile());
        }
    }

    /** @return false if a segment is full already. Else the sender is about to wait for more lines, and a full segment wakes it */
    boolean gather() {
        synchronized (lock) {
            gathering = segments.sendsLast();
            return gathering;
        }
    }

    /** For the sender: so many bytes of the last {@link #poll} were sent. */
    void sent(int bytes) {
        synchronized (lock) {
            segments.sent(bytes);
        }
    }

    /** For the sender: a new connection begins with the first batch that was not acknowledged and has not expired. */
    void rewind() {
        synchronized (lock) {
            dropExpiredLines();
            connected = true;
            segments.rewind();
        }
    }

    /** @return whether there is a connection */
    boolean isConnected() {
        synchronized (lock) {
            return connected;
        }
    }

    /** For the sender: there is no connection any more. */
    void disconnected() {
        synchronized (lock) {
            connected = false;
        }
    }

    /**
     * For the sender, before a connection: the waiting lines belong to another job from now on.
     *
     * @param job 8 hexadecimal digits
     */
    void changeJob(String job) {
        synchronized (lock) {
            segments.changeJob(origin, job, openBatch);
        }
    }

    /** For the sender: removes all batches up to this number, except those that were not sent yet. */
    void acknowledged(long seq) {
        synchronized (lock) {
            if (segments.acknowledged(seq, openBatch)) {
                stalled = false;
                lock.notifyAll();
            }
        }
    }

    /** @return the largest number that a driver can acknowledge */
    long lastSeq() {
        synchronized (lock) {
            return openBatch.lastSeq();
        }
    }

    /** For the sender: nothing was sent for a while, so the unused memory is freed. */
    void forgetSpares() {
        synchronized (lock) {
            segments.forgetSpares();
        }
    }

    /** For the sender: without a driver no append waits for room. */
    void driverKnown(boolean known) {
        synchronized (lock) {
            driverKnown = known;
            lock.notifyAll();
        }
    }

    /** Ends appending: from now on lines are dropped. Buffered lines can still be sent. */
    void closeForAppends() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
    }

    /** @return how many lines were not acknowledged, or were dropped without an acknowledged report */
    long unacknowledgedLines() {
        synchronized (lock) {
            return dropped.unreported + segments.waitingLosses() + waitingLines();
        }
    }

    /** @return whether a driver has acknowledged all lines */
    boolean isAcknowledged() {
        return unacknowledgedLines() == 0;
    }

    private long waitingLines() {
        return openBatch.lines() + segments.waitingLines();
    }

    /** @return why an event could not be appended; null for never */
    Throwable failure() {
        return failure;
    }

    /** @return the lines so far */
    BufferCounts counts() {
        synchronized (lock) {
            return new BufferCounts(
                    segments.sentLines(), segments.sentBytes(), waitingLines(), segments.held(), dropped.total);
        }
    }
}
