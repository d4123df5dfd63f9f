package io.github.log4jray.receiver;

import io.github.log4jray.protocol.Batch;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jobs of a driver: the one that it has at its start, and each that it discovers on a Ray cluster later. Workers
 * find the driver under all of them, as earlier workers still use the first job id. Thread-safe.
 */
public final class DriverJobs {

    private volatile List<String> jobs;

    /** @param first 8 hexadecimal digits; null for none: then the driver shows the lines of all jobs */
    public DriverJobs(String first) {
        jobs = first == null ? List.of() : List.of(first);
    }

    /**
     * @param job discovered on a Ray cluster, 8 hexadecimal digits
     * @return whether it differs from the latest; false where the driver has no job
     */
    public synchronized boolean add(String job) {
        if (jobs.isEmpty() || job.equals(latest())) {
            return false;
        }
        jobs = Stream.concat(jobs.stream().filter(former -> !former.equals(job)), Stream.of(job))
                .toList();
        return true;
    }

    /** @return all jobs, the latest at the end */
    public List<String> all() {
        return jobs;
    }

    /** @return the job that the driver has now; null for none */
    public String latest() {
        List<String> current = jobs;
        return current.isEmpty() ? null : current.get(current.size() - 1);
    }

    /**
     * @param batch of a worker
     * @return whether the driver shows it
     */
    public boolean include(Batch batch) {
        List<String> current = jobs;
        for (String job : current) {
            if (batch.isOf(job)) {
                return true;
            }
        }
        return current.isEmpty();
    }
}
