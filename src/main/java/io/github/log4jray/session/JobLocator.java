package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.ray.RayWorker;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.JvmState;
import io.github.log4jray.settings.ReportOnce;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Finds the job id and the worker id of this process in its session. A job id is
 *
 * <ul>
 *   <li><em>configured</em>: by an attribute, the application, Ray, a system property or the environment;
 *   <li><em>claimed</em>: a driver without a configured job creates a file in the session for the next free job;
 *   <li><em>discovered</em>: a worker without a configured job uses the job of the only driver that the session publishes.
 * </ul>
 *
 * <p>The methods whose names begin with {@code claim}, {@code discover} or {@code find} read or write files of the session;
 * to discover a job, they also connect to published drivers over TCP. Plugins call them when they start or handle an event,
 * after all parts of the configuration have been built. The other methods do no input or output. Thread-safe.
 */
public final class JobLocator {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final long CURRENT_NANOS = 50_000_000;

    private final ProcessIdentity identity;
    private final Supplier<String> workerIdOfRay;
    private final LongSupplier nanoTime;
    private volatile CurrentJob currentJob;

    private record CurrentJob(String id, long since) {}

    /** @param identity the session, the configured ids and the role of this process */
    public JobLocator(ProcessIdentity identity) {
        this(identity, JobLocator::findWorkerIdOfRay, System::nanoTime);
    }

    /**
     * @param identity the session, the configured ids and the role of this process
     * @param workerIdOfRay asks Ray for the worker id; returns null if Ray does not know it
     * @param nanoTime the clock
     */
    JobLocator(ProcessIdentity identity, Supplier<String> workerIdOfRay, LongSupplier nanoTime) {
        this.identity = identity;
        this.workerIdOfRay = workerIdOfRay;
        this.nanoTime = nanoTime;
    }

    private static String findWorkerIdOfRay() {
        return JvmState.once("worker-id.of-ray", () -> RayWorker.askForWorkerId(Environment.process()));
    }

    /** @return the session, the configured ids and the role of this process */
    ProcessIdentity identity() {
        return identity;
    }

    /** @return the configured job, 8 hexadecimal digits; null for none */
    public String configuredJobId() {
        return identity.configured().jobId();
    }

    /**
     * The job of this process so far: the configured one, else the one that an appender of this session has claimed or
     * discovered. It does no input or output, so it can be called for each event. A first job is returned at once; a change
     * to another job takes up to 50 ms.
     *
     * @return 8 hexadecimal digits; null if no job is found yet
     */
    public String currentJobId() {
        CurrentJob current = currentJob;
        long now = nanoTime.getAsLong();
        if (current == null || current.id == null || now - current.since > CURRENT_NANOS) {
            String configured = configuredJobId();
            current = new CurrentJob(configured != null || jobs() == null ? configured : jobs().current(), now);
            currentJob = current;
        }
        return current.id;
    }

    /**
     * Finds the job of this process. A driver claims its job; a worker without a job discovers it. A job that has been found
     * stays; as long as there is none, each call looks again.
     *
     * @return 8 hexadecimal digits; null for no job
     */
    public String claimOrDiscoverJob() {
        String configured = configuredJobId();
        SessionJobs jobs = jobs();
        if (jobs == null) {
            return configured;
        }
        if (identity.role() == ProcessRole.DRIVER) {
            return claim(jobs, configured);
        }
        if (configured != null) {
            return configured;
        }
        String current = jobs.current();
        return current == null && identity.role() == ProcessRole.WORKER ? discover(jobs) : current;
    }

    /**
     * Finds the job under which a driver publishes its address when it starts: the first result of
     * {@link #claimOrDiscoverJob()} in this process. It stays the same when Ray gives another job to the driver later,
     * because workers that have started before look for this one.
     *
     * @return 8 hexadecimal digits; null for no job
     */
    public String claimFirstJobOfDriver() {
        return identity.session() == null || identity.configured().overridesJobOfRay()
                ? claimOrDiscoverJob()
                : JvmState.once("driver-job." + identity.session().directory(), this::claimOrDiscoverJob);
    }

    /**
     * Claims the job that Ray has given to this driver, so that no other driver of the session claims it.
     *
     * @param job the job id of Ray
     * @return whether the driver uses this job; false if an attribute or {@code RuntimeContext} configures another one
     */
    public boolean claimJobOfRay(String job) {
        if (identity.configured().overridesJobOfRay()) {
            return false;
        }
        if (identity.session() != null) {
            claim(jobs(), job);
        }
        return true;
    }

    private SessionJobs jobs() {
        return identity.session() == null ? null : new SessionJobs(identity.session());
    }

    /** @param job null for the next free one */
    private String claim(SessionJobs jobs, String job) {
        try {
            return job == null ? jobs.claimNext() : jobs.claim(job);
        } catch (UncheckedIOException e) {
            if (ReportOnce.JOB_CLAIM.first(identity.session().directory())) {
                LOGGER.error(
                        "log4j-ray: can't claim a job in {}: {}; going on without",
                        identity.session().directory(),
                        e);
            }
            return job;
        }
    }

    private String discover(SessionJobs jobs) {
        List<DriverEndpoint> drivers = DriverEndpoint.readAll(identity.session()).stream()
                .filter(DriverEndpoint::probe)
                .sorted(Comparator.comparing(DriverEndpoint::job))
                .toList();
        long count = drivers.stream().map(DriverEndpoint::driver).distinct().count();
        if (count == 1) {
            return jobs.keepDiscovered(drivers.get(0).job());
        }
        if (count > 1 && ReportOnce.SEVERAL_DRIVERS.first(identity.session().directory())) {
            LOGGER.error(
                    "log4j-ray: session {} has several drivers, {}; set RAY_JOB_ID to the job of this process",
                    identity.session().directory(),
                    drivers.stream()
                            .map(driver -> "job " + driver.job() + " (pid " + driver.pid() + ")")
                            .collect(Collectors.joining(", ")));
        }
        return null;
    }

    /**
     * Finds the worker id of this process: the configured one; else, in a driver, its job id padded with {@code f}; else a
     * random one. A driver claims its job for this.
     *
     * @return 56 hexadecimal digits
     */
    public String findWorkerId() {
        String configured = identity.configured().workerId(workerIdOfRay);
        if (configured != null) {
            return configured;
        }
        SessionJobs jobs = jobs();
        boolean isDriver = identity.role() == ProcessRole.DRIVER || jobs != null && jobs.hasClaimedNext();
        String job = isDriver ? claimOrDiscoverJob() : null;
        return job != null ? ProcessIds.driverWorkerId(job) : ProcessIds.randomWorkerId();
    }
}
