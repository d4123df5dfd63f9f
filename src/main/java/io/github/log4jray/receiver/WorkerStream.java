package io.github.log4jray.receiver;

import io.github.log4jray.display.Display;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the driver knows of one sender, whatever connection it comes by: the last batch it has received, and the last
 * one it has handled for good. The receiver's thread uses it, but for {@link #handled(long)}.
 */
final class WorkerStream implements Display.Source {

    private final Receiver receiver;
    private final boolean numbers;
    private final AtomicBoolean progress = new AtomicBoolean();
    private volatile long handled;
    private long received;
    private WorkerConnection peer;

    /**
     * @param receiver is told of progress
     * @param id null for a peer that numbers nothing, and so is never answered
     */
    WorkerStream(Receiver receiver, String id) {
        this.receiver = receiver;
        this.numbers = id != null;
    }

    boolean numbers() {
        return numbers;
    }

    /** @return the connection by which it comes; null where it is not connected */
    WorkerConnection peer() {
        return peer;
    }

    /**
     * @param newer its connection from now on
     * @return the older one, or null
     */
    WorkerConnection connected(WorkerConnection newer) {
        WorkerConnection older = peer;
        peer = newer;
        return older;
    }

    /** @param gone has ended; a newer connection stays */
    void disconnected(WorkerConnection gone) {
        if (peer == gone) {
            peer = null;
        }
    }

    /** @return the number that a batch must have which does not say it */
    long next() {
        return received + 1;
    }

    /** @return whether a batch of this number was received before */
    boolean hasReceived(long seq) {
        return numbers && seq <= received;
    }

    void received(long seq) {
        received = Math.max(received, seq);
    }

    /** @return the number of the last batch that was received; 0 for none */
    long received() {
        return received;
    }

    /** @return up to which number all batches are handled */
    long handled() {
        return handled;
    }

    /** Called by the printing thread, in the order of the batches. */
    @Override
    public void handled(long seq) {
        if (numbers) {
            handled = seq;
            repeatAcknowledgement();
        }
    }

    @Override
    public void roomAgain() {
        receiver.roomAgain();
    }

    /** The acknowledgement is sent, even where it says nothing new. */
    void repeatAcknowledgement() {
        if (!progress.getAndSet(true)) {
            receiver.progressed(this);
        }
    }

    /** @return whether there is something to acknowledge since the last call */
    boolean takeProgress() {
        return progress.getAndSet(false);
    }
}
