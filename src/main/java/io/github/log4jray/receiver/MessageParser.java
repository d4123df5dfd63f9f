package io.github.log4jray.receiver;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.text.JsonReader;
import java.util.Map;

/**
 * Makes {@link Message}s of the lines of one peer. Before its proof a peer may send few bytes only, which are summed up here;
 * line ends are part of them. Blank lines are keep-alives, also those that end with {@code \r\n}. Used by the receiver's thread.
 */
final class MessageParser {

    /** The first byte of a handshake of TLS, in each version. */
    private static final byte TLS_HANDSHAKE = 0x16;

    private static final Message TLS_HELLO = new Message.TlsHello();

    private final InputBuffer input;
    private int bytesBeforeProof;

    /** @param input its current line is parsed; it stays the current one */
    MessageParser(InputBuffer input) {
        this.input = input;
    }

    /** @return that a peer begins a handshake of TLS in the place of a hello; null if it does not */
    Message tlsHello() {
        return input.beginsWith(TLS_HANDSHAKE) ? TLS_HELLO : null;
    }

    /** @return the whole current line as a hello; null for a blank line */
    Message hello() {
        if (lineBeforeProofIsTooLong()) {
            return tooManyBytes();
        }
        if (input.isBlank()) {
            return null;
        }
        try {
            return Message.Hello.of(input.object());
        } catch (JsonReader.MalformedJsonException e) {
            return new Message.NoHello("invalid hello: " + e.getMessage());
        }
    }

    /** @return the whole current line as a proof; null for a blank line */
    Message proof() {
        if (lineBeforeProofIsTooLong()) {
            return tooManyBytes();
        }
        if (input.isBlank()) {
            return null;
        }
        try {
            Map<String, Object> members = input.object();
            return new Message.Proof(members.get("proof"));
        } catch (JsonReader.MalformedJsonException e) {
            return new Message.NoHello("invalid proof: " + e.getMessage());
        }
    }

    private boolean lineBeforeProofIsTooLong() {
        bytesBeforeProof += input.length() + 1;
        return bytesBeforeProof > Protocol.MAX_HELLO;
    }

    /** @return that a peer has sent too many bytes while it waits for the answer to its hello; null if it has not */
    Message tooManyUnread() {
        return input.unread() > Protocol.MAX_HELLO ? tooManyBytes() : null;
    }

    /** @return that a peer has sent too many bytes, with the unfinished current line; null if it has not */
    Message tooManyBeforeProof() {
        return bytesBeforeProof + input.length() > Protocol.MAX_HELLO ? tooManyBytes() : null;
    }

    private static Message tooManyBytes() {
        return new Message.NoHello(
                "invalid hello (expected at most " + Protocol.MAX_HELLO + " bytes before and with the proof)");
    }

    /**
     * @param stream of the worker
     * @return the whole current line as a batch, an invalid one if need be; null for a blank line
     */
    Message batch(WorkerStream stream) {
        if (input.isTooLong()) {
            return Message.NumberedBatch.invalid(stream);
        }
        if (input.isBlank()) {
            return null;
        }
        try {
            return Message.NumberedBatch.of(input.object(), stream);
        } catch (JsonReader.MalformedJsonException e) {
            return Message.NumberedBatch.invalid(stream);
        }
    }
}
