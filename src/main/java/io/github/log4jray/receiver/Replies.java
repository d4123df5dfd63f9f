package io.github.log4jray.receiver;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.text.Utf8Buffer;
import io.github.log4jray.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The output of one connection: the answers to hello and proof, acknowledgements, and empty lines as keep-alives.
 * It holds one line at most. While the socket does not take that line, later acknowledgements become one, and there are
 * no keep-alives. Used by the receiver's thread.
 */
final class Replies {

    private static final byte[] EMPTY_LINE = {'\n'};

    private final Transport channel;
    private int version = Protocol.VERSION;
    private ByteBuffer line = ByteBuffer.allocate(0);
    private boolean acknowledgeLater;
    private long acknowledged;
    private long writtenAt;

    /**
     * @param channel the connection
     * @param now the time, as {@link System#nanoTime()}
     */
    Replies(Transport channel, long now) {
        this.channel = channel;
        this.writtenAt = now;
    }

    /**
     * Answers a hello.
     *
     * @param driver the id of this driver
     * @param nonce of this driver for this connection
     * @param proof that this driver knows the token
     */
    void challenge(String driver, String nonce, String proof) throws IOException {
        Utf8Buffer answer = answer("driver").addJson(driver).add(",\"nonce\":").addJson(nonce);
        write(answer.add(",\"proof\":").addJson(proof).add("}\n").toByteArray());
    }

    /**
     * Accepts a hello of version 1.
     *
     * @param driver the id of this driver
     * @param handled up to this number all batches of the worker are handled
     */
    void welcomeLegacy(String driver, long handled) throws IOException {
        acknowledged = handled;
        Utf8Buffer answer = answer("driver").addJson(driver).add(",\"acked\":").add(handled);
        write(answer.add("}\n").toByteArray());
    }

    /** The peer speaks version 1 of the protocol. */
    void speakLegacy() {
        version = Protocol.LEGACY_VERSION;
    }

    /**
     * Refuses a peer.
     *
     * @param error as the protocol names it
     */
    void refuse(String error) throws IOException {
        write(answer("error").addJson(error).add("}\n").toByteArray());
    }

    private Utf8Buffer answer(String member) {
        return new Utf8Buffer()
                .add("{\"v\":")
                .add(version)
                .add(",\"")
                .add(member)
                .add("\":");
    }

    /** @param handled up to this number all batches of the worker are handled */
    void acknowledge(long handled) throws IOException {
        if (isPending()) {
            acknowledgeLater = true;
        } else {
            acknowledged = handled;
            write(new Utf8Buffer().add("{\"acked\":").add(handled).add("}\n").toByteArray());
        }
    }

    /** Writes an empty line. */
    void keepAlive() throws IOException {
        write(EMPTY_LINE);
    }

    /**
     * Writes the rest of a line that the socket did not take, and then the acknowledgement that had to wait.
     *
     * @param handled up to this number all batches of the worker are handled
     */
    void flush(long handled) throws IOException {
        write();
        if (!isPending() && acknowledgeLater) {
            acknowledgeLater = false;
            acknowledge(handled);
        }
    }

    private void write(byte[] bytes) throws IOException {
        line = ByteBuffer.wrap(bytes);
        write();
    }

    private void write() throws IOException {
        if (channel.write(line) > 0) {
            writtenAt = System.nanoTime();
        }
    }

    /** @return whether a line waits for the socket */
    boolean isPending() {
        return line.hasRemaining() || channel.hasOutput();
    }

    /**
     * @param received the number of the last batch that was received
     * @return whether the acknowledgement of that batch was written
     */
    boolean hasAcknowledged(long received) {
        return acknowledged >= received && !isPending();
    }

    /** @return when something was written last, as {@link System#nanoTime()} */
    long writtenAt() {
        return writtenAt;
    }
}
