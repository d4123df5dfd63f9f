package io.github.log4jray.gcs;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.RejectedException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Lets the batches of the driver's own job through. Ray's log monitor knows the job only where a file says it: the
 * files to which Ray 2.60 redirects the standard streams of Java workers don't. Such a batch is the driver's where no
 * other job runs; else it waits until the GCS, by ip and pid, or another batch says which job its worker is of. What
 * components of Ray write is everybody's, as it is with Ray's own drivers. For one thread.
 */
final class JobFilter {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** Workers report what they run once a second; for those that write nothing more the GCS is not asked that often. */
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private static final long PAUSE_WHILE_WRITING_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    private final String owner;
    private final Consumer<Batch> sink;
    private final WorkerJobs jobs = new WorkerJobs();
    private final PendingBatches held = new PendingBatches();
    private String job = "";
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long asked = System.nanoTime() - FIRST_PAUSE_NANOS;
    private long givenUp;
    private boolean refused;

    /**
     * @param owner names who asks in what is reported
     * @param sink receives the batches of the driver's job
     */
    JobFilter(String owner, Consumer<Batch> sink) {
        this.owner = owner;
        this.sink = sink;
    }

    /** @param newJob of the driver, 8 hexadecimal digits; empty for every job */
    void setJob(String newJob) {
        job = newJob;
    }

    /** @param batch goes through, waits or is left out */
    void take(Batch batch) {
        WorkerProcess worker = WorkerProcess.of(batch);
        if (job.isEmpty() || worker == null && batch.isOf(job)) {
            sink.accept(batch);
            return;
        }
        String known = batch.job();
        if (known == null || known.isEmpty()) {
            known = held.holds(worker) ? null : jobs.of(worker);
        } else if (worker != null) {
            jobs.learn(worker, known);
        }
        if (known == null) {
            pauseNanos = held.holds(worker) ? Math.min(pauseNanos, PAUSE_WHILE_WRITING_NANOS) : FIRST_PAUSE_NANOS;
            held.add(worker, batch);
        } else if (known.equals(job)) {
            sink.accept(batch);
        }
    }

    /** @return whether no batch may be taken now, as too many wait */
    boolean isFull() {
        return held.isFull();
    }

    /** @return after how many nanoseconds {@link #settle} has something to do at the latest */
    long nanosToAsking() {
        return held.isEmpty() ? Long.MAX_VALUE : Math.max(0, pauseNanos - (System.nanoTime() - asked));
    }

    /**
     * Lets go what need not wait any longer.
     *
     * @param gcs is asked, if it is time to
     */
    void settle(GcsConnection gcs) {
        held.settle(jobs::of, job, sink);
        if (nanosToAsking() == 0) {
            askAndSettle(gcs);
        }
    }

    private void askAndSettle(GcsConnection gcs) {
        ask(gcs);
        held.settle(jobs::of, job, sink);
        asked = System.nanoTime();
        pauseNanos = Math.min(2 * pauseNanos, held.isFull() ? PAUSE_WHILE_WRITING_NANOS : LONGEST_PAUSE_NANOS);
        giveUp();
    }

    /**
     * The same at the end: what was not known a moment ago may be known now.
     *
     * @param gcs is asked
     */
    void settleLast(GcsConnection gcs) {
        held.settle(jobs::of, job, sink);
        if (!held.isEmpty()) {
            askAndSettle(gcs);
        }
    }

    /** Without an answer lines whose job is known go through all the same. A GCS that is away is seen elsewhere. */
    private void ask(GcsConnection gcs) {
        try {
            if (GcsTables.isAlone(gcs, job)) {
                held.workers().forEach(worker -> jobs.learn(worker, job));
            } else {
                GcsTables.jobs(gcs).forEach(jobs::learn);
            }
        } catch (RejectedException e) {
            if (!refused) {
                LOGGER.warn(
                        "{}: lines of workers that Ray attributes to no job are not shown, as the GCS does not tell"
                                + " whose they are: {}",
                        owner,
                        e.getMessage());
            }
            refused = true;
        } catch (IOException e) {
            LOGGER.debug("{}: the GCS does not tell the jobs of workers: {}", owner, e.getMessage());
        }
    }

    private void giveUp() {
        long lines = held.giveUp();
        if (lines > 0 && givenUp == 0) {
            LOGGER.warn(
                    "{}: {} lines of a worker are not shown, as it can't be found out which job it is of; further"
                            + " ones are counted",
                    owner,
                    lines);
        }
        givenUp += lines;
    }

    /** Says how much was given up. */
    void end() {
        if (givenUp > 0) {
            LOGGER.warn("{}: of workers whose job was not found out {} lines were not shown", owner, givenUp);
        }
    }
}
