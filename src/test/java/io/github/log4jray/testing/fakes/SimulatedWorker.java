package io.github.log4jray.testing.fakes;

import io.github.log4jray.protocol.Backoff;
import io.github.log4jray.testing.fixtures.DriverOutput;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One worker among thousands that share a thread: connects, proves the token, logs numbered lines, sends again what a
 * driver did not acknowledge, and connects again after a loss, with the pauses of the real ones. For one thread.
 */
public final class SimulatedWorker {

    private static final int MOST_LINES = 300;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
    private static final Duration DEAD_AFTER = Duration.ofSeconds(30);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private enum State {
        AWAY,
        CONNECTING,
        SAID_HELLO,
        PROVED,
        CONNECTED
    }

    /** A batch that no driver has acknowledged. */
    private record Batch(long seq, byte[] bytes, long sentAt) {}

    /** Hears of what its workers do. */
    public interface Observer {

        /** A worker tries to connect. */
        void attempted();

        /** A worker is welcome, or its connection has ended after that. */
        void connected(boolean now);

        /** An attempt has failed; a connection that ends after the driver's welcome is none. */
        void failed(IOException why);

        /** A driver has acknowledged a batch so long after it was made. */
        void acknowledged(long nanos);
    }

    private final long pid;
    private final InetSocketAddress driver;
    private final String token;
    private final Selector selector;
    private final Observer observer;
    private final String sender;
    private final Backoff backoff = new Backoff();
    private final StringBuilder line = new StringBuilder();
    private final Deque<Batch> unacknowledged = new ArrayDeque<>();

    /** Those of them that were not sent over this connection. */
    private final Deque<Batch> unsent = new ArrayDeque<>();

    private State state = State.AWAY;
    private SocketChannel channel;
    private String nonce;
    private ByteBuffer out = NOTHING;
    private long dueAt = System.nanoTime();
    private long heardAt;
    private long writtenAt;
    private long logged;
    private long seq;

    /** @param pid names it; also its sender */
    public SimulatedWorker(long pid, InetSocketAddress driver, String token, Selector selector, Observer observer) {
        this.pid = pid;
        this.driver = driver;
        this.token = token;
        this.selector = selector;
        this.observer = observer;
        this.sender = String.format("%032x", pid);
    }

    /** @return how many lines were logged, sent or not */
    public long logged() {
        return logged;
    }

    /** @return whether a driver has acknowledged all lines */
    public boolean isAcknowledged() {
        return unacknowledged.isEmpty();
    }

    /** Does what the time demands: an attempt to connect, a keep-alive, the end of a dead connection. */
    public void tick(long now) {
        if (state == State.AWAY) {
            if (now - dueAt >= 0) {
                connect(now);
            }
        } else if (now - heardAt > DEAD_AFTER.toNanos()) {
            lose(new EOFException("nothing was heard"));
        } else if (state == State.CONNECTED && now - writtenAt > KEEP_ALIVE.toNanos() && !out.hasRemaining()) {
            say("");
        }
    }

    private void connect(long now) {
        observer.attempted();
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_CONNECT, this);
            state = State.CONNECTING;
            heardAt = now;
            channel.connect(driver);
        } catch (IOException e) {
            lose(e);
        }
    }

    private void lose(IOException why) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is over anyhow
        }
        out = NOTHING;
        line.setLength(0);
        unsent.clear();
        if (state == State.CONNECTED) {
            backoff.reset();
            observer.connected(false);
        } else {
            observer.failed(why);
        }
        state = State.AWAY;
        dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoff.nextMillis(Backoff.LONGEST));
    }

    /** Its channel can do something. */
    public void serve(SelectionKey key, ByteBuffer in) {
        try {
            if (state == State.CONNECTING) {
                if (channel.finishConnect()) {
                    begin(key);
                }
            } else {
                if (key.isWritable()) {
                    write();
                }
                read(in);
            }
        } catch (IOException e) {
            lose(e);
        }
    }

    private void begin(SelectionKey key) {
        key.interestOps(SelectionKey.OP_READ);
        nonce = Proof.nonce();
        state = State.SAID_HELLO;
        say(ProtocolPeer.helloLine(sender, nonce));
    }

    private void read(ByteBuffer in) throws IOException {
        in.clear();
        int count = channel.read(in);
        if (count < 0) {
            throw new EOFException("the driver has ended the connection");
        }
        heardAt = count > 0 ? System.nanoTime() : heardAt;
        for (in.flip(); in.hasRemaining(); ) {
            char c = (char) in.get();
            if (c == '\n') {
                String message = line.toString();
                line.setLength(0);
                hear(message);
            } else {
                line.append(c);
            }
        }
    }

    private void hear(String message) throws IOException {
        if (message.isEmpty()) {
            return;
        }
        if (state == State.CONNECTED) {
            acknowledged(Long.parseLong(message, "{\"acked\":".length(), message.length() - 1, 10));
            return;
        }
        Map<String, Object> answer = ProtocolPeer.object(message.getBytes(StandardCharsets.UTF_8));
        if (answer.containsKey("error")) {
            throw new IOException((String) answer.get("error"));
        }
        if (state == State.SAID_HELLO) {
            prove(answer);
        } else {
            state = State.CONNECTED;
            observer.connected(true);
            acknowledged((Long) answer.get("acked"));
            unsent.addAll(unacknowledged);
            write();
        }
    }

    private void prove(Map<String, Object> challenge) {
        String id = (String) challenge.get("driver");
        String driverNonce = (String) challenge.get("nonce");
        if (!Proof.ofDriver(token, nonce, driverNonce, sender, id).equals(challenge.get("proof"))) {
            throw new AssertionError("the driver proves nothing: " + challenge);
        }
        state = State.PROVED;
        say("{\"proof\":\"" + Proof.ofWorker(token, nonce, driverNonce, sender, id) + "\"}");
    }

    private void acknowledged(long acked) {
        long now = System.nanoTime();
        while (!unacknowledged.isEmpty() && unacknowledged.peek().seq <= acked) {
            observer.acknowledged(now - unacknowledged.poll().sentAt);
        }
    }

    /** Logs as many lines as are due, unless others wait to be sent. */
    public void log(long due) {
        if (due > logged && unsent.isEmpty() && !out.hasRemaining()) {
            Batch batch = new Batch(++seq, lines(Math.min(due, logged + MOST_LINES)), System.nanoTime());
            unacknowledged.add(batch);
            if (state == State.CONNECTED) {
                unsent.add(batch);
                attemptToWrite();
            }
        }
    }

    private byte[] lines(long end) {
        StringBuilder batch = new StringBuilder("{\"ip\":null,\"pid\":").append(pid);
        batch.append(",\"job\":null,\"is_err\":false,\"lines\":[");
        for (String comma = ""; logged < end; comma = ",") {
            batch.append(comma).append("\"line ").append(logged++);
            batch.append(DriverOutput.PADDING).append('"');
        }
        batch.append("],\"actor_name\":null,\"task_name\":null,\"seq\":").append(seq);
        return batch.append("}\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void say(String text) {
        out = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
        attemptToWrite();
    }

    private void attemptToWrite() {
        try {
            write();
        } catch (IOException e) {
            lose(e);
        }
    }

    private void write() throws IOException {
        boolean more = true;
        while (more) {
            if (!out.hasRemaining() && !unsent.isEmpty()) {
                out = ByteBuffer.wrap(unsent.poll().bytes);
            }
            more = channel.write(out) > 0 && !out.hasRemaining() && !unsent.isEmpty();
        }
        writtenAt = System.nanoTime();
        channel.keyFor(selector).interestOps(SelectionKey.OP_READ | (out.hasRemaining() ? SelectionKey.OP_WRITE : 0));
    }

    @Override
    public String toString() {
        return "worker " + pid + " " + state;
    }
}
