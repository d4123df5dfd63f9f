package io.github.log4jray.text;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.logging.log4j.util.Constants;

/**
 * The buffers in which a thread renders an event: characters, bytes, and the ends of lines. A thread takes its buffer
 * with try-with-resources, and reuses it for the next event.
 *
 * <p>Log4j's thread-locals are off in a web application, and in Spark, which brings the API of servlets. There all threads share
 * a few buffers, so that no thread refers to one: a thread of a server outlives the application.
 *
 * <p>The caller gets a new one where the thread already holds its own, as an argument's {@code toString} logs, or where another
 * thread has the shared one.
 */
public final class RenderBuffer implements AutoCloseable {

    private static final int KEEP = 16 * 1024;
    private static final ThreadLocal<RenderBuffer> OF_THREAD = ThreadLocal.withInitial(() -> new RenderBuffer(false));

    /** A power of two. */
    private static final int SHARED_BUFFERS = 64;

    /** A thread finds its buffer by its id. */
    private static final AtomicReferenceArray<RenderBuffer> SHARED = new AtomicReferenceArray<>(SHARED_BUFFERS);

    private StringBuilder text = new StringBuilder(512);
    private final Utf8Buffer bytes = new Utf8Buffer();
    private final RayPattern.Cache patternCache = new RayPattern.Cache();
    private int[] ends = new int[16];
    private int count;
    private boolean taken;

    private final boolean shared;

    private RenderBuffer(boolean shared) {
        this.shared = shared;
    }

    /** @return an empty one */
    public static RenderBuffer take() {
        return take(Constants.ENABLE_THREADLOCALS);
    }

    /**
     * @param threadLocals whether threads may keep one
     * @return an empty one
     */
    static RenderBuffer take(boolean threadLocals) {
        RenderBuffer buffer = threadLocals ? ofThread() : ofAll();
        buffer.text.setLength(0);
        buffer.bytes.truncate(0);
        buffer.count = 0;
        buffer.taken = true;
        return buffer;
    }

    private static RenderBuffer ofThread() {
        RenderBuffer buffer = OF_THREAD.get();
        if (buffer.taken) {
            // the thread keeps it: the other one may be taken for good, if an Error kept close() from its first step
            buffer = new RenderBuffer(false);
            OF_THREAD.set(buffer);
        }
        return buffer;
    }

    private static RenderBuffer ofAll() {
        RenderBuffer buffer = SHARED.getAndSet(indexOfThread(), null);
        return buffer == null ? new RenderBuffer(true) : buffer;
    }

    private static int indexOfThread() {
        return (int) Thread.currentThread().getId() & SHARED_BUFFERS - 1;
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
     * Gives the buffer back. The first step calls nothing, so that an Error within it changes nothing. An exhausted memory
     * or stack is ignored: the event is handed over already, and a buffer that one huge event has made large is released
     * later.
     */
    @Override
    public void close() {
        taken = false;
        try {
            releaseLarge();
            if (shared) {
                SHARED.set(indexOfThread(), this);
            }
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
