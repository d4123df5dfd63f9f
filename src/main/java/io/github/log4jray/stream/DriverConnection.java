package io.github.log4jray.stream;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.protocol.BusyException;
import io.github.log4jray.protocol.Handshake;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.text.JsonReader;
import io.github.log4jray.text.Utf8Buffer;
import io.github.log4jray.transport.TlsProblem;
import io.github.log4jray.transport.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * One connection with a driver, in the order {@link #connect}, {@link #hello}, {@link #sendAll}. For the sender's thread.
 * The channel does not block: the thread waits in the selector, which an append or a stop wakes up.
 */
final class DriverConnection {

    private static final int MAX_ANSWER = 64 * 1024;

    /** The first byte of the answer of a driver in TLS to a worker in clear text. */
    private static final byte TLS_ALERT = 0x15;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** How long the sender waits for more lines after it has sent some: larger batches at the cost of a millisecond. */
    static final int GATHER_MILLIS = 1;

    private final SocketChannel socket;
    private final Selector selector;
    private final SelectionKey key;
    private final SendBuffer buffer;
    private final StopRequest stop;
    private final Protocol protocol;
    private Transport channel;
    private ByteBuffer in = ByteBuffer.allocate(4096);
    private long lastRead = System.nanoTime();
    private long lastWritten = lastRead;

    /**
     * @param socket not connected, and not blocking
     * @param selector waits for this socket only; {@code wakeup} announces lines to send or a stop
     * @param buffer has the batches to send
     * @param stop ends the connection when all is acknowledged or no time is left
     * @param protocol the times of the protocol
     * @throws IOException if the channel is closed
     */
    DriverConnection(SocketChannel socket, Selector selector, SendBuffer buffer, StopRequest stop, Protocol protocol)
            throws IOException {
        this.socket = socket;
        this.channel = Transport.clear(socket);
        this.selector = selector;
        this.key = socket.register(selector, 0);
        this.buffer = buffer;
        this.stop = stop;
        this.protocol = protocol;
    }

    /**
     * @param address of the driver
     * @param timeout the longest time to connect
     * @throws IOException if there is no connection in time
     */
    void connect(InetSocketAddress address, Duration timeout) throws IOException {
        boolean connected = socket.connect(address);
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!connected) {
            await(SelectionKey.OP_CONNECT, deadline, "connecting");
            connected = socket.finishConnect();
        }
    }

    /**
     * Changes to TLS, before the hello.
     *
     * @param tls the worker's side of it
     * @throws RejectedException if the driver does not speak TLS or is not the one that is expected, or the driver rejects
     *     this process
     * @throws IOException if the connection fails, or the handshake takes too long
     */
    void secure(Transport tls) throws IOException {
        long deadline = System.nanoTime() + protocol.helloTimeout().toNanos();
        channel = tls;
        try {
            while (!channel.handshake()) {
                await(
                        channel.hasOutput() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ,
                        deadline,
                        "waiting for the TLS handshake");
            }
        } catch (SSLException e) {
            throw new RejectedException(TlsProblem.of(e), e);
        }
    }

    private void await(int operation, long deadline, String doing) throws IOException {
        long left = deadline - System.nanoTime();
        left = Math.min(left, stop.nanosLeft());
        if (stop.isComplete(buffer::isAcknowledged)) {
            throw new InterruptedIOException("stopped while " + doing);
        }
        if (left <= 0) {
            throw new SocketTimeoutException("it took too long: " + doing);
        }
        select(operation, TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }

    private void select(int operations, long millis) throws IOException {
        key.interestOps(operations);
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    /**
     * Says hello, and proves to know the token after the driver has proved it. Afterwards the buffer is at the first batch
     * that the driver does not have. A driver without the right proof gets only the hello.
     *
     * @param identity of this process
     * @param lastDriver the id of the driver of the last connection; null for none
     * @return the id of this driver
     * @throws RejectedException if the driver rejects this process, or can't prove that it knows the token
     * @throws IOException if the connection fails, or an answer does not come in time
     */
    String hello(Identity identity, String lastDriver) throws IOException {
        long deadline = System.nanoTime() + protocol.helloTimeout().toNanos();
        String nonce = Handshake.newNonce();
        say(helloLine(identity, nonce), deadline, "saying hello");
        Map<String, Object> challenge = answer(deadline, "waiting for the answer to hello");
        Handshake handshake = handshake(identity, nonce, challenge);
        if (handshake == null || !handshake.isDriverProof(challenge.get("proof"))) {
            throw new RejectedException(
                    "it does not prove that it knows the token of this process, so it gets no line", null);
        }
        Utf8Buffer proof = new Utf8Buffer().add("{\"proof\":").addJson(handshake.workerProof());
        say(proof.add("}\n").toByteArray(), deadline, "proving that it knows the token");
        Map<String, Object> welcome = answer(deadline, "waiting for the answer to the proof");
        if (!(welcome.get("acked") instanceof Long acked)) {
            throw new IOException("it answered with something else than the protocol: it acknowledges nothing");
        }
        throwIfTaken(acked);
        String driver = (String) challenge.get("driver");
        if (driver.equals(lastDriver)) {
            buffer.acknowledged(acked);
        }
        buffer.rewind();
        return driver;
    }

    private static byte[] helloLine(Identity identity, String nonce) {
        Utf8Buffer hello = new Utf8Buffer().add("{\"v\":").add(Protocol.VERSION);
        hello.add(",\"sender\":").addJson(identity.senderId());
        hello.add(",\"worker_id\":")
                .addJson(identity.workerId())
                .add(",\"pid\":")
                .add(ProcessIds.pid());
        return hello.add(",\"nonce\":").addJson(nonce).add("}\n").toByteArray();
    }

    /** Returns null if the answer is not that of a driver. */
    private static Handshake handshake(Identity identity, String nonce, Map<String, Object> challenge) {
        return Handshake.isId(challenge.get("driver")) && Handshake.isId(challenge.get("nonce"))
                ? new Handshake(identity.token(), identity.senderId(), (String) challenge.get("driver"), nonce, (String)
                        challenge.get("nonce"))
                : null;
    }

    private void say(byte[] line, long deadline, String doing) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(line);
        while (channel.write(out) >= 0 && (out.hasRemaining() || channel.hasOutput())) {
            await(SelectionKey.OP_WRITE, deadline, doing);
        }
    }

    private Map<String, Object> answer(long deadline, String doing) throws IOException {
        Map<String, Object> answer;
        while ((answer = nextAnswer()) == null) {
            if (!channel.hasInput()) {
                await(SelectionKey.OP_READ, deadline, doing);
            }
            readAnswer();
        }
        if (answer.containsKey("error")) {
            throw failure(answer.get("error"));
        }
        return answer;
    }

    /** In TLS 1.3, a driver that does not accept the certificate of this process says so after the handshake. */
    private void readAnswer() throws IOException {
        try {
            read();
        } catch (SSLException e) {
            throw new RejectedException(TlsProblem.of(e), e);
        }
    }

    private static IOException failure(Object error) {
        if ("busy".equals(error)) {
            return new BusyException();
        }
        if ("token".equals(error)) {
            return RejectedException.answered(
                    "token",
                    ", and the one that RAY_DRIVER_LOG_TOKEN or the session gives this process is another one");
        }
        return "version".equals(error)
                ? RejectedException.answered("version", ", as its log4j-ray has another version of the protocol")
                : new IOException("it answered with an error that is not of the protocol");
    }

    private void throwIfTaken(long acked) throws SenderTakenException {
        if (acked > buffer.lastSeq()) {
            throw new SenderTakenException();
        }
    }

    /**
     * Sends batches and takes acknowledgements until the stop is complete.
     *
     * @throws IOException when the connection ends before
     */
    void sendAll() throws IOException {
        takeAcknowledgements();
        while (!stop.isComplete(buffer::isAcknowledged)) {
            ByteBuffer out = buffer.poll();
            if (out == null && channel.hasOutput()) {
                channel.write(NOTHING);
                giveUpOnSilence();
                select(SelectionKey.OP_READ | (channel.hasOutput() ? SelectionKey.OP_WRITE : 0), 1);
            } else if (out == null) {
                keepAlive();
                giveUpOnSilence();
                select(SelectionKey.OP_READ, timeToWait());
            } else {
                write(out);
            }
            takeAcknowledgements();
        }
    }

    private void write(ByteBuffer out) throws IOException {
        int written = channel.write(out);
        buffer.sent(written);
        lastWritten = written > 0 ? System.nanoTime() : lastWritten;
        if (out.hasRemaining() || channel.hasOutput()) {
            giveUpOnSilence();
            select(SelectionKey.OP_READ | SelectionKey.OP_WRITE, timeToWait());
        } else {
            letLinesGather();
        }
    }

    /** Waits for more lines. Acknowledgements wait as well: fewer and larger batches need fewer of them. */
    private void letLinesGather() throws IOException {
        if (!stop.isRequested() && buffer.gather()) {
            select(0, GATHER_MILLIS);
        }
    }

    private long timeToWait() {
        long now = System.nanoTime();
        long left = Math.min(
                protocol.keepAlive().toNanos() - (now - lastWritten),
                protocol.deadAfter().toNanos() - (now - lastRead));
        left = Math.min(left, stop.nanosLeft());
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    }

    private void keepAlive() throws IOException {
        long now = System.nanoTime();
        if (now - lastWritten >= protocol.keepAlive().toNanos()) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            lastWritten = now;
            buffer.forgetSpares();
        }
    }

    private void giveUpOnSilence() throws IOException {
        if (System.nanoTime() - lastRead >= protocol.deadAfter().toNanos()) {
            throw new SocketTimeoutException(
                    "it has been silent for " + protocol.deadAfter().toSeconds() + " s");
        }
    }

    private void takeAcknowledgements() throws IOException {
        do {
            read();
            Map<String, Object> answer;
            while ((answer = nextAnswer()) != null) {
                if (answer.get("acked") instanceof Long acked) {
                    throwIfTaken(acked);
                    buffer.acknowledged(acked);
                }
            }
        } while (channel.hasInput());
    }

    private void read() throws IOException {
        if (!in.hasRemaining()) {
            if (in.capacity() >= MAX_ANSWER) {
                throw new IOException("it answered with a line of more than " + MAX_ANSWER + " bytes");
            }
            in = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
        }
        int count = channel.read(in);
        if (count < 0) {
            throw new EOFException("it has closed the connection");
        }
        if (count > 0) {
            lastRead = System.nanoTime();
        }
    }

    /** @return the next complete line that is not blank; null for none */
    private Map<String, Object> nextAnswer() throws IOException {
        in.flip();
        if (in.hasRemaining() && in.get(0) == TLS_ALERT) {
            throw new RejectedException("it speaks TLS, so its address begins with tls://", null);
        }
        try {
            int start = in.position();
            for (int i = start; i < in.limit(); i++) {
                if (in.get(i) == '\n') {
                    in.position(i + 1);
                    if (!JsonReader.isBlank(in.array(), start, i)) {
                        return JsonReader.object(in.array(), start, i);
                    }
                    start = i + 1;
                }
            }
            return null;
        } catch (JsonReader.MalformedJsonException e) {
            throw new IOException("it answered with something else than the protocol: " + e.getMessage());
        } finally {
            in.compact();
        }
    }
}
