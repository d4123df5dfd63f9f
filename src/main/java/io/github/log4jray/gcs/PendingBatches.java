package io.github.log4jray.gcs;

import io.github.log4jray.protocol.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Batches that wait until the job of their worker is known, in their order for each worker. For the channel's thread. */
final class PendingBatches {

    /** The largest total cost. A line costs its characters and {@value #LINE_COST}, and so do all names of a batch. */
    private static final long CAPACITY = 4L << 20;

    private static final int LINE_COST = 64;

    /** The worker that waits for the longest time comes first. */
    private final Map<WorkerProcess, Waiting> workers = new LinkedHashMap<>();

    private final long longestStayNanos;
    private long cost;

    private static final class Waiting {
        private final long since = System.nanoTime();
        private final List<Batch> batches = new ArrayList<>();
        private long cost;
    }

    /** @param longestStay how long the batches of one worker may keep others from entering */
    PendingBatches(Duration longestStay) {
        this.longestStayNanos = longestStay.toNanos();
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }

    /** @return whether there is no room for another batch */
    boolean isFull() {
        return cost > CAPACITY;
    }

    boolean holds(WorkerProcess worker) {
        return workers.containsKey(worker);
    }

    /** @return the workers with waiting batches */
    Set<WorkerProcess> workers() {
        return workers.keySet();
    }

    void add(WorkerProcess worker, Batch batch) {
        Waiting waiting = workers.computeIfAbsent(worker, key -> new Waiting());
        waiting.batches.add(batch);
        long more = LINE_COST + batch.lengthWithoutLines();
        for (String line : batch.lines()) {
            more += line.length() + LINE_COST;
        }
        waiting.cost += more;
        cost += more;
    }

    /**
     * Removes the batches of workers whose job has become known.
     *
     * @param jobs gives the job of a worker; null if it is unknown
     * @param job of the driver
     * @param own receives the batches of this job
     */
    void settle(Function<WorkerProcess, String> jobs, String job, Consumer<Batch> own) {
        Iterator<Map.Entry<WorkerProcess, Waiting>> entries = workers.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<WorkerProcess, Waiting> entry = entries.next();
            String known = jobs.apply(entry.getKey());
            if (known != null) {
                entries.remove();
                cost -= entry.getValue().cost;
                if (known.equals(job)) {
                    entry.getValue().batches.forEach(own);
                }
            }
        }
    }

    /**
     * Makes room, if there is none, by dropping the batches of the oldest worker if they have waited long enough.
     *
     * @return how many lines were dropped
     */
    long dropOldest() {
        Iterator<Waiting> oldest = workers.values().iterator();
        if (!isFull() || !oldest.hasNext()) {
            return 0;
        }
        Waiting waiting = oldest.next();
        if (System.nanoTime() - waiting.since < longestStayNanos) {
            return 0;
        }
        oldest.remove();
        cost -= waiting.cost;
        return waiting.batches.stream().mapToLong(batch -> batch.lines().size()).sum();
    }
}
