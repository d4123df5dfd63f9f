package io.github.log4jray.text;

import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.apache.logging.log4j.util.Constants;

/**
 * The buffers in which a thread renders an event: characters, bytes, and the ends of lines. A thread takes its buffer
 * with try-with-resources, and reuses it for the next event. A layout keeps in it what the next event may repeat.
 *
 * <p>Log4j's thread-locals are off in a web application, and in Spark, which brings the API of servlets. There all
 * threads share a few buffers, so that no thread refers to one: a thread of a server outlives the application.
 *
 * <p>The caller gets a new one where the thread already holds its own, as an argument's {@code toString} logs, or where another
 * thread has the shared one.
 */
public final class RenderBuffer implements AutoCloseable {

    private static final int KEEP = 16 * 1024;
    private static final ThreadLocal<RenderBuffer> OF_THREAD = new ThreadLocal<>();

    /** A power of two. */
    private static final int SHARED_BUFFERS = 64;

    /** A thread finds its buffer by its id. Written when a buffer is made only: threads that write here slow each other. */
    private static final AtomicReferenceArray<RenderBuffer> SHARED = new AtomicReferenceArray<>(SHARED_BUFFERS);

    private StringBuilder text = new StringBuilder(512);
    private final Utf8Buffer bytes = new Utf8Buffer();
    private int[] ends = new int[16];
    private int count;
    private final AtomicBoolean taken = new AtomicBoolean(true);

    /** One for all renderers: it holds all in which their prefixes differ. */
    private final RayPattern.Cache patternCache = new RayPattern.Cache();

    private final Map<CacheKey<?>, Object> caches = new WeakHashMap<>();
    private CacheKey<?> lastKey;
    private Object lastCache;

    /**
     * Names what a layout keeps in each buffer. Only the last key and its cache stay in a buffer after the layout is gone, so
     * neither refers to a configuration.
     *
     * @param <C> what is kept; must not refer to the key
     */
    public static final class CacheKey<C> {

        private final Supplier<C> maker;

        /** @param maker makes an empty cache for a buffer; refers to nothing */
        public CacheKey(Supplier<C> maker) {
            this.maker = maker;
        }

        private C make() {
            return maker.get();
        }
    }

    private RenderBuffer() {}

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
        return buffer;
    }

    private static RenderBuffer ofThread() {
        RenderBuffer buffer = OF_THREAD.get();
        if (buffer == null || buffer.taken.getPlain()) {
            // the thread keeps it: the other one may be taken for good, if an Error kept close() from its end
            buffer = new RenderBuffer();
            OF_THREAD.set(buffer);
        } else {
            buffer.taken.setPlain(true);
        }
        return buffer;
    }

    private static RenderBuffer ofAll() {
        int index = (int) Thread.currentThread().getId() & SHARED_BUFFERS - 1;
        RenderBuffer buffer = SHARED.get(index);
        if (buffer == null || !buffer.taken.compareAndSet(false, true)) {
            // as in ofThread()
            buffer = new RenderBuffer();
            SHARED.set(index, buffer);
        }
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

    /** @return the prefix of the last event in Ray's pattern */
    RayPattern.Cache patternCache() {
        return patternCache;
    }

    /**
     * @param <C> what is kept
     * @param key of a layout
     * @return what the layout has kept in this buffer; an empty cache at first
     */
    @SuppressWarnings("unchecked") // a key makes its own caches
    public <C> C cache(CacheKey<C> key) {
        if (key != lastKey) {
            Object cache = caches.computeIfAbsent(key, CacheKey::make);
            // only assignments from here on: an Error must not come between them
            lastCache = cache;
            lastKey = key;
        }
        return (C) lastCache;
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
     * Gives the buffer back. An exhausted memory or stack is ignored: the event is handed over, and a buffer that is not given
     * back is replaced by the next event.
     */
    @Override
    public void close() {
        try {
            releaseLarge();
            taken.setRelease(false);
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
