package io.github.log4jray.display;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.StepLoop;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.settings.Plural;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Deduplicates batches and prints them in the order of the offers, on a thread of its own, so a blocked standard stream
 * blocks nothing else. The queue of batches is bounded. Any thread may offer.
 *
 * <p>A lack of memory loses no line: the printing thread goes on at the step that has failed. After {@value
 * StepAttempts#MOST} attempts, which take 10 s, it drops the lines that it can't print, counts them and reports them.
 */
public final class Display {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private static final long LONGEST_SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Offers batches. The printing thread calls its methods. */
    public interface Source {

        /**
         * All batches of this source up to this one are handled: printed, or in no need of printing.
         *
         * @param seq the number that was given with the batch
         */
        void handled(long seq);

        /** A rejected offer can be made again. */
        void roomAgain();

        /**
         * @param silent how many nanoseconds ago the last state of a progress bar came from this source
         * @return whether the worker of the bar may still be alive
         */
        default boolean mayLive(long silent) {
            return true;
        }
    }

    /** This process, which needs no news of its batches. Its bars repeat their states. */
    static final Source OWN = new Source() {
        @Override
        public void handled(long seq) {}

        @Override
        public void roomAgain() {}

        @Override
        public boolean mayLive(long silent) {
            return silent < LONGEST_SILENCE_NANOS;
        }
    };

    private final LineFormat plain;
    private final LineFormat json = new JsonLineFormat(Clock.systemDefaultZone());
    private final AutoscalerEvents events;
    private final Deduplicators deduplicators;
    private final ConsoleStreams console;
    private final ProgressDisplay progressBars;
    private final BatchQueue queue = new BatchQueue();
    private final TransportThread thread =
            TransportThread.of(new StepLoop(this::turn, this::failed), "log4jray-driver-console");

    private volatile WorkerOutput output = WorkerOutput.PLAIN;

    /** That of the batches that are printed now. */
    private WorkerOutput current = output;

    private final GatedBatch gated = new GatedBatch();

    /** There are steps left for the batches that were taken from the queue. */
    private boolean working;

    /** Counts of repeated lines are printed at once, with the batches that were taken from the queue. */
    private boolean showsAll;

    /** The first batch that is not handled, and behind it the first that is not printed. */
    private BatchQueue.Entry unhandled;

    private BatchQueue.Entry unprinted;

    /** All lines of the first batch that is not printed are printed, and its loss is not. */
    private boolean linesPrinted;

    /** Bars are drawn at this time. */
    private boolean drawing;

    /** The cost of handled batches that are still part of the queue's sum. */
    private long handledCost;

    private final StepAttempts attempts = new StepAttempts();
    private final PendingText pending;

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
        this(settings, console, console.drawsBars());
    }

    /**
     * @param settings as above
     * @param console as above
     * @param drawsBars whether it is a terminal on which progress bars are drawn
     */
    Display(DisplaySettings settings, ConsoleStreams console, boolean drawsBars) {
        this.plain = new BatchFormat(settings, console.isTerminal(false), console.isTerminal(true));
        this.events = new AutoscalerEvents(settings.hasEvents());
        this.deduplicators = new Deduplicators(settings.deduplication());
        this.console = console;
        this.pending = new PendingText(console, attempts);
        this.progressBars = new ProgressDisplay(settings, console, drawsBars);
    }

    /** @param newOutput applies to the batches that are not yet printed */
    public void use(WorkerOutput newOutput) {
        output = newOutput;
    }

    /** Starts to print. */
    public void start() {
        thread.start();
    }

    /**
     * @param batch to be printed; null for a batch that needs no printing but is handled in its turn
     * @param source is told when the batch is handled
     * @param seq is handed back to the source
     * @return false where the queue is full: make the offer again after {@link Source#roomAgain}
     */
    public boolean offer(Batch batch, Source source, long seq) {
        return queue.offer(batch, source, seq);
    }

    /**
     * Shows the state of a progress bar of this process.
     *
     * @param line the state
     * @return false where the queue is full: make the offer again later
     */
    public boolean offerOwnProgress(String line) {
        String pid = Long.toString(ProcessIds.pid());
        return queue.offer(new Batch(null, pid, null, false, List.of(line), null, null, 0, null), OWN, 0);
    }

    /** @return how many lines were printed */
    public long shown() {
        return shown;
    }

    /** @return how many more lines were counted as repeats of printed ones */
    public long deduplicated() {
        return deduplicated;
    }

    /** @return how many lines workers report as dropped, and how many could not be printed */
    public long lost() {
        return lost;
    }

    /**
     * Waits until everything that was offered is printed.
     *
     * @param timeout how long
     */
    public void drain(Duration timeout) {
        queue.drain(timeout);
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
        queue.showAllFromNowOn();
        return queue.awaitAllShown(idle, timeout, () -> !thread.isAlive());
    }

    /**
     * Prints everything that was offered, and ends.
     *
     * @param timeout how long that may take
     * @return whether everything was printed in time
     */
    public boolean stop(Duration timeout) {
        queue.stop();
        return thread.awaitEnd(timeout);
    }

    /** Goes on with the batches that were taken; else waits for batches. Returns false at the end. */
    private boolean turn() {
        drawing = false;
        pending.turn();
        if (!working) {
            if (!queue.await(Duration.ofNanos(nanosToNextEnd()))) {
                end();
                return false;
            }
            showsAll = queue.showsAll();
            current = output;
            unhandled = queue.take();
            unprinted = unhandled;
            working = true;
        }
        while (unprinted != null) {
            if (unprinted.batch != null) {
                print(unprinted.batch);
            }
            nextBatch();
        }
        if (showsAll) {
            deduplicators.end(this::write);
        } else {
            deduplicators.endWindows(System.nanoTime(), this::write);
        }
        pending.flush();
        drawBars();
        showCounts();
        handle();
        if (showsAll) {
            queue.allShown();
        }
        working = false;
        attempts.succeeded();
        if (attempts.ended()) {
            LOGGER.warn("log4j-ray: lines of workers are printed again");
        }
        return true;
    }

    private void nextBatch() {
        unprinted = unprinted.next;
        linesPrinted = false;
        attempts.succeeded();
    }

    private long nanosToNextEnd() {
        long now = System.nanoTime();
        return Math.min(deduplicators.nanosToNextEnd(now), progressBars.nanosToNextDrawing(now));
    }

    private void drawBars() {
        drawing = true;
        if (showsAll) {
            progressBars.end();
        } else {
            progressBars.draw(System.nanoTime());
        }
        drawing = false;
    }

    private void end() {
        deduplicators.end(this::write);
        pending.flush();
        drawing = true;
        progressBars.end();
        drawing = false;
        showCounts();
    }

    private void showCounts() {
        plain.forget();
        json.forget();
        shown = pending.lines();
        deduplicated = pending.repeats();
    }

    private void handle() {
        while (unhandled != null) {
            unhandled.source.handled(unhandled.seq);
            handledCost += unhandled.cost;
            unhandled = unhandled.next;
        }
        if (handledCost > 0) {
            queue.release(handledCost);
            handledCost = 0;
        }
        queue.tellRejected();
    }

    /** A step has failed. It is repeated, unless it has failed too often. */
    private void failed(Throwable e) {
        boolean givesUp = attempts.failedTooOften();
        if (givesUp && drawing) {
            progressBars.drop(e);
            attempts.gaveUp();
        } else if (givesUp) {
            long given = giveUp();
            lost = Losses.sum(lost, given);
            attempts.gaveUp();
            LOGGER.error("log4j-ray: {} of workers could not be printed", Plural.of(given, "line"), e);
        } else if (attempts.begins()) {
            LOGGER.error("log4j-ray: can't print lines of workers now, trying again", e);
        }
    }

    /**
     * Drops the batch or the text of the step that has failed. Returns how many lines that were, with those that a worker
     * has dropped.
     */
    private long giveUp() {
        long given = 0;
        if (pending.isWriting()) {
            given = pending.abandon();
        } else if (unprinted != null) {
            if (unprinted.batch != null) {
                given = Losses.sum(linesPrinted ? 0 : abandon(unprinted.batch), unprinted.batch.dropped());
            }
            nextBatch();
        } else {
            given = deduplicators.abandonWindows();
        }
        return given;
    }

    private long abandon(Batch batch) {
        Batch known = gated.known(batch, current.gate());
        return known == null
                ? batch.lines().size()
                : deduplicators.of(known, current.form()).abandon(known);
    }

    private void print(Batch batch) {
        if (!linesPrinted) {
            Batch passed = gated.passed(batch, current.gate());
            if (batch.pid().equals(AutoscalerEvents.PID)) {
                events.print(passed, this::write);
            } else {
                deduplicators.of(passed, current.form()).deduplicate(passed, System.nanoTime(), this::write);
            }
            linesPrinted = true;
        }
        if (batch.dropped() > 0) {
            writeLoss(batch);
        }
    }

    private void write(Batch source, String line, long repeats) {
        if (current.form() == WorkerOutput.Form.NONE || repeats == 0 && isBar(line)) {
            attempts.succeeded();
            return;
        }
        pending.add(format(), source, line, repeats, isForErr(source.isErr()));
    }

    /** Shows the state of a progress bar, unless it stays a line: in JSON it is an object with the fields of the bar. */
    private boolean isBar(String line) {
        return current.form() == WorkerOutput.Form.PLAIN
                ? progressBars.show(line, source(), System.nanoTime(), this::writeBar)
                : !progressBars.areShown() && ProgressState.isIn(line);
    }

    /** The source of the line that is printed now. */
    private Source source() {
        return unprinted == null ? OWN : unprinted.source;
    }

    private LineFormat format() {
        return current.form() == WorkerOutput.Form.JSON ? json : plain;
    }

    private boolean isForErr(boolean isErr) {
        return isErr && (current.splits() || current.form() != WorkerOutput.Form.JSON);
    }

    /** Lines about bars go to the stream on which they are drawn, as in Ray standard error. */
    private void writeBar(String line) {
        pending.add(line, console.barsAreOnErr());
    }

    /** The count is shown also where no lines are. */
    private void writeLoss(Batch batch) {
        pending.addLoss(format(), batch, isForErr(true));
        lost = Losses.sum(lost, batch.dropped());
    }
}
