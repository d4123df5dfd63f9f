package io.github.log4jray.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The memory of a {@link SendBuffer}, under whose lock it is used: segments in the order of their batches, a limit for
 * all of them, and the place up to which the sender has sent. Segments of the usual size are used again.
 */
final class SegmentQueue {

    private static final int MAX_SEGMENT = 256 * 1024;
    private static final int MIN_SEGMENT = 1024;

    private final ArrayDeque<BufferSegment> segments = new ArrayDeque<>();
    private final ArrayDeque<BufferSegment> spares = new ArrayDeque<>();
    private int limit;
    private int segmentSize;
    private long held;

    /** The segment that is being sent; null if there are no segments. */
    private BufferSegment sending;

    /** The end of the sent bytes in {@link #sending}. */
    private int sent;

    /** @param bytes how much memory the segments may take; segments in use stay */
    void limit(int bytes) {
        limit = bytes;
        segmentSize = Math.max(MIN_SEGMENT, Math.min(MAX_SEGMENT, bytes / 8));
        spares.clear();
    }

    /** @return the oldest segment; null for none */
    BufferSegment first() {
        return segments.peekFirst();
    }

    /** @return the segment to append to; null for none */
    BufferSegment last() {
        return segments.peekLast();
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
        BufferSegment next = empty(Math.max(segmentSize, bytes));
        segments.add(next);
        held += next.bytes.length;
        if (sending == null) {
            sending = next;
            sent = 0;
        }
    }

    private BufferSegment empty(int size) {
        if (size == segmentSize && !spares.isEmpty()) {
            return spares.removeLast().emptied();
        }
        if (held + size + (long) spares.size() * segmentSize > limit) {
            spares.clear();
        }
        return new BufferSegment(size);
    }

    /** Removes the first segment, whose batches are all acknowledged. */
    void removeFirst() {
        BufferSegment first = segments.removeFirst();
        held -= first.bytes.length;
        if (first.bytes.length == segmentSize) {
            spares.add(first);
        }
        if (sending == first) {
            sending = segments.peekFirst();
            sent = 0;
        }
    }

    /** Frees the memory that is not in use. */
    void forgetSpares() {
        spares.clear();
    }

    /** Goes on to the first segment with batches that were not sent, or to the last one. */
    void skipSent() {
        while (isSent() && sending != segments.peekLast()) {
            sending = after(sending);
            sent = 0;
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

    /** @return whether all closed batches of the present segment were sent; false if there is none */
    boolean isSent() {
        return sending != null && sent == sending.end();
    }

    /** @return whether the sender has come to the last segment */
    boolean sendsLast() {
        return sending == segments.peekLast();
    }

    /** @return the closed batches of the present segment that were not sent; null for none */
    ByteBuffer unsent() {
        return sending == null || isSent() ? null : ByteBuffer.wrap(sending.bytes, sent, sending.end() - sent);
    }

    /** So many bytes more were sent. */
    void sent(int bytes) {
        sent += bytes;
    }

    /** Sends again from the first batch that was not acknowledged. */
    void rewind() {
        sending = segments.peekFirst();
        sent = sending == null ? 0 : sending.start();
    }

    /** @return the end of the sent bytes in the first segment */
    int sentOfFirst() {
        BufferSegment first = segments.peekFirst();
        return first == sending ? sent : first.end();
    }

    /** @return how many lines of closed batches were not acknowledged */
    long waitingLines() {
        long lines = 0;
        for (BufferSegment segment : segments) {
            lines += segment.waitingLines();
        }
        return lines;
    }

    /** @return how many lines were lost whose report was not acknowledged */
    long waitingLosses() {
        long losses = 0;
        for (BufferSegment segment : segments) {
            losses += segment.waitingLosses();
        }
        return losses;
    }
}
