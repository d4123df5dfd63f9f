package io.github.log4jray.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of a {@link SendBuffer}, under whose lock it is used: segments in the order of their batches, a limit for
 * all of them, and the place up to which the sender has sent. Segments of the usual size are used again.
 *
 * <p>The segments are linked to each other, so that only a new segment takes memory: an {@link Error} leaves the queue as
 * it was.
 */
final class SegmentQueue {

    private static final int MAX_SEGMENT = 256 * 1024;
    private static final int MIN_SEGMENT = 1024;

    /** The oldest and the newest segment; null for none. */
    private BufferSegment first;

    private BufferSegment last;

    /** Linked segments that are not in use. */
    private BufferSegment spares;

    private int spareCount;
    private int limit;
    private int segmentSize;
    private long held;
    private long sentLines;
    private long sentBytes;

    /** The segment that is being sent; null if there are no segments. */
    private BufferSegment sending;

    /** The end of the sent bytes in {@link #sending}. */
    private int sent;

    /** @param bytes how much memory the segments may take; segments in use stay */
    void limit(int bytes) {
        limit = bytes;
        segmentSize = Math.max(MIN_SEGMENT, Math.min(MAX_SEGMENT, bytes / 8));
        forgetSpares();
    }

    /** @return the segment to append to; null for none */
    BufferSegment last() {
        return last;
    }

    /** @return how many bytes of memory are in use */
    long held() {
        return held;
    }

    /** @return whether so many bytes of one segment fit into an empty queue */
    boolean everFits(int bytes) {
        return Math.max(segmentSize, bytes) <= limit;
    }

    /** @return whether {@link #add} may be called for so many bytes */
    boolean fits(int bytes) {
        return held + Math.max(segmentSize, bytes) <= limit;
    }

    /** Appends an empty segment with room for so many bytes. */
    void add(int bytes) {
        BufferSegment added = empty(Math.max(segmentSize, bytes));
        if (last == null) {
            first = added;
        } else {
            last.next = added;
        }
        last = added;
        held += added.bytes.length;
        if (sending == null) {
            sending = added;
            sent = 0;
        }
    }

    private BufferSegment empty(int size) {
        if (size == segmentSize && spares != null) {
            BufferSegment spare = spares;
            spares = spare.next;
            spareCount--;
            return spare.emptied();
        }
        if (held + size + (long) spareCount * segmentSize > limit) {
            forgetSpares();
        }
        return new BufferSegment(size);
    }

    /**
     * Batches that have waited too long, at the beginning of the queue.
     *
     * @param lines how many lines they have
     * @param losses how many lost lines they report
     * @param lastSeq the number of the last one
     */
    record Expired(long lines, long losses, long lastSeq) {}

    /** @return the unacknowledged batches up to the first one with lines that was begun at this time or later */
    Expired findExpired(long limit) {
        long lines = 0;
        long losses = 0;
        long seq = 0;
        for (BufferSegment segment = first; segment != null; segment = segment.next) {
            for (int i = segment.firstUnacknowledged(); i < segment.batches; i++) {
                if (segment.linesOf(i) > 0 && !segment.isOlder(i, limit)) {
                    return new Expired(lines, losses, seq);
                }
                lines += segment.linesOf(i);
                losses += segment.lostOf(i);
                seq = segment.seqOf(i);
            }
        }
        return new Expired(lines, losses, seq);
    }

    /**
     * Puts a segment into the place of the first batches. It is not sent before the next {@link #rewind}.
     *
     * @param seq the number of the last of these batches
     * @param replacement reports them as lost
     * @param openBatch its segment stays
     */
    void replaceUpTo(long seq, BufferSegment replacement, BatchWriter openBatch) {
        while (first != null) {
            while (first.firstUnacknowledged() < first.batches && first.seqOf(first.firstUnacknowledged()) <= seq) {
                first.acknowledgeFirst();
            }
            if (!first.isDone() || openBatch.isIn(first)) {
                break;
            }
            removeFirst();
        }
        addFirst(replacement);
    }

    private void addFirst(BufferSegment added) {
        added.next = first;
        first = added;
        if (last == null) {
            last = added;
            sending = added;
            sent = added.used;
        }
        held += added.bytes.length;
    }

    /** Removes the first segment, whose batches are all acknowledged. */
    void removeFirst() {
        BufferSegment removed = first;
        first = removed.next;
        if (first == null) {
            last = null;
        }
        held -= removed.bytes.length;
        if (sending == removed) {
            sending = first;
            sent = first == null ? 0 : first.start();
        }
        removed.next = null;
        if (removed.bytes.length == segmentSize) {
            removed.next = spares;
            spares = removed;
            spareCount++;
        }
    }

    /**
     * Removes the batches up to a number, except those that were not sent yet.
     *
     * @param seq the number of the last one
     * @param openBatch its segment stays
     * @return whether there were some
     */
    boolean acknowledged(long seq, BatchWriter openBatch) {
        boolean removed = false;
        while (first != null) {
            int sentTo = first == sending ? sent : first.end();
            while (first.isAcknowledged(seq, sentTo)) {
                sentLines += first.firstLines();
                sentBytes += first.firstBytes();
                first.acknowledgeFirst();
                removed = true;
            }
            if (!first.isDone() || openBatch.isIn(first)) {
                break;
            }
            removeFirst();
        }
        return removed;
    }

    /** @return how many lines were acknowledged */
    long sentLines() {
        return sentLines;
    }

    /** @return the size of their batches in bytes */
    long sentBytes() {
        return sentBytes;
    }

    /** Frees the memory that is not in use. */
    void forgetSpares() {
        spares = null;
        spareCount = 0;
    }

    /** Goes on to the first segment with batches that were not sent, or to the last one. */
    void skipSent() {
        while (isSent() && sending != last) {
            sending = sending.next;
            sent = sending.start();
        }
    }

    /** @return whether all closed batches of the present segment were sent; false if there is none */
    boolean isSent() {
        return sending != null && sent == sending.end();
    }

    /** @return whether the sender has come to the last segment */
    boolean sendsLast() {
        return sending == last;
    }

    /** @return the closed batches of the present segment that were not sent; null for none */
    ByteBuffer unsent() {
        return sending == null || isSent() ? null : ByteBuffer.wrap(sending.bytes, sent, sending.end() - sent);
    }

    /** @return the batches that {@link #unsent} has, one by one */
    List<BufferedBatch> unsentBatches() {
        List<BufferedBatch> batches = new ArrayList<>();
        for (int i = 0; unsent() != null && i < sending.batches; i++) {
            if (sending.startOf(i) >= sent) {
                batches.add(sending.copyOf(i));
            }
        }
        return batches;
    }

    /** So many bytes more were sent. */
    void sent(int bytes) {
        sent += bytes;
    }

    /** Sends again from the first batch that was not acknowledged. */
    void rewind() {
        sending = first;
        sent = first == null ? 0 : first.start();
    }

    /**
     * Puts the waiting batches under another job.
     *
     * @param origin writes the job
     * @param job 8 hexadecimal digits
     * @param openBatch waits, too
     */
    void changeJob(BatchOrigin origin, String job, BatchWriter openBatch) {
        for (BufferSegment segment = first; segment != null; segment = segment.next) {
            for (int i = segment.firstUnacknowledged(); i < segment.batches; i++) {
                origin.changeJob(segment.bytes, segment.startOf(i), job);
            }
            if (openBatch.isIn(segment)) {
                origin.changeJob(segment.bytes, openBatch.start(), job);
            }
        }
    }

    /** @return how many lines of closed batches were not acknowledged */
    long waitingLines() {
        long lines = 0;
        for (BufferSegment segment = first; segment != null; segment = segment.next) {
            lines += segment.waitingLines();
        }
        return lines;
    }

    /** @return how many lines were lost whose report was not acknowledged */
    long waitingLosses() {
        long losses = 0;
        for (BufferSegment segment = first; segment != null; segment = segment.next) {
            losses += segment.waitingLosses();
        }
        return losses;
    }
}
