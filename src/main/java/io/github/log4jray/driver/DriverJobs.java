package io.github.log4jray.driver;

import io.github.log4jray.stream.Batch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The jobs of a driver, by which its workers look for it: the one that it has when it starts, and each that Ray gives
 * it later, as processes that were started before still have the former one. Thread-safe.
 */
final class DriverJobs {

    private final List<String> jobs = new CopyOnWriteArrayList<>();

    /** @param first 8 hexadecimal digits; null for none, and then the lines of all jobs are shown */
    DriverJobs(String first) {
        if (first != null) {
            jobs.add(first);
        }
    }

    /**
     * @param job that Ray has given to the driver, 8 hexadecimal digits
     * @return whether it is new; not where there are no jobs
     */
    synchronized boolean add(String job) {
        return !jobs.isEmpty() && !jobs.contains(job) && jobs.add(job);
    }

    /** @return all, in the order in which they became known */
    List<String> all() {
        return jobs;
    }

    /** @return the one that became known last; null for none */
    synchronized String latest() {
        return jobs.isEmpty() ? null : jobs.get(jobs.size() - 1);
    }

    /** @return whether the driver shows this batch of a worker */
    boolean include(Batch batch) {
        for (String job : jobs) {
            if (batch.isOf(job)) {
                return true;
            }
        }
        return jobs.isEmpty();
    }
}
