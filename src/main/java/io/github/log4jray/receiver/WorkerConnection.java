package io.github.log4jray.receiver;

import io.github.log4jray.protocol.Handshake;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One TCP connection, of a stranger or of a worker. It reads lines, returns them as {@link Message}s, and writes replies
 * for the receiver. It decides nothing and knows no other connection. Used by the receiver's thread.
 */
final class WorkerConnection {

    private enum State {
        /** Has not said hello. */
        STRANGER,
        /** Has said hello and waits for the answer; nothing is read meanwhile. */
        WAITING,
        /** Has the driver's proof and must send its own. */
        CHALLENGED,
        /** Was refused: the peer may read why, and its input is ignored. */
        REFUSED,
        /** Sends batches. */
        WORKER,
        /** Has ended. */
        CLOSED
    }

    private final Transport channel;
    private final SelectionKey key;
    private final SocketAddress remote;
    private final long since = System.nanoTime();
    private final InputBuffer input;
    private final MessageParser parser;
    private final Replies replies;

    private State state = State.STRANGER;
    private WorkerStream stream;
    private Message.Hello hello;
    private long answerAt;
    private Handshake handshake;
    private boolean secured;
    private boolean queued;
    private boolean heldUp;
    private boolean inputEnded;
    private long heardAt = since;

    /**
     * @param socket has been accepted
     * @param channel carries the bytes of the socket
     * @param selector of the receiver
     * @param buffers lends the memory for the input
     */
    WorkerConnection(SocketChannel socket, Transport channel, Selector selector, ReadBuffers buffers)
            throws IOException {
        this.channel = channel;
        this.input = new InputBuffer(buffers);
        this.parser = new MessageParser(input);
        this.replies = new Replies(channel, since);
        this.remote = socket.getRemoteAddress();
        socket.configureBlocking(false);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        this.key = socket.register(selector, SelectionKey.OP_READ);
    }

    /** @return the key of its channel, for the receiver's attachment */
    SelectionKey key() {
        return key;
    }

    /** @return when it connected, as {@link System#nanoTime()} */
    long since() {
        return since;
    }

    SocketAddress remote() {
        return remote;
    }

    /** @return the hello of the peer; null before it has said one */
    Message.Hello hello() {
        return hello;
    }

    /** @return the proofs of this connection; null before the driver has sent its own */
    Handshake handshake() {
        return handshake;
    }

    /** @return the worker's stream; null before the receiver has welcomed it */
    WorkerStream stream() {
        return stream;
    }

    /** @return whether the peer has not yet proved that it knows the token, and may do so */
    boolean isStranger() {
        return state == State.STRANGER || state == State.WAITING || state == State.CHALLENGED;
    }

    /** @return whether the peer has the driver's proof and must send its own */
    boolean isChallenged() {
        return state == State.CHALLENGED;
    }

    /** @return whether the peer's hello must be answered at {@link #answerAt} */
    boolean awaitsAnswer() {
        return state == State.WAITING;
    }

    /** @return when the hello must be answered, as {@link System#nanoTime()} */
    long answerAt() {
        return answerAt;
    }

    boolean isWorker() {
        return state == State.WORKER;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** @return whether the handshake of TLS, if there is one, has ended */
    boolean isSecured() {
        return secured;
    }

    /**
     * Goes on with the handshake of TLS, if there is one.
     *
     * @return whether it is complete
     */
    boolean secure() throws IOException {
        heardAt = System.nanoTime();
        secured = channel.handshake();
        updateInterest();
        return secured;
    }

    /** The handshake of TLS has failed. The input is read and ignored until the peer ends it, so that it learns why. */
    void refuseTls() throws IOException {
        state = State.REFUSED;
        secured = true;
        channel.endOutput();
        updateInterest();
    }

    /** @param now whether its handshake has to wait for others from now on */
    void queue(boolean now) {
        queued = now;
        updateInterest();
    }

    /** @return whether there may be input that the selector does not announce, and that must be read now */
    boolean hasInput() {
        return channel.hasInput()
                && secured
                && !heldUp
                && !inputEnded
                && state != State.WAITING
                && state != State.CLOSED;
    }

    /**
     * Reads once, at most a buffer, so that every connection has its turn.
     *
     * @return false at the end of the input
     */
    boolean read() throws IOException {
        if (!input.read(channel)) {
            return false;
        }
        heardAt = System.nanoTime();
        return true;
    }

    /** @return the next message, the same one until {@link #take}; null where no more was read */
    Message next() {
        if (state == State.WAITING) {
            return parser.tooManyUnread();
        }
        if (state == State.STRANGER && parser.tlsHello() != null) {
            return parser.tlsHello();
        }
        while (input.findLine()) {
            Message message = switch (state) {
                case STRANGER -> parser.hello();
                case CHALLENGED -> parser.proof();
                case WORKER -> parser.batch(stream);
                case WAITING, REFUSED, CLOSED -> null;
            };
            if (message != null) {
                return message;
            }
            input.take();
        }
        return isStranger() ? parser.tooManyBeforeProof() : null;
    }

    /** Ends the message that {@link #next} has returned. */
    void take() {
        input.take();
    }

    /** @return how many bytes of memory it holds for its input */
    int held() {
        return input.held();
    }

    /** Keeps an unfinished line, unless it is too long or belongs to a refused peer, and gives the other memory back. */
    void keepRest() {
        if (state == State.REFUSED || input.length() >= Protocol.MAX_LINE) {
            input.skip();
        }
        input.keep();
    }

    /**
     * The peer has said hello, and is answered later. It is not read from until then.
     *
     * @param itsHello is kept
     * @param time when, as {@link System#nanoTime()}
     */
    void awaitAnswer(Message.Hello itsHello, long time) {
        state = State.WAITING;
        hello = itsHello;
        answerAt = time;
        updateInterest();
    }

    /**
     * Sends the driver's proof. The next line of the peer must be its own.
     *
     * @param itsHello is kept
     * @param proofs of this connection
     * @param driver the id of this driver
     * @param nonce of this driver
     */
    void challenge(Message.Hello itsHello, Handshake proofs, String driver, String nonce) throws IOException {
        state = State.CHALLENGED;
        hello = itsHello;
        handshake = proofs;
        replies.challenge(driver, nonce, proofs.driverProof());
        updateInterest();
    }

    /**
     * The peer is a worker from now on.
     *
     * @param itsStream the worker's
     */
    void welcome(WorkerStream itsStream) throws IOException {
        state = State.WORKER;
        stream = itsStream;
        hello = null;
        handshake = null;
        acknowledge();
    }

    /** The peer speaks version 1 of the protocol. */
    void speakLegacy() {
        replies.speakLegacy();
    }

    /**
     * The peer, which speaks version 1 of the protocol, is a worker from now on.
     *
     * @param driver the id of this driver
     * @param itsStream the worker's
     */
    void welcomeLegacy(String driver, WorkerStream itsStream) throws IOException {
        state = State.WORKER;
        stream = itsStream;
        replies.welcomeLegacy(driver, stream.handled());
        updateInterest();
    }

    /**
     * Tells the peer why it is refused. For the answer to arrive, the output ends here, and the input is read and ignored
     * until the peer ends it.
     *
     * @param error as the protocol names it
     */
    void refuse(String error) throws IOException {
        state = State.REFUSED;
        replies.refuse(error);
        updateInterest();
        channel.endOutput();
    }

    /** Tells the worker up to which batch everything is handled, as soon as the socket takes it. */
    void acknowledge() throws IOException {
        replies.acknowledge(stream.handled());
        updateInterest();
    }

    /** Writes the reply that the socket did not take before. */
    void flush() throws IOException {
        replies.flush(stream == null ? 0 : stream.handled());
        updateInterest();
    }

    /**
     * Sends an empty line where nothing was sent for a while.
     *
     * @return whether the peer is alive; false where it was silent for too long or the connection has failed
     */
    boolean keepAlive(long now, Protocol protocol) {
        if (!stream.isNumbered()) {
            return true;
        }
        if (now - replies.writtenAt() >= protocol.keepAlive().toNanos() && !replies.isPending()) {
            try {
                replies.keepAlive();
                updateInterest();
            } catch (IOException e) {
                return heldUp;
            }
        }
        return heldUp || now - heardAt < 2 * protocol.deadAfter().toNanos();
    }

    /** @return whether it is not read from, as the display has no room for its next batch */
    boolean isHeldUp() {
        return heldUp;
    }

    /** @param now whether it is held up from now on */
    void holdUp(boolean now) {
        heldUp = now;
        updateInterest();
    }

    /** The peer has ended its output; it may still wait for acknowledgements. */
    void endInput() {
        inputEnded = true;
        updateInterest();
    }

    /** Closes a failed connection; messages that were read before stay. */
    void disconnect() {
        inputEnded = true;
        closeChannel();
    }

    /** @return whether nothing more can be read, and nothing more has to be written */
    boolean isOver() {
        return inputEnded
                && !heldUp
                && (!isWorker() || !channel.isOpen() || replies.hasAcknowledged(stream.received()));
    }

    private void updateInterest() {
        if (key.isValid()) {
            key.interestOps((heldUp || queued || inputEnded || state == State.WAITING ? 0 : SelectionKey.OP_READ)
                    | (replies.isPending() ? SelectionKey.OP_WRITE : 0));
        }
    }

    void close() {
        state = State.CLOSED;
        input.close();
        if (stream != null) {
            stream.disconnected(this);
        }
        closeChannel();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is over anyhow
        }
    }
}
