package io.github.log4jray.receiver;

import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Batch;
import java.time.Duration;

/**
 * The way of batches from the receiver to the {@link Display}, and of its news back. Batches of another job and invalid
 * lines take their turn there without being printed, so that acknowledgements stay in order. Used by the receiver's thread.
 */
final class DisplayFeed {

    private final Display display;
    private final DriverJobs jobs;
    private final DisplayProgress progress;
    private final PeerDiagnostics diagnostics;

    /** The display had no room for the last batch. */
    private boolean full;

    /**
     * @param display shows the batches
     * @param jobs the driver's; batches of other jobs are ignored
     * @param progress brings the display's news
     * @param diagnostics counts invalid lines
     */
    DisplayFeed(Display display, DriverJobs jobs, DisplayProgress progress, PeerDiagnostics diagnostics) {
        this.display = display;
        this.jobs = jobs;
        this.progress = progress;
        this.diagnostics = diagnostics;
    }

    /** @return whether the display had no room for the last batch */
    boolean isFull() {
        return full;
    }

    /** @return whether the display has no room, after its latest news */
    boolean isFullStill() {
        if (progress.takeRoom()) {
            full = false;
        }
        return full;
    }

    /**
     * Gives a batch to the display, unless the worker has sent it before.
     *
     * @param connection of the worker
     * @param numbered its batch
     * @return false for no room
     */
    boolean offer(WorkerConnection connection, Message.NumberedBatch numbered) {
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

    /** @return a stream whose batches the display has handled, so that it must be acknowledged; null for none */
    WorkerStream pollHandled() {
        return progress.poll();
    }

    /**
     * Waits until everything is printed.
     *
     * @param timeout the longest wait
     */
    void drain(Duration timeout) {
        display.drain(timeout);
    }
}
