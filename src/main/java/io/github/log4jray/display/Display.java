package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.TransportThread;
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
 * Prints batches in the order in which it is offered them, folded, by one thread of its own, so that a standard stream
 * which nobody reads holds up nothing else. What waits to be printed is bounded.
 */
public final class Display {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** How much may wait, in characters of lines; a line counts {@value #LINE_COST} more. */
    private static final long CAPACITY = 4L << 20;

    private static final int LINE_COST = 64;
    private static final int WRITE_TARGET = 64 * 1024;

    /** Offers batches. Is told by the printing thread what has become of them. */
    public interface Source {

        /**
         * A batch of its own was printed, or needed no printing, after all that were offered before.
         *
         * @param seq what was given with the batch
         */
        void handled(long seq);

        /** An offer that was refused can be made again. */
        void roomAgain();
    }

    private record Entry(Batch batch, Source source, long seq, long cost) {}

    private final BatchFormat format;
    private final AutoscalerEvents events;
    private final Deduplicator outFolding;
    private final Deduplicator errFolding;
    private final ConsoleStreams console;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();
    private final TransportThread thread;
    private long waiting;
    private Set<Source> refused = new LinkedHashSet<>();
    private boolean stopped;

    /** Whole lines, all for one of the streams, that were not written to it yet. */
    private final Utf8Buffer text = new Utf8Buffer();

    private boolean textIsErr;

    private long printed;
    private long repeated;
    private volatile long shown;
    private volatile long folded;
    private volatile long lost;

    /**
     * @param settings how lines are shown
     * @param console where it is printed
     */
    public Display(DisplaySettings settings, ConsoleStreams console) {
        this.format = new BatchFormat(settings, console.isTerminal(false), console.isTerminal(true));
        this.events = new AutoscalerEvents(settings.hasEvents());
        this.outFolding = new Deduplicator(settings.folding());
        this.errFolding = new Deduplicator(settings.folding());
        this.console = console;
        this.thread = new TransportThread(this::run, "log4jray-driver-console");
        thread.start();
    }

    /**
     * @param batch is to be printed; null for one that needs no printing, but is handled in its turn
     * @param source is told when that is done
     * @param seq is what it is told
     * @return false where too much waits already: the offer is made again after {@link Source#roomAgain}
     */
    public boolean offer(Batch batch, Source source, long seq) {
        long cost = batch == null ? LINE_COST : cost(batch);
        lock.lock();
        try {
            if (waiting > 0 && waiting + cost > CAPACITY) {
                refused.add(source);
                return false;
            }
            waiting += cost;
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

    /** @return for how many more those stand, as repeats */
    public long folded() {
        return folded;
    }

    /** @return how many lines workers say that they have lost */
    public long lost() {
        return lost;
    }

    /**
     * Waits until what was offered is printed.
     *
     * @param timeout how long
     */
    public void drain(Duration timeout) {
        long nanos = timeout.toNanos();
        boolean interrupted = false;
        lock.lock();
        try {
            while (waiting > 0 && nanos > 0) {
                long since = System.nanoTime();
                try {
                    changed.awaitNanos(nanos);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                nanos -= System.nanoTime() - since;
            }
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Prints what was offered, and ends.
     *
     * @param timeout how long that may take
     * @return whether all was printed in time
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
        attempt(() -> {
            outFolding.end(this::write);
            errFolding.end(this::write);
        });
    }

    /** Does it, and writes what it has made of lines. */
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
        folded = repeated;
    }

    /**
     * Waits for batches, or for the end of a window in which lines were folded; false at the end. Batches stay
     * accounted for until they are printed.
     */
    private boolean take(List<Entry> batches) {
        lock.lock();
        try {
            long nanos = 1;
            while (queue.isEmpty() && !stopped && nanos > 0) {
                nanos = awaitChange();
            }
            batches.clear();
            batches.addAll(queue);
            queue.clear();
            return !batches.isEmpty() || !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there may be something to do, and returns how long it is until a window ends. */
    private long awaitChange() {
        long now = System.nanoTime();
        long nanos = Math.min(outFolding.nanosToNextEnd(now), errFolding.nanosToNextEnd(now));
        try {
            return nanos <= 0 ? 0 : changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // nobody has a reason to interrupt this thread
            return nanos;
        }
    }

    private void print(List<Entry> batches) {
        for (Entry entry : batches) {
            if (entry.batch != null) {
                print(entry.batch);
            }
        }
        long now = System.nanoTime();
        outFolding.endWindows(now, this::write);
        errFolding.endWindows(now, this::write);
    }

    private void print(Batch batch) {
        if (batch.pid().equals(AutoscalerEvents.PID)) {
            events.of(batch.lines()).forEach(event -> write(batch, event, 0));
        } else {
            Deduplicator folding = batch.isErr() ? errFolding : outFolding;
            folding.fold(batch, System.nanoTime(), this::write);
        }
        if (batch.dropped() > 0) {
            turnTo(true);
            format.writeLoss(batch, text);
            lost += batch.dropped();
        }
    }

    private void write(Batch source, String line, long repeats) {
        printed++;
        repeated += Math.max(0, repeats - 1);
        turnTo(source.isErr());
        format.write(source, line, repeats, text);
    }

    /** What is added to the text from now on goes to this stream. */
    private void turnTo(boolean isErr) {
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
        long printed = 0;
        for (Entry entry : batches) {
            printed += entry.cost;
            entry.source.handled(entry.seq);
        }
        Set<Source> told = Set.of();
        lock.lock();
        try {
            waiting -= printed;
            if (!refused.isEmpty()) {
                told = refused;
                refused = new LinkedHashSet<>();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        told.forEach(Source::roomAgain);
    }
}
