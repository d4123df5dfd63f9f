package io.github.log4jray.stream;

import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.Utf8Buffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The lines of one sender that no driver has acknowledged yet: numbered batches in the form in which they are sent,
 * limited in bytes. Many threads append. One thread, the sender, takes batches off, repeats them to another driver, and
 * removes the acknowledged ones. One lock guards everything; nobody holds it while bytes are sent. Appending copies a
 * rendered event and allocates nothing in the long run.
 *
 * <p>Lines go into an open batch. The batch ends when lines of another task or of the other stream follow, when it is
 * full, or when the sender has nothing else to send. So batches grow when the sender falls behind.
 *
 * <p>An event that does not fit is dropped and counted. The count is sent as a batch of its own, in the place of the
 * lines.
 */
final class SendBuffer {

    /** Whose lines they are. */
    interface Origin {
        /** @return the beginning of a batch of this stream, up to its lines */
        byte[] header(boolean isErr);
    }

    /**
     * The attributes of an appender.
     *
     * @param bytes the size of the buffer
     * @param block whether an append waits for room
     * @param blockMillis the longest wait
     */
    record Limits(int bytes, boolean block, long blockMillis) {}

    /**
     * The lines so far.
     *
     * @param sentLines lines that were acknowledged
     * @param sentBytes the size of their batches
     * @param waitingLines lines that were not acknowledged
     * @param heldBytes the memory in use
     * @param droppedLines lines that did not fit
     */
    record Counts(long sentLines, long sentBytes, long waitingLines, long heldBytes, long droppedLines) {}

    private final Origin origin;
    private final Supplier<Path> file;
    private final Runnable wake;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final SegmentQueue segments = new SegmentQueue();
    private final BatchWriter openBatch = new BatchWriter();
    private Limits limits;

    /** Lines that were dropped since the last report of dropped lines. */
    private long lost;

    /** The file that contains the lost lines, as JSON. */
    private final Utf8Buffer lossFile = new Utf8Buffer();

    private long dropped;
    private long sentLines;
    private long sentBytes;

    /** The sender has nothing to do: an append wakes it. */
    private boolean idle;

    /** The sender waits for more lines: a full segment wakes it. */
    private boolean gathering;

    private boolean driverKnown;

    /** An append has waited in vain: until the next acknowledgement nobody waits. */
    private boolean stalled;

    private boolean closed;

    /**
     * @param limits of the buffer
     * @param origin whose lines they are
     * @param file contains the same lines; may give null
     * @param wake wakes the sender; called by an appending thread when the sender has something to do
     */
    SendBuffer(Limits limits, Origin origin, Supplier<Path> file, Runnable wake) {
        this.origin = origin;
        this.file = file;
        this.wake = wake;
        configure(limits);
    }

    /** Changes the limits; buffered lines stay. */
    void configure(Limits newLimits) {
        lock.lock();
        try {
            limits = newLimits;
            segments.limit(newLimits.bytes);
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends the lines of an event, all of them or none.
     *
     * @param isErr whether they belong to standard error
     * @param actor the actor name of the event, or null
     * @param task the task name of the event, or null
     * @param event the lines as {@link BatchLineEncoder} writes them
     */
    void append(boolean isErr, String actor, String task, RenderBuffer event) {
        boolean wakeUp;
        lock.lock();
        try {
            byte[] header = origin.header(isErr);
            int length = event.bytes().length();
            if (!closed && awaitRoom(length + BatchWriter.overhead(header, actor, task, length))) {
                reportLoss();
                openBatch.add(segments.last(), header, actor, task, event);
            } else {
                lose(event.lines());
            }
            wakeUp = idle;
            idle = false;
        } finally {
            lock.unlock();
        }
        if (wakeUp) {
            wake.run();
        }
    }

    private void lose(int lines) {
        if (lost == 0) {
            Path path = file.get();
            lossFile.truncate(0);
            lossFile.addJson(path == null ? null : path.toString());
        }
        lost += lines;
        dropped += lines;
    }

    private boolean awaitRoom(int bytes) {
        if (makeRoom(bytes)) {
            return true;
        }
        if (!limits.block || stalled || !segments.everFits(bytes + lossSize())) {
            return false;
        }
        long left = TimeUnit.MILLISECONDS.toNanos(limits.blockMillis);
        while (driverKnown && !closed && left > 0) {
            try {
                left = room.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            if (!closed && makeRoom(bytes)) {
                return true;
            }
        }
        stalled = left <= 0;
        return false;
    }

    /** Makes sure that the last segment has room for so many bytes, and for the report of lost lines before them. */
    private boolean makeRoom(int length) {
        int bytes = length + (lost == 0 ? 0 : lossSize());
        BufferSegment last = segments.last();
        if (last != null && last.free() - openBatch.reserved() >= bytes) {
            return true;
        }
        if (last != null) {
            endGathering();
        }
        if (!segments.fits(bytes)) {
            return false;
        }
        openBatch.close();
        segments.add(bytes);
        return true;
    }

    private int lossSize() {
        return BatchWriter.lossSize(origin.header(true), lossFile);
    }

    /** A segment is full, or the buffer is: the sender sends now. */
    private void endGathering() {
        if (gathering) {
            gathering = false;
            wake.run();
        }
    }

    /** Writes the number of lost lines into their place; there is room for it. */
    private void reportLoss() {
        if (lost > 0) {
            openBatch.addLoss(segments.last(), origin.header(true), lost, lossFile);
            lost = 0;
        }
    }

    /**
     * For the sender: the next bytes to send.
     *
     * @return whole batches; the first one may have been sent in part. Null for none, and then an append wakes the sender
     */
    ByteBuffer poll() {
        lock.lock();
        try {
            gathering = false;
            if (lost > 0 && makeRoom(0)) {
                reportLoss();
            }
            segments.skipSent();
            if (segments.isSent()) {
                openBatch.close();
            }
            ByteBuffer out = segments.unsent();
            idle = out == null;
            return out;
        } finally {
            lock.unlock();
        }
    }

    /**
     * For the sender: it is about to wait for more lines. A full segment wakes it.
     *
     * @return false if a segment is full already
     */
    boolean gather() {
        lock.lock();
        try {
            gathering = segments.sendsLast();
            return gathering;
        } finally {
            lock.unlock();
        }
    }

    /** For the sender: so many bytes of the last {@link #poll} were sent. */
    void sent(int bytes) {
        lock.lock();
        try {
            segments.sent(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** For the sender: a new connection begins with the first batch that was not acknowledged. */
    void rewind() {
        lock.lock();
        try {
            segments.rewind();
        } finally {
            lock.unlock();
        }
    }

    /** For the sender: removes all batches up to this number, except those that were not sent yet. */
    void acknowledged(long seq) {
        lock.lock();
        try {
            boolean freed = false;
            BufferSegment first;
            while ((first = segments.first()) != null) {
                int sentTo = segments.sentOfFirst();
                while (first.isAcknowledged(seq, sentTo)) {
                    sentLines += first.firstLines();
                    sentBytes += first.firstBytes();
                    first.acknowledgeFirst();
                    freed = true;
                }
                if (!first.isDone() || openBatch.isIn(first)) {
                    break;
                }
                segments.removeFirst();
            }
            if (freed) {
                stalled = false;
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** For the sender: nothing was sent for a while, so the unused memory is freed. */
    void forgetSpares() {
        lock.lock();
        try {
            segments.forgetSpares();
        } finally {
            lock.unlock();
        }
    }

    /** For the sender: without a driver no append waits for room. */
    void driverKnown(boolean known) {
        lock.lock();
        try {
            driverKnown = known;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends appending: from now on lines are dropped. Buffered lines can still be sent. */
    void closeForAppends() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @return how many lines were not acknowledged, or were dropped without an acknowledged report */
    long unacknowledgedLines() {
        lock.lock();
        try {
            return lost + segments.waitingLosses() + waitingLines();
        } finally {
            lock.unlock();
        }
    }

    /** @return whether a driver has acknowledged all lines */
    boolean isAcknowledged() {
        return unacknowledgedLines() == 0;
    }

    private long waitingLines() {
        return openBatch.lines() + segments.waitingLines();
    }

    /** @return the lines so far */
    Counts counts() {
        lock.lock();
        try {
            return new Counts(sentLines, sentBytes, waitingLines(), segments.held(), dropped);
        } finally {
            lock.unlock();
        }
    }
}
