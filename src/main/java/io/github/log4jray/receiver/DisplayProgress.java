package io.github.log4jray.receiver;

import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Carries news from the printing thread to the receiver's thread: streams whose batches were handled, and that the
 * display has room again. Thread-safe, without a lock. It allocates nothing, as a lack of memory must not lose news: the
 * streams are a linked list by themselves.
 */
final class DisplayProgress {

    private final Selector selector;
    private final AtomicReference<WorkerStream> newest = new AtomicReference<>();

    /** The streams that the receiver's thread has taken and not yet polled. */
    private WorkerStream taken;

    private volatile boolean room;

    /** @param selector wakes the receiver's thread */
    DisplayProgress(Selector selector) {
        this.selector = selector;
    }

    /** @param stream must be acknowledged, and is not in this list; any thread may call */
    void of(WorkerStream stream) {
        WorkerStream before;
        do {
            before = newest.get();
            stream.setNext(before);
        } while (!newest.compareAndSet(before, stream));
        selector.wakeup();
    }

    /** The display has room again. The printing thread calls this. */
    void roomAgain() {
        room = true;
        selector.wakeup();
    }

    /** @return a stream that must be acknowledged; null for none */
    WorkerStream poll() {
        if (taken == null) {
            taken = newest.getAndSet(null);
        }
        WorkerStream stream = taken;
        if (stream != null) {
            taken = stream.takeNext();
        }
        return stream;
    }

    /** @return whether the display has room again since the last call */
    boolean takeRoom() {
        boolean again = room;
        if (again) {
            room = false;
        }
        return again;
    }
}
