package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.settings.UninterruptedWait;
import io.github.log4jray.text.Utf8Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Deduplicates batches and prints them in the order of the offers, on a thread of its own, so a blocked standard
 * stream blocks nothing else. The queue of batches is bounded. Any thread may offer.
 */
public final class Display {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** How much may wait, in characters of lines; each line adds {@value #LINE_COST}. */
    private static final long CAPACITY = 4L << 20;

    private static final int LINE_COST = 64;
    private static final int WRITE_TARGET = 64 * 1024;
    private static final long LOOK_AGAIN_NANOS = 20_000_000;

    /** Offers batches. The printing thread calls its methods. */
    public interface Source {

        /**
         * A batch of this source was printed, or needed no printing, and so were all that it offered before.
         *
         * @param seq the number that was given with the batch
         */
        void handled(long seq);

        /** A rejected offer can be made again. */
        void roomAgain();
    }

    private record Entry(Batch batch, Source source, long seq, long cost) {}

    private final BatchFormat format;
    private final AutoscalerEvents events;
    private final Deduplicator outDeduplicator;
    private final Deduplicator errDeduplicator;
    private final ConsoleStreams console;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();
    private final TransportThread thread = TransportThread.of(this::run, "log4jray-driver-console");
    private long waiting;
    private Set<Source> rejected = new LinkedHashSet<>();
    private boolean stopped;

    /** Whether counts of repeated lines are printed at once, and whether all of them are. */
    private boolean showsAll;

    private boolean allShown;

    /** The value of {@link #showsAll} for the batches that are printed now; of the printing thread. */
    private boolean endsWindows;

    /** When the last batch was offered, by {@link System#nanoTime}. */
    private long lastOffer = System.nanoTime();

    /** Whole lines that were not written yet, all for the same stream. */
    private final Utf8Buffer text = new Utf8Buffer();

    private boolean textIsErr;

    private long printed;
    private long repeated;
    private volatile long shown;
    private volatile long deduplicated;
    private volatile long lost;

    /**
     * Prints nothing before {@link #start}.
     *
     * @param settings how lines are shown
     * @param console where they are printed
     */
    public Display(DisplaySettings settings, ConsoleStreams console) {
        this.format = new BatchFormat(settings, console.isTerminal(false), console.isTerminal(true));
        this.events = new AutoscalerEvents(settings.hasEvents());
        this.outDeduplicator = new Deduplicator(settings.deduplication());
        this.errDeduplicator = new Deduplicator(settings.deduplication());
        this.console = console;
    }

    /** Starts to print. */
    public void start() {
        thread.start();
    }

    /**
     * @param batch to be printed; null for one that needs no printing but is handled in its turn
     * @param source is told when the batch is handled
     * @param seq is handed back to the source
     * @return false where the queue is full: make the offer again after {@link Source#roomAgain}
     */
    public boolean offer(Batch batch, Source source, long seq) {
        long cost = batch == null ? LINE_COST : cost(batch);
        lock.lock();
        try {
            lastOffer = System.nanoTime();
            if (waiting > 0 && waiting + cost > CAPACITY) {
                rejected.add(source);
                return false;
            }
            waiting += cost;
            allShown = false;
            queue.add(new Entry(batch, source, seq, cost));
            if (queue.size() == 1) {
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static long cost(Batch batch) {
        long cost = LINE_COST;
        for (String line : batch.lines()) {
            cost += line.length() + LINE_COST;
        }
        return cost;
    }

    /** @return how many lines were printed */
    public long shown() {
        return shown;
    }

    /** @return how many more lines were counted as repeats of printed ones */
    public long deduplicated() {
        return deduplicated;
    }

    /** @return how many lines workers report as dropped */
    public long lost() {
        return lost;
    }

    /**
     * Waits until everything that was offered is printed.
     *
     * @param timeout how long
     */
    public void drain(Duration timeout) {
        lock.lock();
        try {
            UninterruptedWait.until(timeout, () -> waiting == 0, changed::awaitNanos);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Prints counts of repeated lines at once from now on, as the JVM ends, and waits until no batch comes any more and all
     * is printed. The display goes on afterwards.
     *
     * @param idle no batch comes any more if none has come for this long
     * @param timeout the longest wait
     * @return whether everything that was offered is printed, or the display has ended
     */
    public boolean showAllFromNowOn(Duration idle, Duration timeout) {
        lock.lock();
        try {
            showsAll = true;
            lastOffer = System.nanoTime();
            changed.signalAll();
            UninterruptedWait.until(
                    timeout,
                    () -> isOver() || waiting == 0 && allShown && System.nanoTime() - lastOffer >= idle.toNanos(),
                    nanos -> changed.awaitNanos(Math.min(nanos, LOOK_AGAIN_NANOS)));
            return isOver() || waiting == 0 && allShown;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return stopped && !thread.isAlive();
    }

    /**
     * Prints everything that was offered, and ends.
     *
     * @param timeout how long that may take
     * @return whether everything was printed in time
     */
    public boolean stop(Duration timeout) {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return thread.awaitEnd(timeout);
    }

    private void run() {
        List<Entry> batches = new ArrayList<>();
        while (take(batches)) {
            attempt(() -> print(batches));
            done(batches);
        }
        attempt(this::endAllWindows);
    }

    private void endAllWindows() {
        outDeduplicator.end(this::write);
        errDeduplicator.end(this::write);
    }

    /** Prints, and writes to the console. After a failure the next lines are printed nevertheless. */
    private void attempt(Runnable printing) {
        try {
            printing.run();
            flush();
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            LOGGER.error("log4j-ray: can't print lines of workers", e);
        }
        text.truncate(0);
        format.forget();
        shown = printed;
        deduplicated = repeated;
    }

    /**
     * Waits for batches or for the end of a window of a deduplicator. Batches remain part of {@link #waiting} until they
     * are printed. Returns false at the end.
     */
    private boolean take(List<Entry> batches) {
        lock.lock();
        try {
            long now = System.nanoTime();
            long nanos = Math.min(outDeduplicator.nanosToNextEnd(now), errDeduplicator.nanosToNextEnd(now));
            UninterruptedWait.until(
                    Duration.ofNanos(nanos),
                    () -> !queue.isEmpty() || stopped || showsAll && !allShown,
                    changed::awaitNanos);
            endsWindows = showsAll;
            batches.clear();
            batches.addAll(queue);
            queue.clear();
            return !batches.isEmpty() || !stopped;
        } finally {
            lock.unlock();
        }
    }

    private void print(List<Entry> batches) {
        for (Entry entry : batches) {
            if (entry.batch != null) {
                print(entry.batch);
            }
        }
        if (endsWindows) {
            endAllWindows();
        } else {
            long now = System.nanoTime();
            outDeduplicator.endWindows(now, this::write);
            errDeduplicator.endWindows(now, this::write);
        }
    }

    private void print(Batch batch) {
        if (batch.pid().equals(AutoscalerEvents.PID)) {
            events.of(batch.lines()).forEach(event -> write(batch, event, 0));
        } else {
            Deduplicator deduplicator = batch.isErr() ? errDeduplicator : outDeduplicator;
            deduplicator.deduplicate(batch, System.nanoTime(), this::write);
        }
        if (batch.dropped() > 0) {
            select(true);
            format.writeLoss(batch, text);
            lost += batch.dropped();
        }
    }

    private void write(Batch source, String line, long repeats) {
        printed++;
        repeated += Math.max(0, repeats - 1);
        select(source.isErr());
        format.write(source, line, repeats, text);
    }

    /** Text that is added from now on goes to this stream. */
    private void select(boolean isErr) {
        if (isErr != textIsErr || text.length() > WRITE_TARGET) {
            flush();
            textIsErr = isErr;
        }
    }

    private void flush() {
        console.write(textIsErr, text);
        text.truncate(0);
    }

    private void done(List<Entry> batches) {
        long cost = 0;
        for (Entry entry : batches) {
            cost += entry.cost;
            entry.source.handled(entry.seq);
        }
        Set<Source> retrying = Set.of();
        lock.lock();
        try {
            waiting -= cost;
            allShown = endsWindows && queue.isEmpty();
            if (!rejected.isEmpty()) {
                retrying = rejected;
                rejected = new LinkedHashSet<>();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        retrying.forEach(Source::roomAgain);
    }
}
