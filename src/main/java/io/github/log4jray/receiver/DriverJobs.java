package io.github.log4jray.receiver;

import io.github.log4jray.protocol.Batch;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jobs of a driver, by which its workers look for it: the one that it has when it starts, and each that Ray gives
 * it later, as processes that were started before still have the former one. Thread-safe.
 */
public final class DriverJobs {

    private volatile List<String> jobs;

    /** @param first 8 hexadecimal digits; null for none, and then the lines of all jobs are shown */
    public DriverJobs(String first) {
        jobs = first == null ? List.of() : List.of(first);
    }

    /**
     * @param job that Ray has given to the driver, 8 hexadecimal digits
     * @return whether it is another one than the latest; not where there are no jobs
     */
    public synchronized boolean add(String job) {
        if (jobs.isEmpty() || job.equals(latest())) {
            return false;
        }
        jobs = Stream.concat(jobs.stream().filter(former -> !former.equals(job)), Stream.of(job))
                .toList();
        return true;
    }

    /** @return all, the latest at the end */
    public List<String> all() {
        return jobs;
    }

    /** @return that which the driver has now; null for none */
    public String latest() {
        List<String> known = jobs;
        return known.isEmpty() ? null : known.get(known.size() - 1);
    }

    /**
     * @param batch of a worker
     * @return whether the driver shows it
     */
    public boolean include(Batch batch) {
        List<String> known = jobs;
        for (String job : known) {
            if (batch.isOf(job)) {
                return true;
            }
        }
        return known.isEmpty();
    }
}
