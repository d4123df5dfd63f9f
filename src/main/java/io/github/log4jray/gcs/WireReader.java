package io.github.log4jray.gcs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a message in the wire format of Protocol Buffers field by field, without copying it. A malformed message is an
 * {@link IOException}. For one thread.
 */
final class WireReader {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;
    private static final int MOST_VARINT_BYTES = 10;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int type;
    private long number;
    private int from;

    /** @param bytes one whole message */
    WireReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private WireReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /**
     * Goes to the next field.
     *
     * @return false at the end of the message
     * @throws IOException if the message is malformed
     */
    boolean next() throws IOException {
        if (at == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        switch (type) {
            case VARINT -> number = varint();
            case BYTES -> skip(varint());
            case FIXED_64 -> skip(Long.BYTES);
            case FIXED_32 -> skip(Integer.BYTES);
            default -> throw new IOException("byte " + at + " is of no message: a field of type " + type);
        }
        return true;
    }

    private void skip(long length) throws IOException {
        if (length < 0 || length > end - at) {
            throw new IOException("byte " + at + " is of no message: " + length + " bytes should follow");
        }
        from = at;
        at += (int) length;
    }

    private long varint() throws IOException {
        long value = 0;
        for (int i = 0; i < MOST_VARINT_BYTES && at < end; i++) {
            byte b = bytes[at++];
            value |= (b & 0x7FL) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw new IOException("byte " + at + " is of no message: a number should end before it");
    }

    /**
     * Goes to the next field with a number.
     *
     * @param wanted the number
     * @return false if there is none
     * @throws IOException if the message is malformed
     */
    boolean find(int wanted) throws IOException {
        while (next()) {
            if (field == wanted) {
                return true;
            }
        }
        return false;
    }

    /** @return the number of the field */
    int field() {
        return field;
    }

    /** @return whether its value is a number */
    boolean isNumber() {
        return type == VARINT;
    }

    /** @return whether its value is bytes, a text or a message */
    boolean isBytes() {
        return type == BYTES;
    }

    /** @return its value; 0 if it is not a number */
    long number() {
        return isNumber() ? number : 0;
    }

    /** @return its value; empty if it is not bytes */
    byte[] bytes() {
        return isBytes() ? Arrays.copyOfRange(bytes, from, at) : new byte[0];
    }

    /** @return its value decoded as UTF-8, invalid bytes as U+FFFD; empty if it is not bytes */
    String text() {
        return isBytes() ? new String(bytes, from, at - from, StandardCharsets.UTF_8) : "";
    }

    /** @return a reader of its value; an empty message if it is not bytes */
    WireReader message() {
        return isBytes() ? new WireReader(bytes, from, at) : new WireReader(bytes, 0, 0);
    }
}
