package io.github.log4jray.gcs;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers the jobs of workers for a minute; later another process may have the pid. For the channel's thread. */
final class WorkerJobs {

    private static final int MOST_WORKERS = 10_000;
    private static final long KNOWN_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<WorkerProcess, Known> workers = new LinkedHashMap<>(16, 0.75f, true);

    private record Known(String job, long since) {}

    /** @return the job of a worker, 8 hexadecimal digits; null if it is unknown */
    String of(WorkerProcess worker) {
        Known known = workers.get(worker);
        return known == null || System.nanoTime() - known.since > KNOWN_NANOS ? null : known.job;
    }

    void learn(WorkerProcess worker, String job) {
        workers.put(worker, new Known(job, System.nanoTime()));
        if (workers.size() > MOST_WORKERS) {
            workers.remove(workers.keySet().iterator().next());
        }
    }
}
