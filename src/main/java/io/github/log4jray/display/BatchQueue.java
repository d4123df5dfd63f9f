package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The batches that wait for the printing thread. Their sum is bounded; a batch is part of it until {@link #release}. Any
 * thread may offer; the printing thread takes and releases. One monitor guards all but the backlog, which is the printing
 * thread's: virtual threads show bars, and an unmounted one never owns a monitor (JDK 21).
 *
 * <p>The printing thread takes batches in the order of their offers. Where more wait than it takes at once, it takes them
 * from all sources in turn, see {@link FairBacklog}.
 *
 * <p>Each change is whole or not made, also where memory is short: memory is allocated before the first step of a change.
 */
final class BatchQueue {

    /**
     * How much may wait, in characters that are printed, and those of all names and paths of a batch; each line and each
     * batch adds {@value #LINE_COST}.
     */
    private static final long CAPACITY = 4L << 20;

    private static final int LINE_COST = 64;

    /** How much the printing thread takes at once. Sources are told of handled batches after that. */
    static final long TURN = 256 << 10;

    private static final long LOOK_AGAIN_NANOS = 20_000_000;

    /** A batch and the next one. */
    static final class Entry {
        final Batch batch;
        final Display.Source source;
        final long seq;
        final long cost;
        Entry next;

        private Entry(Batch batch, Display.Source source, long seq) {
            this.batch = batch;
            this.source = source;
            this.seq = seq;
            this.cost = batch == null ? LINE_COST : cost(batch);
        }

        private static long cost(Batch batch) {
            long prefix =
                    length(batch.actorName()) + length(batch.taskName()) + length(batch.pid()) + length(batch.ip());
            long cost = LINE_COST + batch.lengthWithoutLines();
            for (String line : batch.lines()) {
                cost += line.length() + prefix + LINE_COST;
            }
            return cost;
        }

        private static int length(String text) {
            return text == null ? 0 : text.length();
        }
    }

    private final Object lock = new Object();
    private Entry first;
    private Entry last;
    private long waiting;

    /** The cost of the batches from the first to the last one. */
    private long arrived;

    /** What the printing thread has taken out of the queue and not got from {@link #take}. */
    private final FairBacklog backlog = new FairBacklog();

    private Set<Display.Source> rejected = new LinkedHashSet<>();
    private boolean stopped;

    /** Whether counts of repeated lines are printed at once, and whether all of them are. */
    private boolean showsAll;

    private boolean allShown;

    /** When the last batch was offered, by {@link System#nanoTime}. */
    private long lastOffer = System.nanoTime();

    /** The sources to which {@link #tellRejected} gives the news. For the printing thread. */
    private Set<Display.Source> retrying = new LinkedHashSet<>();

    /**
     * @param batch to be printed; null for one that needs no printing
     * @param source is told when the batch is handled
     * @param seq is handed back to the source
     * @return false where the queue is full
     */
    boolean offer(Batch batch, Display.Source source, long seq) {
        Entry entry = new Entry(batch, source, seq);
        synchronized (lock) {
            lastOffer = System.nanoTime();
            if (waiting > 0 && waiting + entry.cost > CAPACITY) {
                rejected.add(source);
                return false;
            }
            waiting += entry.cost;
            arrived += entry.cost;
            allShown = false;
            if (first == null) {
                first = entry;
            } else {
                last.next = entry;
            }
            last = entry;
            if (first == entry) {
                lock.notifyAll();
            }
            return true;
        }
    }

    /** Nothing is offered from now on. */
    void stop() {
        synchronized (lock) {
            stopped = true;
            lock.notifyAll();
        }
    }

    /** The printing thread prints counts of repeated lines at once from now on. */
    void showAllFromNowOn() {
        synchronized (lock) {
            showsAll = true;
            lastOffer = System.nanoTime();
            lock.notifyAll();
        }
    }

    /** @return whether the printing thread prints counts of repeated lines at once */
    boolean showsAll() {
        synchronized (lock) {
            return showsAll;
        }
    }

    /** All that was taken is printed, with all counts. */
    void allShown() {
        synchronized (lock) {
            allShown = isEmpty();
            lock.notifyAll();
        }
    }

    /**
     * Waits until no batch comes any more and all is printed.
     *
     * @param idle no batch comes any more if none has come for this long
     * @param timeout the longest wait
     * @param over whether nothing will be printed any more
     * @return whether everything that was offered is printed, or the printing is over
     */
    boolean awaitAllShown(Duration idle, Duration timeout, BooleanSupplier over) {
        synchronized (lock) {
            UninterruptedWait.until(
                    timeout,
                    () -> over.getAsBoolean() || isAllShown() && System.nanoTime() - lastOffer >= idle.toNanos(),
                    nanos -> TimeUnit.NANOSECONDS.timedWait(lock, Math.min(nanos, LOOK_AGAIN_NANOS)));
            return over.getAsBoolean() || isAllShown();
        }
    }

    private boolean isAllShown() {
        return waiting == 0 && allShown;
    }

    /**
     * Waits for batches, for the stop, or for a request to show all.
     *
     * @param timeout the longest wait
     * @return false where the queue is stopped and empty
     */
    boolean await(Duration timeout) {
        synchronized (lock) {
            UninterruptedWait.until(
                    timeout,
                    () -> !isEmpty() || stopped || showsAll && !allShown,
                    nanos -> TimeUnit.NANOSECONDS.timedWait(lock, nanos));
            return !isEmpty() || !stopped;
        }
    }

    /** For the printing thread. */
    private boolean isEmpty() {
        return first == null && backlog.isEmpty();
    }

    /** @return the next batches for the printing thread, as a chain; null for none */
    Entry take() {
        Entry taken;
        boolean fits;
        synchronized (lock) {
            taken = first;
            fits = arrived <= TURN;
            first = null;
            last = null;
            arrived = 0;
        }
        if (fits && backlog.isEmpty()) {
            return taken;
        }
        backlog.add(taken);
        return backlog.take(TURN);
    }

    /**
     * Batches are handled, and there is room for others. {@link #tellRejected} tells it to the sources.
     *
     * @param cost of the batches
     */
    void release(long cost) {
        synchronized (lock) {
            waiting -= cost;
            lock.notifyAll();
        }
    }

    /** Tells the sources whose offers were rejected that there is room. */
    void tellRejected() {
        // Those that an interrupted call has left.
        tellRetrying();
        synchronized (lock) {
            Set<Display.Source> none = retrying;
            retrying = rejected;
            rejected = none;
        }
        tellRetrying();
    }

    private void tellRetrying() {
        retrying.forEach(Display.Source::roomAgain);
        retrying.clear();
    }

    /**
     * Waits until all batches are released.
     *
     * @param timeout the longest wait
     */
    void drain(Duration timeout) {
        synchronized (lock) {
            UninterruptedWait.until(timeout, () -> waiting == 0, nanos -> TimeUnit.NANOSECONDS.timedWait(lock, nanos));
        }
    }
}
