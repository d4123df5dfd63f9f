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

/** Batches that wait until it is known which job their worker is of; in the order of each worker. For one thread. */
final class PendingBatches {

    /** How much may wait, in characters of lines; a line counts {@value #LINE_COST} more. */
    private static final long CAPACITY = 4L << 20;

    private static final int LINE_COST = 64;

    /** How long the batches of a worker may be in the way of others. */
    private static final long IN_THE_WAY_NANOS = Duration.ofSeconds(10).toNanos();

    /** By their worker, the one that waits for the longest time first. */
    private final Map<WorkerProcess, Waiting> workers = new LinkedHashMap<>();

    private long cost;

    private static final class Waiting {
        private final long since = System.nanoTime();
        private final List<Batch> batches = new ArrayList<>();
        private long cost;
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }

    /** @return whether there is no room for another one */
    boolean isFull() {
        return cost > CAPACITY;
    }

    boolean holds(WorkerProcess worker) {
        return workers.containsKey(worker);
    }

    /** @return who waits */
    Set<WorkerProcess> workers() {
        return workers.keySet();
    }

    void add(WorkerProcess worker, Batch batch) {
        Waiting waiting = workers.computeIfAbsent(worker, key -> new Waiting());
        waiting.batches.add(batch);
        long more = LINE_COST;
        for (String line : batch.lines()) {
            more += line.length() + LINE_COST;
        }
        waiting.cost += more;
        cost += more;
    }

    /**
     * Lets those go whose worker has become known.
     *
     * @param jobs tells the job of a worker; null where it is not known
     * @param job of the driver
     * @param own receives those of this job
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
     * Makes room, if there is none, by giving up those of the worker that has been in the way for long enough.
     *
     * @return how many lines were given up
     */
    long giveUp() {
        Iterator<Waiting> oldest = workers.values().iterator();
        if (!isFull() || !oldest.hasNext()) {
            return 0;
        }
        Waiting waiting = oldest.next();
        if (System.nanoTime() - waiting.since < IN_THE_WAY_NANOS) {
            return 0;
        }
        oldest.remove();
        cost -= waiting.cost;
        return waiting.batches.stream().mapToLong(batch -> batch.lines().size()).sum();
    }
}
