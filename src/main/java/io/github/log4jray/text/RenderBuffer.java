package io.github.log4jray.text;

import java.util.Arrays;
import org.apache.logging.log4j.util.Constants;

/**
 * The buffers in which a thread renders an event: characters, bytes, and the ends of lines. A thread takes its buffer
 * with try-with-resources, and reuses it for the next event.
 *
 * <p>In two cases the caller gets a new one: the thread already holds its own (an argument's {@code toString} logs), or
 * Log4j's thread-locals are off, as in a web application.
 */
public final class RenderBuffer implements AutoCloseable {

    private static final int KEEP = 16 * 1024;
    private static final ThreadLocal<RenderBuffer> OF_THREAD = ThreadLocal.withInitial(RenderBuffer::new);

    private StringBuilder text = new StringBuilder(512);
    private final Utf8Buffer bytes = new Utf8Buffer();
    private final RayPattern.Cache patternCache = new RayPattern.Cache();
    private int[] ends = new int[16];
    private int count;
    private boolean taken;

    private RenderBuffer() {}

    /** @return an empty one */
    public static RenderBuffer take() {
        RenderBuffer buffer = Constants.ENABLE_THREADLOCALS ? OF_THREAD.get() : new RenderBuffer();
        if (buffer.taken) {
            // the thread keeps it: the other one may be taken for good, if an Error kept close() from its first step
            buffer = new RenderBuffer();
            OF_THREAD.set(buffer);
        }
        buffer.text.setLength(0);
        buffer.bytes.truncate(0);
        buffer.count = 0;
        buffer.taken = true;
        return buffer;
    }

    /** @return the buffer for the characters of the event */
    public StringBuilder text() {
        return text;
    }

    /** @return the buffer for the bytes of the event */
    public Utf8Buffer bytes() {
        return bytes;
    }

    /** @return the prefix of the thread's last event in Ray's pattern */
    RayPattern.Cache patternCache() {
        return patternCache;
    }

    /** Marks the end of a line at the current length of {@link #bytes()}. */
    public void endLine() {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = bytes.length();
    }

    /** @return the number of lines that have ended */
    public int lines() {
        return count;
    }

    /**
     * @param line from 0 on
     * @return the index in {@link #bytes()} behind its last byte
     */
    public int lineEnd(int line) {
        return ends[line];
    }

    /**
     * Gives the buffer back. The first step calls nothing, so that an Error within it changes nothing. An exhausted
     * memory or stack is ignored: the event is handed over, and what one huge event has made large stays so for now.
     */
    @Override
    public void close() {
        taken = false;
        try {
            releaseLarge();
        } catch (OutOfMemoryError | StackOverflowError e) {
            // nothing is called here, as any call might fail too
        }
    }

    private void releaseLarge() {
        if (text.capacity() > KEEP) {
            text = new StringBuilder(512);
        }
        bytes.releaseLarge(KEEP);
        if (ends.length > KEEP) {
            ends = new int[16];
        }
    }
}
