package io.github.log4jray.receiver;

import io.github.log4jray.transport.TlsProblem;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * The handshakes of TLS that are under way. Each costs memory, and a millisecond of the receiver's thread: many workers may
 * come at once, and the lines of those that are connected must not wait long. So their number is limited, and the others
 * wait in the order in which they came; their bytes stay in the sockets. If others wait, this ends a handshake that makes no
 * progress. Used by the receiver's thread.
 */
final class Handshakes {

    /** How many are under way: a turn of the receiver's thread takes less than a tenth of a second. */
    static final int MOST = 64;

    private static final Duration STALLED_AFTER = Duration.ofSeconds(1);

    /** With the time at which each has begun, as {@link System#nanoTime()}. */
    private final Map<WorkerConnection, Long> underWay = new LinkedHashMap<>();

    private final Set<WorkerConnection> waiting = new LinkedHashSet<>();

    /**
     * @param connection whose peer has sent the beginning of a handshake, or more of it
     * @return whether it may go on now; if not, it is not read from until its turn
     */
    boolean mayGoOn(WorkerConnection connection) {
        if (underWay.containsKey(connection)) {
            return true;
        }
        if (underWay.size() >= MOST) {
            waiting.add(connection);
            connection.queue(true);
            return false;
        }
        underWay.put(connection, System.nanoTime());
        return true;
    }

    /**
     * Goes on with the handshake of a connection, if it may go on now. One that has failed is reported and refused.
     *
     * @param connection whose peer has sent the beginning of a handshake, or more of it
     * @param diagnostics reports
     * @return whether the handshake has ended, so that the connection can be read from
     * @throws IOException where the connection has failed
     */
    boolean goOn(WorkerConnection connection, PeerDiagnostics diagnostics) throws IOException {
        if (!mayGoOn(connection)) {
            return false;
        }
        try {
            if (!connection.secure()) {
                return false;
            }
        } catch (SSLException e) {
            diagnostics.refused(connection.remote(), TlsProblem.of(e));
            connection.refuseTls();
        }
        ended(connection);
        return true;
    }

    /**
     * The handshake of a connection, or the connection itself, has ended. The next waiting connection is read from.
     *
     * @param connection any
     */
    void ended(WorkerConnection connection) {
        waiting.remove(connection);
        if (underWay.remove(connection) != null && !waiting.isEmpty()) {
            WorkerConnection next = waiting.iterator().next();
            waiting.remove(next);
            next.queue(false);
        }
    }

    /**
     * @param now the time, as {@link System#nanoTime()}
     * @return those that take too long while others wait
     */
    List<WorkerConnection> stalled(long now) {
        return waiting.isEmpty()
                ? List.of()
                : underWay.entrySet().stream()
                        .filter(entry -> now - entry.getValue() > STALLED_AFTER.toNanos())
                        .map(Map.Entry::getKey)
                        .toList();
    }
}
