package io.github.log4jray.gcs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a message in the wire format of Protocol Buffers. For one thread. */
final class WireWriter {

    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * @param field its number
     * @param value of the field; 0 is written too
     * @return this
     */
    WireWriter number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    /**
     * @param field its number
     * @param value of the field; empty is written too
     * @return this
     */
    WireWriter bytes(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /**
     * @param field its number
     * @param value of the field
     * @return this
     */
    WireWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param field its number
     * @param value of the field
     * @return this
     */
    WireWriter message(int field, WireWriter value) {
        return bytes(field, value.toBytes());
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** @return the message */
    byte[] toBytes() {
        return out.toByteArray();
    }
}
