package io.github.log4jray.receiver;

import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Carries news from the printing thread to the receiver's thread: streams whose batches were handled, and that the
 * display has room again. Thread-safe, without a lock.
 */
final class DisplayProgress {

    private final Selector selector;
    private final Queue<WorkerStream> streams = new ConcurrentLinkedQueue<>();
    private volatile boolean room;

    /** @param selector wakes the receiver's thread */
    DisplayProgress(Selector selector) {
        this.selector = selector;
    }

    /** @param stream must be acknowledged; any thread may call */
    void of(WorkerStream stream) {
        streams.add(stream);
        selector.wakeup();
    }

    /** The display has room again. The printing thread calls this. */
    void roomAgain() {
        room = true;
        selector.wakeup();
    }

    /** @return a stream that must be acknowledged; null for none */
    WorkerStream poll() {
        return streams.poll();
    }

    /** @return whether the display has room again since the last call */
    boolean takeRoom() {
        boolean taken = room;
        if (taken) {
            room = false;
        }
        return taken;
    }
}
