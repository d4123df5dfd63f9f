package io.github.log4jray.receiver;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.text.JsonReader;
import io.github.log4jray.text.Utf8Buffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One connection of somebody who may be a worker. It holds at most one line that has not ended and what one read
 * brought; what it has to say back is an answer, an acknowledgement and an empty line at the most.
 */
final class WorkerConnection {

    private static final Pattern SENDER = Pattern.compile("[0-9a-f]{32}");
    private static final byte[] EMPTY_LINE = {'\n'};

    private enum State {
        /** Has not said hello. */
        STRANGER,
        /** Was refused: it may read why, and nothing of it is read any more. */
        REFUSED,
        /** Sends batches. */
        WORKER,
        /** Has ended. */
        CLOSED
    }

    private final Receiver receiver;
    private final ReadBuffers buffers;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final SocketAddress remote;
    private final long since = System.nanoTime();

    private State state = State.STRANGER;
    private WorkerStream sender;

    private byte[] in;
    private int start;
    private int scanned;
    private int end;
    private int beforeHello;
    private boolean tooLong;
    private boolean heldUp;
    private boolean inputEnded;
    private long heard = since;

    private ByteBuffer out = ByteBuffer.allocate(0);
    private boolean acknowledgeLater;
    private long acknowledged;
    private long said = since;

    WorkerConnection(Receiver receiver, SocketChannel channel, Selector selector) throws IOException {
        this.receiver = receiver;
        this.buffers = receiver.buffers();
        this.channel = channel;
        this.remote = channel.getRemoteAddress();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** @return when it connected, as {@link System#nanoTime()} */
    long since() {
        return since;
    }

    SocketAddress remote() {
        return remote;
    }

    /**
     * Reads what has arrived, up to the size of a buffer, so that every peer has its turn.
     *
     * @param full the display has no room: then batches are better read later
     */
    void read(boolean full) throws IOException {
        if (full && state == State.WORKER) {
            holdUp();
            return;
        }
        in = buffers.withRoom(in, end);
        int count = channel.read(ByteBuffer.wrap(in, end, in.length - end));
        if (count < 0) {
            giveBack();
            inputEnded = true;
            interest();
            endWhenAnswered();
            return;
        }
        heard = System.nanoTime();
        end += count;
        takeLines();
    }

    /** The display has room again. */
    void goOn() throws IOException {
        heldUp = false;
        takeLines();
        if (heldUp) {
            return;
        }
        interest();
        endWhenAnswered();
    }

    /** A peer that has ended its output may still wait for acknowledgements. */
    private void endWhenAnswered() {
        if (inputEnded && (state != State.WORKER || !channel.isOpen() || isAnswered())) {
            receiver.end(this);
        }
    }

    private void takeLines() throws IOException {
        while (scanned < end && state != State.CLOSED) {
            if (in[scanned++] == '\n') {
                if (!take(start, scanned - 1)) {
                    scanned--;
                    holdUp();
                    return;
                }
                start = scanned;
            }
        }
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.STRANGER && beforeHello + end - start > Protocol.MAX_HELLO) {
            saysTooMuch();
            return;
        }
        if (state == State.REFUSED || end - start >= Protocol.MAX_LINE) {
            tooLong |= state == State.WORKER;
            start = end;
        }
        giveBack();
    }

    private void holdUp() {
        heldUp = true;
        receiver.holdUp(this);
        interest();
    }

    /** Keeps the beginning of a line. */
    private void giveBack() throws IOException {
        byte[] buffer = in;
        if (buffer == null) {
            return;
        }
        in = null;
        try {
            in = buffers.keep(buffer, start, end);
        } catch (IOException e) {
            receiver.reports().refused(remote, e.getMessage());
            throw e;
        }
        end -= start;
        scanned -= start;
        start = 0;
    }

    /** Takes one line; false where it must be offered again. */
    private boolean take(int from, int to) throws IOException {
        switch (state) {
            case STRANGER:
                beforeHello += to - from + 1;
                if (beforeHello > Protocol.MAX_HELLO) {
                    saysTooMuch();
                } else if (to > from) {
                    hello(from, to);
                }
                return true;
            case WORKER:
                boolean skip = tooLong;
                if (to == from && !skip) {
                    return true;
                }
                if (!batch(from, to, skip)) {
                    return false;
                }
                tooLong = false;
                return true;
            default:
                return true;
        }
    }

    private void saysTooMuch() {
        end("it has sent " + Protocol.MAX_HELLO + " bytes that are no hello");
    }

    private void end(String why) {
        receiver.reports().refused(remote, why);
        receiver.end(this);
    }

    /** It has said no hello for too long, and is ended. */
    void tookTooLong() {
        if (state == State.STRANGER) {
            receiver.reports().refused(remote, "it has not said hello in time");
        }
    }

    private void hello(int from, int to) throws IOException {
        Map<String, Object> hello;
        try {
            hello = JsonReader.object(in, from, to);
        } catch (JsonReader.MalformedJsonException e) {
            end("its first line is no hello: " + e.getMessage());
            return;
        }
        Object version = hello.getOrDefault("v", (long) Protocol.VERSION);
        Object id = hello.get("sender");
        if (!Long.valueOf(Protocol.VERSION).equals(version)) {
            refuse("version", "its protocol has another version");
        } else if (!receiver.isToken(hello.get("token"))) {
            refuse("token", "its token is not that of this driver");
        } else if (id != null
                && !(id instanceof String text && SENDER.matcher(text).matches())) {
            end("its hello names a sender that is not 32 hexadecimal digits");
        } else {
            sender = receiver.welcome(this, (String) id);
            if (sender == null) {
                refuse("busy", "there are too many connections");
                return;
            }
            state = State.WORKER;
            acknowledged = sender.handled();
            Utf8Buffer answer =
                    new Utf8Buffer().add("{\"v\":").add(Protocol.VERSION).add(",\"driver\":");
            answer.addJson(receiver.driver())
                    .add(",\"acked\":")
                    .add(acknowledged)
                    .add("}\n");
            say(answer.toByteArray());
        }
    }

    /** The answer must reach the peer: so the output ends here, and the input is read away until the peer ends it. */
    private void refuse(String error, String why) throws IOException {
        receiver.reports().refused(remote, why);
        state = State.REFUSED;
        Utf8Buffer answer =
                new Utf8Buffer().add("{\"v\":").add(Protocol.VERSION).add(",\"error\":");
        say(answer.addJson(error).add("}\n").toByteArray());
        channel.shutdownOutput();
    }

    private boolean batch(int from, int to, boolean skip) {
        Batch batch = null;
        long seq = sender.numbers() ? sender.next() : 0;
        try {
            Map<String, Object> members = skip ? Map.of() : JsonReader.object(in, from, to);
            seq = members.get("seq") instanceof Long number && sender.numbers() && number > 0 ? number : seq;
            batch = Batch.of(members);
        } catch (JsonReader.MalformedJsonException e) {
            // counted below
        }
        if (sender.hasReceived(seq)) {
            sender.repeatAcknowledgement();
            return true;
        }
        if (!receiver.show(batch, sender, seq)) {
            return false;
        }
        if (batch == null) {
            receiver.reports().malformed(remote);
        }
        sender.received(seq);
        return true;
    }

    /** Says up to which batch everything is handled, now or when what was said before has gone. */
    void acknowledge(long seq) throws IOException {
        if (out.hasRemaining()) {
            acknowledgeLater = true;
        } else {
            acknowledged = seq;
            say(new Utf8Buffer().add("{\"acked\":").add(seq).add("}\n").toByteArray());
        }
    }

    private boolean isAnswered() {
        return acknowledged >= sender.received() && !out.hasRemaining();
    }

    private void say(byte[] line) throws IOException {
        out = ByteBuffer.wrap(line);
        flush();
    }

    /** Writes what could not be written before. */
    void flush() throws IOException {
        if (channel.write(out) > 0) {
            said = System.nanoTime();
        }
        if (!out.hasRemaining() && acknowledgeLater) {
            acknowledgeLater = false;
            acknowledge(sender.handled());
            return;
        }
        interest();
        if (!heldUp) {
            endWhenAnswered();
        }
    }

    private void interest() {
        if (key.isValid()) {
            key.interestOps((heldUp || inputEnded ? 0 : SelectionKey.OP_READ)
                    | (out.hasRemaining() ? SelectionKey.OP_WRITE : 0));
        }
    }

    /**
     * Sends an empty line where nothing was said for a while.
     *
     * @return false where the peer has not been heard of for so long that it must have gone
     */
    boolean isAlive(long now, Protocol protocol) {
        if (!sender.numbers()) {
            return true;
        }
        if (now - said >= protocol.keepAlive().toNanos() && !out.hasRemaining()) {
            try {
                say(EMPTY_LINE);
            } catch (IOException e) {
                return heldUp;
            }
        }
        return heldUp || now - heard < 2 * protocol.deadAfter().toNanos();
    }

    /** @return whether lines of it were read that the display had no room for; they are not lost with the connection */
    boolean isHeldUp() {
        return heldUp;
    }

    /** The connection is over; lines that were read stay. */
    void endInput() {
        inputEnded = true;
        closeChannel();
    }

    void close() {
        state = State.CLOSED;
        if (in != null) {
            buffers.giveBack(in);
            in = null;
        }
        if (sender != null) {
            sender.disconnected(this);
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
