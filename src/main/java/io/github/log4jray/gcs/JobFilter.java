package io.github.log4jray.gcs;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.settings.RepeatedFault;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Passes on the batches of the driver's job. For the channel's thread.
 *
 * <p>A batch has no job if its file does not name one, for example the files to which Ray 2.60 redirects the standard
 * streams of Java workers. If no other job runs, such a batch belongs to the driver. Otherwise it waits until the tables
 * of the GCS (by ip and pid) or another batch tell the job of its worker. Batches of Ray's components without a job are
 * shown by all drivers, as by Ray's own.
 */
final class JobFilter {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** Workers report their tasks once a second. The pause grows while no unknown worker writes. */
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private static final long PAUSE_WHILE_WRITING_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    private final String label;
    private final Consumer<Batch> sink;
    private final WorkerJobs jobs = new WorkerJobs();
    private final PendingBatches pending;
    private String job = "";
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long asked = System.nanoTime() - FIRST_PAUSE_NANOS;
    private final RepeatedFault dropped = new RepeatedFault();
    private final RepeatedFault rejected = new RepeatedFault();

    /**
     * @param label names the appender in messages
     * @param longestStay how long the batches of a worker with an unknown job may keep others from entering
     * @param sink receives the batches of the driver's job
     */
    JobFilter(String label, Duration longestStay, Consumer<Batch> sink) {
        this.pending = new PendingBatches(longestStay);
        this.label = label;
        this.sink = sink;
    }

    /** @param newJob of the driver, 8 hexadecimal digits; empty for every job */
    void setJob(String newJob) {
        job = newJob;
    }

    /** @param batch is passed on, waits or is ignored */
    void take(Batch batch) {
        WorkerProcess worker = WorkerProcess.of(batch);
        if (job.isEmpty() || worker == null && batch.isOf(job)) {
            sink.accept(batch);
            return;
        }
        String known = batch.job();
        if (known == null || known.isEmpty()) {
            known = pending.holds(worker) ? null : jobs.of(worker);
        } else if (worker != null) {
            jobs.learn(worker, known);
        }
        if (known == null) {
            pauseNanos = pending.holds(worker) ? Math.min(pauseNanos, PAUSE_WHILE_WRITING_NANOS) : FIRST_PAUSE_NANOS;
            pending.add(worker, batch);
        } else if (known.equals(job)) {
            sink.accept(batch);
        }
    }

    /** @return whether too many batches wait to take another one */
    boolean isFull() {
        return pending.isFull();
    }

    /** @return the time in nanoseconds after which {@link #settle} must be called */
    long nanosToAsking() {
        return pending.isEmpty() ? Long.MAX_VALUE : Math.max(0, pauseNanos - (System.nanoTime() - asked));
    }

    /**
     * Passes on or drops the waiting batches whose job has become known.
     *
     * @param gcs is asked if its pause is over
     */
    void settle(GcsConnection gcs) {
        pending.settle(jobs::of, job, sink);
        if (nanosToAsking() == 0) {
            askAndSettle(gcs);
        }
    }

    private void askAndSettle(GcsConnection gcs) {
        ask(gcs);
        pending.settle(jobs::of, job, sink);
        asked = System.nanoTime();
        pauseNanos = Math.min(2 * pauseNanos, pending.isFull() ? PAUSE_WHILE_WRITING_NANOS : LONGEST_PAUSE_NANOS);
        dropOldest();
    }

    /**
     * Settles the waiting batches at the end.
     *
     * @param gcs is asked, as it may have learned more jobs since the last time
     */
    void settleLast(GcsConnection gcs) {
        pending.settle(jobs::of, job, sink);
        if (!pending.isEmpty()) {
            askAndSettle(gcs);
        }
    }

    /** Without an answer, batches with a known job are still passed on. The channel reports a lost connection. */
    private void ask(GcsConnection gcs) {
        try {
            if (GcsTables.isAlone(gcs, job)) {
                pending.workers().forEach(worker -> jobs.learn(worker, job));
            } else {
                GcsTables.jobs(gcs).forEach(jobs::learn);
            }
        } catch (RejectedException e) {
            if (rejected.occurred()) {
                LOGGER.warn(
                        "{}: lines of workers without a job are not shown, because the GCS does not tell their job: {}",
                        label,
                        e.getMessage());
            }
        } catch (IOException e) {
            LOGGER.debug("{}: the GCS does not tell the jobs of workers: {}", label, e.getMessage());
        }
    }

    private void dropOldest() {
        long lines = pending.dropOldest();
        if (lines > 0 && dropped.occurred(lines)) {
            LOGGER.warn(
                    "{}: dropped {} of a worker, because its job is not known; further ones are counted",
                    label,
                    Plural.of(lines, "line"));
        }
    }

    /** Reports how many lines were dropped. */
    void end() {
        if (dropped.isPresent()) {
            LOGGER.warn(
                    "{}: dropped {} of workers, because their job is not known",
                    label,
                    Plural.of(dropped.total(), "line"));
        }
    }
}
