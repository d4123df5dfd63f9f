package io.github.log4jray.receiver;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.TransportThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Receives the batches of workers over TCP and gives them to the {@link Display}. One thread does all of it, whatever
 * the number of workers. While the display is full, the receiver does not read from workers that have a batch for it;
 * acknowledgements and keep-alives go on.
 */
public final class Receiver {

    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration TICK_AT_STOP = Duration.ofMillis(20);
    private static final Duration IDLE_AT_STOP = Duration.ofMillis(200);
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(100);
    private static final int DRIVER_BYTES = 16;

    /** How many bytes connections may hold together: a share of the application's memory. */
    private static final long MOST_BYTES =
            Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4);

    private final String driver = ProcessIds.randomHex(DRIVER_BYTES);
    private final ServerPort port;
    private final String token;
    private final DriverJobs jobs;
    private final Protocol protocol;
    private final Display display;
    private final TransportThread thread = TransportThread.of(this::run, "log4jray-driver-receiver");
    private final PeerDiagnostics diagnostics;
    private final ReadBuffers buffers = new ReadBuffers(MOST_BYTES);
    private final DisplayProgress progress;
    private final WorkerConnections connections;

    private volatile boolean stopping;
    private volatile long stopBy;

    /** The display had no room for the last batch. */
    private boolean full;

    private long lastInput = System.nanoTime();

    /**
     * The sockets were silent for {@link #IDLE_AT_STOP}, and still are. The time alone is not enough, as this thread may
     * not have run.
     */
    private boolean idle;

    private long lastTick = System.nanoTime();
    private boolean accepting = true;

    private Receiver(ServerPort port, String token, DriverJobs jobs, Protocol protocol, Display display, String label) {
        this.port = port;
        this.token = token;
        this.jobs = jobs;
        this.protocol = protocol;
        this.display = display;
        this.diagnostics = new PeerDiagnostics(label);
        this.progress = new DisplayProgress(port.selector());
        this.connections = new WorkerConnections(progress);
    }

    /**
     * Binds a port. Nothing is accepted before {@link #start}.
     *
     * @param label names the appender in reports
     * @param address to listen at
     * @param token every worker must send it
     * @param jobs the driver's; batches of other jobs are ignored
     * @param protocol its times
     * @param display shows the batches
     * @return a receiver at that port
     * @throws IOException where the address can't be bound
     */
    public static Receiver bind(
            String label, InetSocketAddress address, String token, DriverJobs jobs, Protocol protocol, Display display)
            throws IOException {
        return new Receiver(ServerPort.bind(address), token, jobs, protocol, display, label);
    }

    /** @return the port that was bound */
    public int port() {
        return port.number();
    }

    /** @return the id of this driver, 32 random hexadecimal digits */
    public String driver() {
        return driver;
    }

    /** @return the token that every worker must send */
    public String token() {
        return token;
    }

    /** @return how many workers are connected */
    public int workers() {
        return connections.workerCount();
    }

    /** @return the reports and counts of protocol problems */
    public PeerDiagnostics diagnostics() {
        return diagnostics;
    }

    /** Starts to accept connections. */
    public void start() {
        thread.start();
    }

    /**
     * Accepts no more connections, reads until all peers are silent for 200 ms, waits until everything is printed,
     * acknowledges it and closes the connections.
     *
     * @param timeout how long all that may take
     */
    public void stop(Duration timeout) {
        stopBy = System.nanoTime() + timeout.toNanos();
        stopping = true;
        port.selector().wakeup();
        thread.awaitEnd(timeout.plusSeconds(1));
        diagnostics.close();
    }

    private void run() {
        try (port) {
            while (!finished()) {
                turn();
            }
            display.drain(Duration.ofNanos(Math.max(0, stopBy - System.nanoTime())));
            acknowledge();
            connections.workers().forEach(connections::end);
            connections.strangers().forEach(connections::end);
        } catch (IOException e) {
            diagnostics.trouble("the receiver has ended", e);
        } finally {
            diagnostics.count();
        }
    }

    private void turn() throws IOException {
        try {
            long began = System.nanoTime();
            boolean quiet =
                    port.selector().select(this::serve, stopping ? TICK_AT_STOP.toMillis() : TICK.toMillis()) == 0;
            idle = quiet && began - lastInput > IDLE_AT_STOP.toNanos();
            acknowledge();
            resume();
            tick();
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            // The application may be without memory or files for a moment; its workers are still there after it.
            LockSupport.parkNanos(AFTER_TROUBLE.toNanos());
            diagnostics.trouble("workers are not received for a moment", e);
        }
    }

    private boolean finished() throws IOException {
        if (!stopping) {
            return false;
        }
        if (accepting) {
            accepting = false;
            port.stopAccepting();
            lastInput = System.nanoTime();
            idle = false;
        }
        boolean over = idle && connections.heldUpCount() == 0 || connections.isEmpty();
        return over || System.nanoTime() - stopBy >= 0;
    }

    private void serve(SelectionKey key) {
        if (port.isChannel(key.channel())) {
            accept();
            return;
        }
        WorkerConnection connection = (WorkerConnection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.flush();
                endIfOver(connection);
            }
            if (key.isValid() && key.isReadable()) {
                lastInput = System.nanoTime();
                read(connection);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            failed(connection);
        }
    }

    private void accept() {
        try {
            SocketChannel channel = port.accept();
            if (channel == null) {
                return;
            }
            if (!connections.hasRoomForStranger()) {
                endOldestStranger();
            }
            try {
                WorkerConnection connection = new WorkerConnection(channel, port.selector(), buffers);
                connection.key().attach(connection);
                connections.addStranger(connection);
            } catch (IOException e) {
                channel.close();
            }
        } catch (IOException e) {
            // Without file descriptors the connection stays in the backlog and the selector would spin, until the tick.
            diagnostics.trouble("can't accept connections", e);
            port.accepting(false);
            if (connections.oldestStranger() != null) {
                endOldestStranger();
            }
        }
    }

    private void endOldestStranger() {
        WorkerConnection oldest = connections.oldestStranger();
        diagnostics.refused(oldest.remote(), "too many connections have not said hello");
        connections.end(oldest);
    }

    private void read(WorkerConnection connection) throws IOException {
        if (full && connection.isWorker()) {
            connections.holdUp(connection);
        } else if (connection.read()) {
            handleMessages(connection);
        } else {
            keepRest(connection);
            connection.endInput();
            endIfOver(connection);
        }
    }

    /** Handles the messages that a connection has read, until the display is full. */
    private void handleMessages(WorkerConnection connection) throws IOException {
        for (Message message = connection.next(); message != null; message = connection.next()) {
            if (!handle(connection, message)) {
                connections.holdUp(connection);
                return;
            }
            connection.take();
        }
        if (!connection.isClosed()) {
            keepRest(connection);
        }
    }

    private void keepRest(WorkerConnection connection) throws IOException {
        try {
            connection.keepRest();
        } catch (IOException e) {
            diagnostics.refused(connection.remote(), e.getMessage());
            throw e;
        }
    }

    /** Returns false where the display has no room for the message. */
    private boolean handle(WorkerConnection connection, Message message) throws IOException {
        if (message instanceof Message.NumberedBatch batch) {
            return show(connection, batch);
        }
        if (message instanceof Message.Hello hello) {
            answer(connection, hello);
        } else if (message instanceof Message.NoHello nothing) {
            end(connection, nothing.reason());
        }
        return true;
    }

    private void answer(WorkerConnection connection, Message.Hello hello) throws IOException {
        if (!hello.hasKnownVersion()) {
            refuse(connection, "version", "its protocol has another version");
        } else if (!hello.hasToken(token)) {
            refuse(connection, "token", "its token is not that of this driver");
        } else if (!hello.hasValidId()) {
            end(connection, "its hello names a sender that is not 32 hexadecimal digits");
        } else if (!connections.hasRoomForWorker((String) hello.id())) {
            refuse(connection, "busy", "there are too many connections");
        } else {
            connection.welcome(driver, connections.addWorker(connection, (String) hello.id()));
        }
    }

    private void refuse(WorkerConnection connection, String error, String reason) throws IOException {
        diagnostics.refused(connection.remote(), reason);
        connection.refuse(error);
    }

    private void end(WorkerConnection connection, String reason) {
        diagnostics.refused(connection.remote(), reason);
        connections.end(connection);
    }

    /** Gives a batch to the display; of an invalid one or another job's only the number. Returns false for no room. */
    private boolean show(WorkerConnection connection, Message.NumberedBatch numbered) {
        WorkerStream stream = connection.stream();
        if (stream.hasReceived(numbered.seq())) {
            stream.acknowledge();
            return true;
        }
        Batch batch = numbered.batch();
        full = !display.offer(batch != null && jobs.include(batch) ? batch : null, stream, numbered.seq());
        if (full) {
            return false;
        }
        if (batch == null) {
            diagnostics.malformed(connection.remote());
        }
        stream.received(numbered.seq());
        return true;
    }

    private void acknowledge() {
        WorkerStream stream;
        while ((stream = progress.poll()) != null) {
            boolean due = stream.takeProgress();
            WorkerConnection connection = stream.connection();
            if (due && connection != null) {
                try {
                    connection.acknowledge();
                    endIfOver(connection);
                } catch (IOException e) {
                    failed(connection);
                }
            }
        }
    }

    /** Goes on with the connections that are held up, where the display has room again. */
    private void resume() {
        if (!progress.takeRoom()) {
            return;
        }
        full = false;
        if (connections.heldUpCount() > 0) {
            // They were silent because the receiver did not read from them.
            lastInput = System.nanoTime();
            idle = false;
        }
        for (int count = connections.heldUpCount(); count > 0 && !full; count--) {
            WorkerConnection connection = connections.nextHeldUp();
            try {
                handleMessages(connection);
                endIfOver(connection);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                connections.end(connection);
            }
        }
    }

    private void tick() {
        long now = System.nanoTime();
        if (now - lastTick < TICK.toNanos()) {
            return;
        }
        lastTick = now;
        port.accepting(true);
        for (WorkerConnection stranger : connections.strangers()) {
            if (now - stranger.since() > protocol.helloTimeout().toNanos()) {
                if (stranger.isStranger()) {
                    diagnostics.refused(stranger.remote(), "it has not said hello in time");
                }
                connections.end(stranger);
            }
        }
        for (WorkerConnection worker : connections.workers()) {
            if (!worker.keepAlive(now, protocol)) {
                failed(worker);
            }
        }
        diagnostics.tick(now);
    }

    /** The connection has failed; batches of it that the display has no room for are shown nevertheless. */
    private void failed(WorkerConnection connection) {
        if (connection.isHeldUp()) {
            connection.disconnect();
        } else {
            connections.end(connection);
        }
    }

    private void endIfOver(WorkerConnection connection) {
        if (connection.isOver()) {
            connections.end(connection);
        }
    }
}
