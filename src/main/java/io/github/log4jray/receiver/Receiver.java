package io.github.log4jray.receiver;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.TransportThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes the batches of workers over TCP, by one thread whatever their number, and gives them to the {@link Display}.
 * While the display has no room, the peers with a batch for it are not read from; acknowledgements and keep-alives go
 * on.
 */
public final class Receiver {

    /** How many peers may be connected that have said hello, and how many that have not. */
    private static final int MAX_PEERS = 2000;

    /** How many senders are remembered that are not connected now. */
    private static final int MAX_ABSENT_SENDERS = 20_000;

    private static final int BACKLOG = 1024;
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration IDLE_AT_STOP = Duration.ofMillis(200);
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(100);
    private static final int DRIVER_BYTES = 16;

    /** What peers may hold that is not shown yet: a share of the memory of the application. */
    private static final long MOST_BYTES =
            Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4);

    private final String driver = ProcessIds.randomHex(DRIVER_BYTES);
    private final String token;
    private final DriverJobs jobs;
    private final Protocol protocol;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final TransportThread thread;
    private final Display display;
    private final PeerDiagnostics reports;
    private final ReadBuffers buffers = new ReadBuffers(MOST_BYTES);

    private final Set<WorkerConnection> strangers = new LinkedHashSet<>();
    private final Set<WorkerConnection> peers = new LinkedHashSet<>();
    private final ArrayDeque<WorkerConnection> heldUp = new ArrayDeque<>();
    private final WorkerStreams senders = new WorkerStreams(this, MAX_PEERS + MAX_ABSENT_SENDERS);
    private final Queue<WorkerStream> progressed = new ConcurrentLinkedQueue<>();

    private volatile boolean stopping;
    private volatile long stopBy;
    private volatile boolean roomAgain;
    private volatile int workers;
    private boolean full;
    private long lastInput = System.nanoTime();

    /** The sockets were looked at after the time of silence, and were silent: time alone may be a pause of our own. */
    private boolean idle;

    private long lastTick = System.nanoTime();
    private boolean accepting = true;

    /**
     * Binds the port; nothing is accepted before {@link #start}.
     *
     * @param owner names the appender in what is reported
     * @param address to listen at
     * @param token what a peer must say
     * @param jobs the driver's; batches of others are not shown
     * @param protocol the times to go by
     * @param display shows them
     * @throws IOException where the address can't be bound
     */
    public Receiver(
            String owner, InetSocketAddress address, String token, DriverJobs jobs, Protocol protocol, Display display)
            throws IOException {
        this.reports = new PeerDiagnostics(owner);
        this.token = token;
        this.jobs = jobs;
        this.protocol = protocol;
        this.server = ServerSocketChannel.open();
        try {
            server.bind(address, BACKLOG);
            server.configureBlocking(false);
            this.selector = Selector.open();
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        this.thread = new TransportThread(this::run, "log4jray-driver-receiver");
        this.display = display;
    }

    /** @return the port that was bound */
    public int port() {
        return server.socket().getLocalPort();
    }

    /** @return the id of this driver, 32 random hexadecimal digits */
    public String driver() {
        return driver;
    }

    /** @return what a worker must know */
    public String token() {
        return token;
    }

    /** @return how many peers are connected that have said hello */
    public int workers() {
        return workers;
    }

    /** Starts to accept connections. */
    public void start() {
        thread.start();
    }

    /**
     * Accepts no more connections, reads on until all peers are idle for 200 ms, waits until all is printed,
     * acknowledges and closes.
     *
     * @param timeout how long all that may take
     */
    public void stop(Duration timeout) {
        stopBy = System.nanoTime() + timeout.toNanos();
        stopping = true;
        selector.wakeup();
        thread.awaitEnd(timeout.plusSeconds(1));
        reports.close();
    }

    /** Called by the printing thread: the display has room again. */
    void roomAgain() {
        roomAgain = true;
        selector.wakeup();
    }

    /** Called by the printing thread. */
    void progressed(WorkerStream sender) {
        progressed.add(sender);
        selector.wakeup();
    }

    private void run() {
        try (selector;
                server) {
            while (!finished()) {
                turn();
            }
            display.drain(Duration.ofNanos(Math.max(0, stopBy - System.nanoTime())));
            acknowledge();
            List.copyOf(peers).forEach(this::end);
            List.copyOf(strangers).forEach(this::end);
        } catch (IOException e) {
            reports.trouble("the receiver has ended", e);
        } finally {
            reports.count();
        }
    }

    private void turn() throws IOException {
        try {
            long began = System.nanoTime();
            boolean quiet = selector.select(this::serve, waitMillis()) == 0;
            idle = quiet && began - lastInput > IDLE_AT_STOP.toNanos();
            acknowledge();
            goOn();
            tick();
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            // The application may be without memory or files for a moment; its workers are still there after it.
            LockSupport.parkNanos(AFTER_TROUBLE.toNanos());
            reports.trouble("workers are not received for a moment", e);
        }
    }

    private long waitMillis() {
        return stopping ? IDLE_AT_STOP.toMillis() / 10 : TICK.toMillis();
    }

    private boolean finished() throws IOException {
        if (!stopping) {
            return false;
        }
        if (accepting) {
            accepting = false;
            server.close();
            lastInput = System.nanoTime();
            idle = false;
        }
        boolean over = idle && heldUp.isEmpty() || peers.isEmpty() && strangers.isEmpty();
        return over || System.nanoTime() - stopBy >= 0;
    }

    private void serve(SelectionKey key) {
        if (key.channel() == server) {
            accept();
            return;
        }
        WorkerConnection peer = (WorkerConnection) key.attachment();
        try {
            if (key.isWritable()) {
                peer.flush();
            }
            if (key.isReadable()) {
                lastInput = System.nanoTime();
                peer.read(full);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            inputEnded(peer);
        }
    }

    /** A peer's input is over, in whatever way; lines of it that the display had no room for are still shown. */
    void inputEnded(WorkerConnection peer) {
        if (peer.isHeldUp()) {
            peer.endInput();
        } else {
            end(peer);
        }
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel == null) {
                return;
            }
            if (strangers.size() >= MAX_PEERS) {
                endOldestStranger();
            }
            try {
                strangers.add(new WorkerConnection(this, channel, selector));
            } catch (IOException e) {
                channel.close();
            }
        } catch (IOException e) {
            reports.trouble("can't accept connections", e);
            pauseAccepting();
        }
    }

    /** Without descriptors a connection stays in the queue and the selector would spin; the next tick tries again. */
    private void pauseAccepting() {
        SelectionKey key = server.keyFor(selector);
        if (key != null && key.isValid()) {
            key.interestOps(0);
        }
        if (!strangers.isEmpty()) {
            endOldestStranger();
        }
    }

    private void endOldestStranger() {
        WorkerConnection oldest = strangers.iterator().next();
        reports.refused(oldest.remote(), "too many connections have not said hello");
        end(oldest);
    }

    /**
     * A peer has said a valid hello.
     *
     * @param peer any
     * @param id its sender id; null from a peer that numbers nothing
     * @return what is known of the sender; null where there are too many peers
     */
    WorkerStream welcome(WorkerConnection peer, String id) {
        if (peers.size() >= MAX_PEERS && !senders.isConnected(id)) {
            return null;
        }
        strangers.remove(peer);
        WorkerStream sender = senders.get(id);
        WorkerConnection older = sender.connected(peer);
        if (older != null) {
            end(older);
        }
        peers.add(peer);
        workers = peers.size();
        return sender;
    }

    /** The peer has a batch for which the display has no room. */
    void holdUp(WorkerConnection peer) {
        heldUp.add(peer);
    }

    private void goOn() {
        if (!roomAgain) {
            return;
        }
        roomAgain = false;
        full = false;
        if (!heldUp.isEmpty()) {
            // They were silent as nobody read from them.
            lastInput = System.nanoTime();
            idle = false;
        }
        for (int count = heldUp.size(); count > 0 && !full; count--) {
            WorkerConnection peer = heldUp.poll();
            try {
                peer.goOn();
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                end(peer);
            }
        }
    }

    private void acknowledge() {
        WorkerStream sender;
        while ((sender = progressed.poll()) != null) {
            boolean due = sender.takeProgress();
            WorkerConnection peer = sender.peer();
            if (due && peer != null) {
                try {
                    peer.acknowledge(sender.handled());
                } catch (IOException e) {
                    inputEnded(peer);
                }
            }
        }
    }

    private void tick() {
        long now = System.nanoTime();
        if (now - lastTick < TICK.toNanos()) {
            return;
        }
        lastTick = now;
        SelectionKey key = server.keyFor(selector);
        if (key != null && key.isValid()) {
            key.interestOps(SelectionKey.OP_ACCEPT);
        }
        List<WorkerConnection> over = new ArrayList<>();
        for (WorkerConnection stranger : strangers) {
            if (now - stranger.since() > protocol.helloTimeout().toNanos()) {
                stranger.tookTooLong();
                over.add(stranger);
            }
        }
        for (WorkerConnection peer : peers) {
            if (!peer.isAlive(now, protocol)) {
                over.add(peer);
            }
        }
        over.forEach(this::inputEnded);
        reports.tick(now);
    }

    /** Closes the connection. */
    void end(WorkerConnection peer) {
        strangers.remove(peer);
        peers.remove(peer);
        workers = peers.size();
        heldUp.remove(peer);
        peer.close();
    }

    /** @return whether this is the token, compared in a time that says nothing about it */
    boolean isToken(Object candidate) {
        return candidate instanceof String text
                && MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Gives a batch to the display, unless it is another job's.
     *
     * @param batch null for one that could not be read
     * @param sender is told when it is handled
     * @param seq its number
     * @return false where there is no room for it
     */
    boolean show(Batch batch, WorkerStream sender, long seq) {
        full = !display.offer(batch != null && jobs.include(batch) ? batch : null, sender, seq);
        return !full;
    }

    /** @return what went wrong with peers */
    public PeerDiagnostics reports() {
        return reports;
    }

    ReadBuffers buffers() {
        return buffers;
    }
}
