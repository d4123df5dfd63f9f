package io.github.log4jray.receiver;

import io.github.log4jray.text.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Map;

/**
 * The input of one connection: the bytes of one read, and before them at most one unfinished line. The memory comes
 * from the {@link ReadBuffers} of the receiver. Used by the receiver's thread.
 *
 * <p>{@link #findLine} finds the next whole line. It remains the current line until {@link #take}, so a line for which
 * the display has no room is found again later.
 */
final class InputBuffer {

    private final ReadBuffers buffers;
    private byte[] bytes;

    /** Where the current line begins. */
    private int start;

    /** The current line has no end before this index. */
    private int scanned;

    /** Where the bytes end that were read. */
    private int end;

    private boolean tooLong;

    /** @param buffers lends the memory */
    InputBuffer(ReadBuffers buffers) {
        this.buffers = buffers;
    }

    /**
     * Reads once, at most as many bytes as fit into a buffer.
     *
     * @param channel the connection
     * @return false at the end of the input
     * @throws IOException where the connection has failed
     */
    boolean read(ReadableByteChannel channel) throws IOException {
        bytes = buffers.withRoom(bytes, end);
        int count = channel.read(ByteBuffer.wrap(bytes, end, bytes.length - end));
        if (count < 0) {
            return false;
        }
        end += count;
        return true;
    }

    /** @return whether the current line is whole */
    boolean findLine() {
        byte[] current = bytes;
        int at = scanned;
        int limit = end;
        while (at < limit && current[at] != '\n') {
            at++;
        }
        scanned = at;
        return at < limit;
    }

    /** @return whether this is the first byte of the current line */
    boolean beginsWith(byte first) {
        return end > start && bytes[start] == first;
    }

    /** @return the length of the current line without its end, as far as it was read */
    int length() {
        return scanned - start;
    }

    /** @return whether the current line, which is whole, is empty or white space */
    boolean isBlank() {
        return JsonReader.isBlank(bytes, start, scanned);
    }

    /** @return how many bytes were read and not taken */
    int unread() {
        return end - start;
    }

    /** @return whether the beginning of the current line was skipped */
    boolean isTooLong() {
        return tooLong;
    }

    /**
     * @return the JSON object that the current line holds
     * @throws JsonReader.MalformedJsonException where it holds something else
     */
    Map<String, Object> object() throws JsonReader.MalformedJsonException {
        return JsonReader.object(bytes, start, scanned);
    }

    /** Ends the current line, which is whole. The next line is the current one from now on. */
    void take() {
        start = ++scanned;
        tooLong = false;
    }

    /** Drops the bytes of the current line, which is unfinished. */
    void skip() {
        tooLong = true;
        start = scanned;
    }

    /** @return how many bytes of memory this connection holds */
    int held() {
        return bytes == null ? 0 : bytes.length;
    }

    /** Keeps the current line, which is unfinished, and gives the other memory back. */
    void keep() {
        if (bytes == null) {
            return;
        }
        bytes = buffers.keep(bytes, start, end);
        end -= start;
        scanned -= start;
        start = 0;
    }

    /** Gives all memory back. */
    void close() {
        if (bytes != null) {
            buffers.giveBack(bytes);
            bytes = null;
        }
        start = 0;
        scanned = 0;
        end = 0;
    }
}
