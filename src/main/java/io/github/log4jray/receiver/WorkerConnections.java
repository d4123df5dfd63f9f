package io.github.log4jray.receiver;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections of one receiver: of strangers, which have not proved that they know the token, of workers, and those
 * among them that are held up. Strangers and workers are bounded separately. Used by the receiver's thread,
 * {@link #workerCount} by any. {@link #end} allocates nothing before the connection is closed and forgotten.
 */
final class WorkerConnections {

    /** How many strangers may be connected, where the process may open files enough. */
    private static final int MOST_STRANGERS = 2000;

    /** The others are for the application and for workers. */
    private static final int STRANGERS_SHARE = 4;

    /** Connections leave such a part of the files to the application. */
    private static final int RESERVED_SHARE = 8;

    /** Workers leave this part of the connections to strangers, so that the driver can answer {@code busy} to them. */
    private static final int ANSWERED_SHARE = 16;

    /** How many workers are remembered that are not connected. */
    private static final int MOST_ABSENT = 20_000;

    private final Set<WorkerConnection> strangers = new LinkedHashSet<>();
    private final Set<WorkerConnection> workers = new LinkedHashSet<>();
    private final Set<WorkerConnection> heldUp = new LinkedHashSet<>();
    private final Handshakes handshakes = new Handshakes();
    private final WorkerStreams streams;
    private final int mostWorkers;
    private final int mostStrangers;
    private final int most;
    private final boolean filesAreFew;
    private volatile int workerCount;

    /**
     * @param progress tells the receiver's thread of handled batches
     * @param maxWorkers how many may be connected, where the process may open files enough
     * @param files how many files and sockets this process may open
     */
    WorkerConnections(DisplayProgress progress, int maxWorkers, long files) {
        long connections = Math.min(Integer.MAX_VALUE, files - files / RESERVED_SHARE);
        long workersByFiles = connections - connections / ANSWERED_SHARE - 1;
        this.streams = new WorkerStreams(progress, maxWorkers + MOST_ABSENT);
        this.most = (int) connections;
        this.mostWorkers = (int) Math.max(0, Math.min(maxWorkers, workersByFiles));
        this.filesAreFew = mostWorkers < maxWorkers;
        this.mostStrangers = (int) Math.max(1, Math.min(MOST_STRANGERS, files / STRANGERS_SHARE));
    }

    /** @return whether one more stranger may connect */
    boolean hasRoomForStranger() {
        return strangers.isEmpty() || strangers.size() < mostStrangers && strangers.size() + workers.size() < most;
    }

    /** @return how many workers may be connected */
    int mostWorkers() {
        return mostWorkers;
    }

    /** @return whether there would be room for more workers if this process might open more files */
    boolean areBoundByFiles() {
        return filesAreFew;
    }

    /** @return the stranger that has been connected for the longest time; null for none */
    WorkerConnection oldestStranger() {
        return strangers.isEmpty() ? null : strangers.iterator().next();
    }

    void addStranger(WorkerConnection connection) {
        strangers.add(connection);
    }

    /**
     * @param id of a worker's stream, or null
     * @return whether the worker may connect; it replaces its own older connection
     */
    boolean hasRoomForWorker(String id) {
        return workers.size() < mostWorkers || streams.isConnected(id);
    }

    /**
     * The connection is a worker's from now on, and its older one, if there is one, ends.
     *
     * @param connection a stranger's until now
     * @param id of the worker's stream; null where its batches have no numbers
     * @return the stream
     */
    WorkerStream addWorker(WorkerConnection connection, String id) {
        WorkerStream stream = streams.get(id);
        strangers.remove(connection);
        workers.add(connection);
        WorkerConnection older = stream.connected(connection);
        if (older != null) {
            end(older);
        }
        workerCount = workers.size();
        return stream;
    }

    Handshakes handshakes() {
        return handshakes;
    }

    /** Does not read from the connection until {@link #release}. */
    void holdUp(WorkerConnection connection) {
        heldUp.add(connection);
        connection.holdUp(true);
    }

    int heldUpCount() {
        return heldUp.size();
    }

    /** @return the connection that has been held up for the longest time; null for none */
    WorkerConnection firstHeldUp() {
        return heldUp.isEmpty() ? null : heldUp.iterator().next();
    }

    /** @param connection is no longer held up */
    void release(WorkerConnection connection) {
        heldUp.remove(connection);
        connection.holdUp(false);
    }

    /**
     * @param current a connection
     * @return the one with the largest unfinished line; the current one, if none has a larger one. Connections that are
     *     held up have whole batches, and are left alone
     */
    WorkerConnection holdingMost(WorkerConnection current) {
        WorkerConnection most = current;
        for (WorkerConnection worker : workers) {
            if (!worker.isHeldUp() && worker.held() > most.held()) {
                most = worker;
            }
        }
        return most;
    }

    /** Closes the connection and forgets it. */
    void end(WorkerConnection connection) {
        strangers.remove(connection);
        workers.remove(connection);
        workerCount = workers.size();
        heldUp.remove(connection);
        handshakes.ended(connection);
        connection.close();
    }

    boolean isEmpty() {
        return workers.isEmpty() && strangers.isEmpty();
    }

    List<WorkerConnection> strangers() {
        return new ArrayList<>(strangers);
    }

    List<WorkerConnection> workers() {
        return new ArrayList<>(workers);
    }

    /** @return how many workers are connected; any thread may ask */
    int workerCount() {
        return workerCount;
    }
}
