package io.github.log4jray.gcs;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A message in the wire format of Protocol Buffers, written and read by their own library: an oracle for ours. */
final class WireMessage {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private interface Writer {
        void write(CodedOutputStream out) throws IOException;
    }

    private WireMessage add(Writer writer) {
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            writer.write(out);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    WireMessage number(int field, long value) {
        return add(out -> out.writeInt64(field, value));
    }

    WireMessage bytes(int field, byte[] value) {
        return add(out -> out.writeByteArray(field, value));
    }

    WireMessage text(int field, String value) {
        return add(out -> out.writeString(field, value));
    }

    WireMessage message(int field, WireMessage value) {
        return bytes(field, value.toBytes());
    }

    WireMessage fixed64(int field, long value) {
        return add(out -> out.writeFixed64(field, value));
    }

    WireMessage fixed32(int field, int value) {
        return add(out -> out.writeFixed32(field, value));
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** @return the fields of a message */
    static UnknownFieldSet read(byte[] message) throws InvalidProtocolBufferException {
        return UnknownFieldSet.parseFrom(message);
    }

    /** @return the last value of a field of bytes; empty for none */
    static byte[] bytes(UnknownFieldSet message, int field) {
        List<ByteString> values = message.getField(field).getLengthDelimitedList();
        return values.isEmpty() ? new byte[0] : values.get(values.size() - 1).toByteArray();
    }

    /** @return the last value of a field of numbers; 0 for none */
    static long number(UnknownFieldSet message, int field) {
        List<Long> values = message.getField(field).getVarintList();
        return values.isEmpty() ? 0 : values.get(values.size() - 1);
    }
}
