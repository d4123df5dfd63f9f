package io.github.log4jray.text;

import java.util.Arrays;
import org.apache.logging.log4j.util.Constants;

/**
 * What a thread needs to render one event, used again for the next: characters, bytes, and where the lines end. Taken
 * with try-with-resources. A thread that takes a second one while it holds the first (an argument's {@code toString}
 * that logs) gets a new one; so does every call where Log4j's thread-locals are off, as in a web application.
 */
public final class RenderBuffer implements AutoCloseable {

    private static final int KEEP = 16 * 1024;
    private static final ThreadLocal<RenderBuffer> MINE = ThreadLocal.withInitial(RenderBuffer::new);

    private StringBuilder text = new StringBuilder(512);
    private final Utf8Buffer bytes = new Utf8Buffer();
    private final RayPattern.Kept kept = new RayPattern.Kept();
    private int[] ends = new int[16];
    private int count;
    private boolean taken;

    private RenderBuffer() {}

    /** @return an empty one */
    public static RenderBuffer take() {
        RenderBuffer mine = Constants.ENABLE_THREADLOCALS ? MINE.get() : new RenderBuffer();
        if (mine.taken) {
            mine = new RenderBuffer();
        }
        mine.taken = true;
        return mine;
    }

    /** @return for the characters of the event */
    public StringBuilder text() {
        return text;
    }

    /** @return for the bytes of the event */
    public Utf8Buffer bytes() {
        return bytes;
    }

    /** @return what Ray's pattern keeps of the thread's last event */
    RayPattern.Kept kept() {
        return kept;
    }

    /** Notes that a line ends at the present length of {@link #bytes()}. */
    public void endLine() {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = bytes.length();
    }

    /** @return how many lines were ended */
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

    @Override
    public void close() {
        if (text.capacity() > KEEP) {
            text = new StringBuilder(512);
        }
        text.setLength(0);
        bytes.reset(KEEP);
        if (ends.length > KEEP) {
            ends = new int[16];
        }
        count = 0;
        taken = false;
    }
}
