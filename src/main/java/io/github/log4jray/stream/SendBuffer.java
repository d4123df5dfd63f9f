package io.github.log4jray.stream;

import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.Utf8Buffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The lines of one sender that no driver has acknowledged yet, bounded in bytes, as numbered batches in the form in
 * which they go over the wire. Many threads append; one thread, the sender, takes batches off, repeats them to another
 * driver, and removes what was acknowledged. Appending copies a rendered event under a lock and allocates nothing in
 * the long run: the memory of acknowledged batches is used again.
 *
 * <p>Lines go into a batch that stays open until something else than they must follow (another task, the other
 * stream), it is full, or the sender has nothing else to send. So batches are as large as the sender is behind.
 *
 * <p>What does not fit is dropped, the newest first, and counted; the count follows, as a batch of its own, in the
 * place of the lines.
 */
final class SendBuffer {

    private static final int MAX_SEGMENT = 256 * 1024;
    private static final int MIN_SEGMENT = 1024;

    /** Says whose lines they are: how a batch begins, up to its lines, for either stream. */
    interface Origin {
        byte[] head(boolean isErr);
    }

    private final Origin origin;
    private final Supplier<Path> file;
    private final Runnable wake;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<BufferSegment> segments = new ArrayDeque<>();
    private final BatchWriter openBatch = new BatchWriter();
    private final Utf8Buffer lossFile = new Utf8Buffer();

    private Limits limits;
    private int segmentSize;
    private long held;
    private final ArrayDeque<BufferSegment> spares = new ArrayDeque<>();

    private long lost;
    private long dropped;
    private long sentLines;
    private long sentBytes;
    private BufferSegment sending;
    private int sent;
    private boolean idle;
    private boolean gathering;
    private boolean driverKnown;
    private boolean stalled;
    private boolean closed;

    /**
     * What a configuration says about the buffer.
     *
     * @param bytes how much it holds
     * @param block whether an append waits for room
     * @param blockMillis how long
     */
    record Limits(int bytes, boolean block, long blockMillis) {}

    /**
     * What has become of the lines.
     *
     * @param sentLines were acknowledged
     * @param sentBytes were acknowledged, as batches
     * @param waitingLines are not acknowledged
     * @param heldBytes is the memory that is in use
     * @param droppedLines found no room
     */
    record Counts(long sentLines, long sentBytes, long waitingLines, long heldBytes, long droppedLines) {}

    /**
     * @param limits how much it holds, and what to do when it is full
     * @param origin whose lines they are
     * @param file where they can be found as well; may give null
     * @param wake called, by an appending thread, when there is something to send and the sender has nothing to do, or
     *     lets lines gather and so many have
     */
    SendBuffer(Limits limits, Origin origin, Supplier<Path> file, Runnable wake) {
        this.origin = origin;
        this.file = file;
        this.wake = wake;
        configure(limits);
    }

    /** Changes the limits; what is in the buffer stays. */
    void configure(Limits newLimits) {
        lock.lock();
        try {
            limits = newLimits;
            segmentSize = Math.max(MIN_SEGMENT, Math.min(MAX_SEGMENT, newLimits.bytes / 8));
            spares.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends an event's lines, all of them or none.
     *
     * @param isErr whether they belong to standard error
     * @param actor the event's actor name, or null
     * @param task the event's task name, or null
     * @param event the lines as {@link BatchLineEncoder} writes them
     */
    void append(boolean isErr, String actor, String task, RenderBuffer event) {
        boolean wakeUp;
        lock.lock();
        try {
            byte[] head = origin.head(isErr);
            int length = event.bytes().length();
            if (!closed && awaitRoom(length + BatchWriter.overhead(head, actor, task, length))) {
                reportLoss();
                openBatch.add(segments.getLast(), head, actor, task, event);
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

    /** What has gathered is sent now: there is much of it, or no room for more. */
    private void endGathering() {
        if (gathering) {
            gathering = false;
            wake.run();
        }
    }

    private int lossSize() {
        return BatchWriter.lossSize(origin.head(true), lossFile);
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
        boolean neverFits = Math.max(segmentSize, bytes + lossSize()) > limits.bytes;
        if (!limits.block || stalled || neverFits) {
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
        // Nobody waits again before the driver has taken something: one time-out is enough for all that follow.
        stalled = left <= 0;
        return false;
    }

    /** Makes sure that the last segment can take so many bytes more, and before them the count of what was lost. */
    private boolean makeRoom(int length) {
        int bytes = length + (lost == 0 ? 0 : lossSize());
        BufferSegment last = segments.peekLast();
        if (last != null && last.bytes.length - last.used - openBatch.reserved() >= bytes) {
            return true;
        }
        int size = Math.max(segmentSize, bytes);
        if (last != null) {
            endGathering();
        }
        if (held + size > limits.bytes) {
            return false;
        }
        openBatch.close();
        BufferSegment next = newSegment(size);
        segments.add(next);
        held += next.bytes.length;
        if (sending == null) {
            sending = next;
            sent = 0;
        }
        return true;
    }

    private BufferSegment newSegment(int size) {
        if (size == segmentSize && !spares.isEmpty()) {
            return spares.removeLast().emptied();
        }
        if (held + size + (long) spares.size() * segmentSize > limits.bytes) {
            spares.clear();
        }
        return new BufferSegment(size);
    }

    /** Puts the count of lines that were lost into the place where they would stand; there is room for it. */
    private void reportLoss() {
        if (lost > 0) {
            openBatch.addLoss(segments.getLast(), origin.head(true), lost, lossFile);
            lost = 0;
        }
    }

    /**
     * For the sender: what is to be sent next.
     *
     * @return bytes of whole batches, but for the first, which may have been sent in part; null where there is nothing,
     *     and then an append wakes the sender
     */
    ByteBuffer poll() {
        lock.lock();
        try {
            gathering = false;
            if (lost > 0 && makeRoom(0)) {
                reportLoss();
            }
            while (sending != null && sent == sending.end() && sending != segments.peekLast()) {
                sending = after(sending);
                sent = 0;
            }
            if (sending != null && sent == sending.end()) {
                openBatch.close();
            }
            idle = sending == null || sent == sending.end();
            return idle ? null : ByteBuffer.wrap(sending.bytes, sent, sending.end() - sent);
        } finally {
            lock.unlock();
        }
    }

    /**
     * For the sender: it takes nothing for a moment, so that more lines go at once; a full segment wakes it.
     *
     * @return false where there is a full one already
     */
    boolean gather() {
        lock.lock();
        try {
            gathering = sending == null || sending == segments.peekLast();
            return gathering;
        } finally {
            lock.unlock();
        }
    }

    private BufferSegment after(BufferSegment segment) {
        boolean found = false;
        for (BufferSegment candidate : segments) {
            if (found) {
                return candidate;
            }
            found = candidate == segment;
        }
        throw new IllegalStateException("no segment follows");
    }

    /** For the sender: so many bytes of what {@link #poll} returned were sent. */
    void sent(int bytes) {
        lock.lock();
        try {
            sent += bytes;
        } finally {
            lock.unlock();
        }
    }

    /** For the sender: a new connection begins with the first batch that was not acknowledged. */
    void rewind() {
        lock.lock();
        try {
            sending = segments.peekFirst();
            sent = sending == null ? 0 : sending.start();
        } finally {
            lock.unlock();
        }
    }

    /** For the sender: all batches up to this number, as far as they were sent, are no longer needed. */
    void acknowledged(long seq) {
        lock.lock();
        try {
            boolean freed = false;
            BufferSegment first;
            while ((first = segments.peekFirst()) != null) {
                int limit = first == sending ? sent : first.end();
                while (first.isAcknowledged(seq, limit)) {
                    sentLines += first.firstLines();
                    sentBytes += first.firstBytes();
                    first.acknowledgeFirst();
                    freed = true;
                }
                if (!first.isDone() || openBatch.isIn(first)) {
                    break;
                }
                release(first);
            }
            if (freed) {
                stalled = false;
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void release(BufferSegment first) {
        segments.removeFirst();
        held -= first.bytes.length;
        if (first.bytes.length == segmentSize) {
            spares.add(first);
        }
        if (sending == first) {
            sending = segments.peekFirst();
            sent = 0;
        }
    }

    /** For the sender: nothing was sent for so long that memory is better given back than used again. */
    void forgetSpares() {
        lock.lock();
        try {
            spares.clear();
        } finally {
            lock.unlock();
        }
    }

    /** For the sender: whether there is a driver for whom it makes sense to wait. */
    void driverKnown(boolean known) {
        lock.lock();
        try {
            driverKnown = known;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is taken; what is in the buffer can still be sent. */
    void closeForAppends() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @return how many lines were not acknowledged, those included that were dropped and not reported yet */
    long unacknowledgedLines() {
        lock.lock();
        try {
            long losses = lost;
            for (BufferSegment segment : segments) {
                losses += segment.waitingLosses();
            }
            return losses + waitingLines();
        } finally {
            lock.unlock();
        }
    }

    /** @return whether a driver has acknowledged all lines */
    boolean isAcknowledged() {
        return unacknowledgedLines() == 0;
    }

    private long waitingLines() {
        long lines = openBatch.lines();
        for (BufferSegment segment : segments) {
            lines += segment.waitingLines();
        }
        return lines;
    }

    /** @return what has become of all lines so far */
    Counts counts() {
        lock.lock();
        try {
            return new Counts(sentLines, sentBytes, waitingLines(), held, dropped);
        } finally {
            lock.unlock();
        }
    }
}
