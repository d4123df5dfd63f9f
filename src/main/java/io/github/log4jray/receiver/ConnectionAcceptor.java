package io.github.log4jray.receiver;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Accepts connections. Each begins as a stranger's, and is ended where the peer does not prove in time that it knows
 * the token, or where too many others connect. Used by the receiver's thread.
 *
 * <p>Thousands of workers may connect in one moment, for example with a driver that was started again. While too many
 * strangers are connected, further ones wait in the backlog of the system, until a stranger has become a worker, or the
 * oldest one has had its time. So a worker that takes part in the handshake never loses its connection to another one
 * that comes later.
 */
final class ConnectionAcceptor {

    /** A stranger that needs more time than this makes room for others. The host of thousands of workers may be busy. */
    private static final Duration FAIR_TIME = Duration.ofSeconds(3);

    private final ServerPort port;
    private final WorkerConnections connections;
    private final Access access;
    private final ReadBuffers buffers;
    private final PeerDiagnostics diagnostics;
    private final LongSupplier clock;

    /** Further connections wait until there is room for a stranger. */
    private boolean awaitsRoom;

    /**
     * @param port accepts
     * @param connections gets the strangers
     * @param access decides whether they speak TLS
     * @param buffers lends the memory for their input
     * @param diagnostics reports those that are ended
     * @param clock the time, as {@link System#nanoTime()}
     */
    ConnectionAcceptor(
            ServerPort port,
            WorkerConnections connections,
            Access access,
            ReadBuffers buffers,
            PeerDiagnostics diagnostics,
            LongSupplier clock) {
        this.port = port;
        this.connections = connections;
        this.access = access;
        this.buffers = buffers;
        this.diagnostics = diagnostics;
        this.clock = clock;
    }

    /** Accepts one connection, if there is one and room for it. */
    void accept() {
        if (!connections.hasRoomForStranger() && !endOldestAfterFairTime()) {
            awaitsRoom = true;
            port.accepting(false);
            return;
        }
        try {
            SocketChannel channel = port.accept();
            if (channel != null) {
                begin(channel);
            }
        } catch (IOException e) {
            // Without file descriptors the connection stays in the backlog and the selector would spin, until the tick.
            diagnostics.trouble("can't accept connections (" + OpenFileLimit.hint() + ")", e);
            port.accepting(false);
            if (connections.oldestStranger() != null) {
                endOldestStranger();
            }
        }
    }

    private void begin(SocketChannel channel) {
        try {
            WorkerConnection connection =
                    new WorkerConnection(channel, access.transport(channel), port.selector(), buffers);
            connection.key().attach(connection);
            connections.addStranger(connection);
        } catch (IOException e) {
            port.close(channel);
        } catch (RuntimeException | Error e) {
            port.close(channel);
            throw e;
        }
    }

    /** Accepts again where there is room. Called in each turn. */
    void goOn() {
        if (awaitsRoom && connections.hasRoomForStranger()) {
            awaitsRoom = false;
            port.accepting(true);
        }
    }

    private boolean endOldestAfterFairTime() {
        boolean over = clock.getAsLong() - connections.oldestStranger().since() > FAIR_TIME.toNanos();
        if (over) {
            endOldestStranger();
        }
        return over;
    }

    private void endOldestStranger() {
        WorkerConnection oldest = connections.oldestStranger();
        diagnostics.refused(oldest.remote(), "too many connections have not proved that they know the token");
        connections.end(oldest);
    }

    /**
     * Accepts again after a failure, and ends connections of strangers. Called regularly.
     *
     * @param now the time, as {@link System#nanoTime()}
     * @param helloTimeout how long a peer has until its proof
     */
    void tick(long now, Duration helloTimeout) {
        awaitsRoom = false;
        port.accepting(true);
        connections.handshakes().stalled(now).forEach(stalled -> {
            diagnostics.refused(stalled.remote(), "its TLS handshake stalls while others wait");
            connections.end(stalled);
        });
        for (WorkerConnection stranger : connections.strangers()) {
            if (now - stranger.since() > helloTimeout.toNanos()) {
                if (stranger.isStranger()) {
                    diagnostics.refused(
                            stranger.remote(),
                            stranger.hello() == null
                                    ? "it has not said hello in time"
                                    : "it has not proved in time that it knows the token");
                }
                connections.end(stranger);
            }
        }
    }
}
