package io.github.log4jray.driver;

import io.github.log4jray.display.BatchSource;
import io.github.log4jray.receiver.DriverJobs;
import java.util.List;

/**
 * Tells the sources of a driver each job that it discovers on a Ray cluster. If a source fails, for example because the system
 * gives it no thread now, the same call can be made again. For one thread.
 */
final class JobDiscovery {

    private final DriverJobs jobs;
    private final List<BatchSource> sources;

    /** Some sources may not know of it; null for none. */
    private String untold;

    /**
     * @param jobs of the driver
     * @param sources are told a job once or more
     */
    JobDiscovery(DriverJobs jobs, List<BatchSource> sources) {
        this.jobs = jobs;
        this.sources = sources;
    }

    /** @param job 8 hexadecimal digits */
    void discovered(String job) {
        if (jobs.add(job)) {
            untold = job;
        }
        if (job.equals(untold)) {
            sources.forEach(source -> source.discovered(job));
            untold = null;
        }
    }
}
