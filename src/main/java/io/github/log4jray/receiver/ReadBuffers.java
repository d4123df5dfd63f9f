package io.github.log4jray.receiver;

import java.util.Arrays;

/**
 * The memory for the input of all connections of one receiver: a buffer for the connection that is being read from, and
 * for each other one no more than its unfinished line. The receiver ends connections while the sum is too large. Used by the receiver's thread.
 */
final class ReadBuffers {

    private static final int SIZE = 64 * 1024;

    private final long most;
    private byte[] spare;
    private long held;

    /** All connections together may hold a share of the application's memory. */
    ReadBuffers() {
        this(Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4));
    }

    /** @param most how many bytes connections may hold while they are not being read from */
    ReadBuffers(long most) {
        this.most = most;
    }

    /**
     * Begins to read from a connection.
     *
     * @param rest the array that {@link #keep} has returned; null for none
     * @param length how many of its bytes are used
     * @return a buffer that begins with these bytes and has room for more
     */
    byte[] withRoom(byte[] rest, int length) {
        if (rest != null && rest.length >= SIZE && length < rest.length) {
            return rest;
        }
        byte[] buffer = taken(length < SIZE ? SIZE : length * 2);
        if (rest != null) {
            System.arraycopy(rest, 0, buffer, 0, length);
            giveBack(rest);
        }
        return buffer;
    }

    private byte[] taken(int size) {
        byte[] buffer = size == SIZE && spare != null ? spare : new byte[size];
        if (buffer == spare) {
            spare = null;
        }
        held += size;
        return buffer;
    }

    /**
     * Ends to read from a connection.
     *
     * @param buffer the array that {@link #withRoom} has returned
     * @param from where the bytes begin that are still needed
     * @param to where they end
     * @return these bytes, from index 0 on; null for none
     */
    byte[] keep(byte[] buffer, int from, int to) {
        int length = to - from;
        if (length == 0) {
            giveBack(buffer);
            return null;
        }
        byte[] rest = buffer;
        if (length <= SIZE / 2) {
            rest = Arrays.copyOfRange(buffer, from, to);
            held += rest.length;
            giveBack(buffer);
        } else {
            System.arraycopy(buffer, from, buffer, 0, length);
        }
        return rest;
    }

    /** @return whether all connections together hold too much */
    boolean areOver() {
        return held > most;
    }

    /** @param buffer is no longer needed */
    void giveBack(byte[] buffer) {
        held -= buffer.length;
        if (buffer.length == SIZE) {
            spare = buffer;
        }
    }
}
