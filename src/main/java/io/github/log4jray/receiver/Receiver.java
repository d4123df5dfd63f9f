package io.github.log4jray.receiver;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.StepLoop;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.settings.Plural;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Receives the batches of workers over TCP and gives them to the {@link Display}. One thread does all of it, whatever the
 * number of workers. While the display is full, the receiver does not read from workers that have a batch for it;
 * acknowledgements and keep-alives go on.
 *
 * <p>A lack of memory ends only the connection that the receiver works on at that moment. Its worker connects again and
 * repeats the batches that were not acknowledged.
 */
public final class Receiver {

    private interface ConnectionWork {
        void on(WorkerConnection connection) throws IOException;
    }

    private static final Duration TICK = Duration.ofMillis(500);
    private static final int DRIVER_BYTES = 16;

    private final String driver = ProcessIds.randomHex(DRIVER_BYTES);
    private final ServerPort port;
    private final Access access;
    private final Protocol protocol;
    private final TransportThread thread =
            TransportThread.of(new StepLoop(this::turn, this::reportTrouble), "log4jray-driver-receiver");
    private final PeerDiagnostics diagnostics;
    private final ReadBuffers buffers;
    private final DisplayFeed feed;
    private final StopWhenSilent stop = new StopWhenSilent(System::nanoTime);
    private final WorkerConnections connections;
    private final ConnectionAcceptor acceptor;
    private final Admission admission;
    private final ConnectionWork reading = this::read;
    private final ConnectionWork writing = this::write;
    private final ConnectionWork acknowledging = WorkerConnection::acknowledge;
    private final ConnectionWork resuming = this::resume;
    private final ConnectionWork keepingAlive = this::keepAlive;
    private final ConnectionWork answering = this::answerWaiting;

    /** Have input that the selector does not announce. */
    private final Queue<WorkerConnection> unread = new ArrayDeque<>();

    /** The connection that is worked on. After an Error its state is unknown, so the next turn ends it. */
    private WorkerConnection current;

    private long lastTick = System.nanoTime();

    /** @param buffers bound what all connections hold; for the other parameters see {@link #bind} */
    Receiver(
            ServerPort port,
            Access access,
            DriverJobs jobs,
            Protocol protocol,
            Display display,
            String label,
            ReadBuffers buffers) {
        this.port = port;
        this.buffers = buffers;
        this.access = access;
        this.protocol = protocol;
        this.diagnostics = new PeerDiagnostics(label);
        DisplayProgress progress = new DisplayProgress(port.selector());
        this.feed = new DisplayFeed(display, jobs, progress, diagnostics);
        this.connections = new WorkerConnections(progress, access.maxWorkers(), OpenFileLimit.free());
        this.acceptor = new ConnectionAcceptor(port, connections, access, buffers, diagnostics, System::nanoTime);
        this.admission = new Admission(access, driver, connections, diagnostics, new WrongProofs(System::nanoTime));
    }

    /**
     * Binds a port. Nothing is accepted before {@link #start}.
     *
     * @param label names the appender in reports
     * @param address to listen at
     * @param access decides which peers are welcome
     * @param jobs the driver's; batches of other jobs are ignored
     * @param protocol its times
     * @param display shows the batches
     * @return a receiver at that port
     * @throws IOException where the address can't be bound
     */
    public static Receiver bind(
            String label, InetSocketAddress address, Access access, DriverJobs jobs, Protocol protocol, Display display)
            throws IOException {
        return new Receiver(ServerPort.bind(address), access, jobs, protocol, display, label, new ReadBuffers());
    }

    /** @return the port that was bound */
    public int port() {
        return port.number();
    }

    /** @return the id of this driver, 32 random hexadecimal digits */
    public String driver() {
        return driver;
    }

    /** @return the token that every worker must prove to know */
    public String token() {
        return access.token();
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

    /** Frees the port of a receiver that has not started. */
    public void abandon() {
        port.abandon();
    }

    /**
     * Accepts no more connections, reads until all peers are silent for 200 ms, waits until everything is printed,
     * acknowledges it and closes the connections.
     *
     * @param timeout the longest time for all of this
     */
    public void stop(Duration timeout) {
        stop.request(timeout);
        port.selector().wakeup();
        thread.awaitEnd(timeout.plusSeconds(1));
        diagnostics.close();
    }

    /** Returns false at the end. Each part can be repeated after an Error. */
    private boolean turn() throws IOException {
        if (current != null) {
            connections.end(current);
            current = null;
        }
        if (finished()) {
            end();
            return false;
        }
        long began = System.nanoTime();
        stop.selected(select() == 0, began);
        readUnread();
        acknowledge();
        resume();
        acceptor.goOn();
        tick();
        return true;
    }

    private int select() throws IOException {
        if (!unread.isEmpty()) {
            stop.heard();
            return port.selector().selectNow(this::serve) + 1;
        }
        return port.selector().select(this::serve, stop.tick(TICK).toMillis());
    }

    private void reportTrouble(Throwable e) {
        diagnostics.trouble("workers are not received for a moment", e);
    }

    private void end() throws IOException {
        feed.drain(stop.timeLeft());
        acknowledge();
        connections.workers().forEach(connections::end);
        connections.strangers().forEach(connections::end);
        port.close();
        diagnostics.count();
    }

    private boolean finished() throws IOException {
        if (!stop.isRequested()) {
            return false;
        }
        if (stop.begins()) {
            port.stopAccepting();
        }
        return stop.isOver(connections.heldUpCount() > 0) || connections.isEmpty();
    }

    private void serve(SelectionKey key) {
        if (port.isChannel(key.channel())) {
            acceptor.accept();
            return;
        }
        WorkerConnection connection = (WorkerConnection) key.attachment();
        if (connection == null || connection.isClosed()) {
            // A lack of memory has interrupted its beginning or its end.
            key.cancel();
            port.close(key.channel());
            return;
        }
        if (key.isWritable()) {
            attempt(connection, writing);
        }
        if (key.isValid() && key.isReadable()) {
            stop.heard();
            attempt(connection, reading);
        }
    }

    /** Works on one connection. A failure there ends only that connection. */
    private void attempt(WorkerConnection connection, ConnectionWork work) {
        current = connection;
        try {
            work.on(connection);
            endIfOver(connection);
        } catch (IOException e) {
            failed(connection);
        } catch (RuntimeException | Error e) {
            failed(connection);
            diagnostics.trouble("a connection is ended", e);
        }
        current = null;
    }

    private void write(WorkerConnection connection) throws IOException {
        if (connection.isSecured()) {
            connection.flush();
        } else {
            read(connection);
        }
    }

    private void read(WorkerConnection connection) throws IOException {
        if (feed.isFull() && connection.isWorker()) {
            connections.holdUp(connection);
        } else if (!connection.isSecured() && !connections.handshakes().goOn(connection, diagnostics)) {
            // It is read from when the selector says so.
        } else if (connection.read()) {
            handleMessages(connection);
        } else {
            if (connection.isChallenged()) {
                admission.leftWithoutProof(connection);
            }
            keepRest(connection);
            connection.endInput();
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
        if (connection.hasInput()) {
            unread.add(connection);
        }
    }

    /** Reads input that has arrived together with other input, for example in the same record of TLS. */
    private void readUnread() {
        for (int count = unread.size(); count > 0; count--) {
            WorkerConnection connection = unread.poll();
            if (!connection.isClosed()) {
                attempt(connection, reading);
            }
        }
    }

    /** Where all connections together hold too much, those end that hold most, whoever has brought the last bytes. */
    private void keepRest(WorkerConnection connection) {
        connection.keepRest();
        while (buffers.areOver()) {
            WorkerConnection most = connections.holdingMost(connection);
            if (most.held() == 0) {
                // What is left belongs to connections that are held up until the display has room.
                return;
            }
            diagnostics.refused(
                    most.remote(), "it holds " + Plural.of(most.held(), "byte") + " of a line that has not ended");
            connections.end(most);
        }
    }

    /** Returns false where the display has no room for the message. */
    private boolean handle(WorkerConnection connection, Message message) throws IOException {
        if (message instanceof Message.NumberedBatch batch) {
            return feed.offer(connection, batch);
        }
        if (message instanceof Message.Hello hello) {
            admission.hello(connection, hello);
        } else if (message instanceof Message.Proof proof) {
            admission.proof(connection, proof);
        } else if (message instanceof Message.TlsHello) {
            admission.refuseTls(connection);
        } else if (message instanceof Message.NoHello nothing) {
            admission.end(connection, nothing.reason());
        }
        return true;
    }

    private void answerWaiting(WorkerConnection stranger) throws IOException {
        admission.answerWaiting(stranger);
        handleMessages(stranger);
    }

    private void acknowledge() {
        WorkerStream stream;
        while ((stream = feed.pollHandled()) != null) {
            boolean due = stream.takeProgress();
            WorkerConnection connection = stream.connection();
            if (due && connection != null) {
                attempt(connection, acknowledging);
            }
        }
    }

    /** Goes on with the connections that are held up, where the display has room again. */
    private void resume() {
        int count = feed.isFullStill() ? 0 : connections.heldUpCount();
        if (count > 0) {
            // They were silent because the receiver did not read from them.
            stop.mustListenOn();
        }
        for (; count > 0 && !feed.isFull(); count--) {
            attempt(connections.firstHeldUp(), resuming);
        }
    }

    /** Where the display has no room for its next batch, it stays the first one: the room grows until the batch fits. */
    private void resume(WorkerConnection connection) throws IOException {
        Message message = connection.next();
        if (message != null && !handle(connection, message)) {
            return;
        }
        connections.release(connection);
        if (message != null) {
            connection.take();
        }
        handleMessages(connection);
    }

    private void tick() {
        long now = System.nanoTime();
        if (now - lastTick < TICK.toNanos()) {
            return;
        }
        lastTick = now;
        acceptor.tick(now, protocol.helloTimeout());
        for (WorkerConnection stranger : connections.strangers()) {
            if (admission.isDue(stranger)) {
                attempt(stranger, answering);
            }
        }
        for (WorkerConnection worker : connections.workers()) {
            attempt(worker, keepingAlive);
        }
        diagnostics.tick(now);
    }

    private void keepAlive(WorkerConnection worker) {
        if (!worker.keepAlive(lastTick, protocol)) {
            failed(worker);
        }
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
