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
import java.util.function.Predicate;
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
 *   <li><em>discovered</em>: a worker without a configured job uses the job of the only live driver that the session
 *       publishes. When that driver is gone, {@link #claimOrRediscoverJob} looks for its successor. A configured or claimed
 *       job never changes in this way.
 * </ul>
 *
 * <p>The methods whose names begin with {@code claim}, {@code discover} or {@code find} read or write files of the session;
 * to discover a job, they also connect to the published drivers over TCP: to each one of this host for at most 200 ms, to all
 * of other hosts together for as long. Plugins call them when they start, and not for each event. Only
 * {@link #claimOrRediscoverJob} waits longer for other hosts. The other methods do no input or output. Thread-safe.
 */
public final class JobLocator {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final long CURRENT_NANOS = 50_000_000;

    private final ProcessIdentity identity;

    /** Null without a session. */
    private final SessionJobs jobs;

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
        this.jobs = identity.session() == null ? null : new SessionJobs(identity.session());
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
            current = new CurrentJob(configured != null || jobs == null ? configured : jobs.current(), now);
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
        if (jobs == null) {
            return configured;
        }
        ProcessRole role = role();
        if (role == ProcessRole.DRIVER) {
            return claim(configured);
        }
        if (configured != null) {
            return configured;
        }
        String current = jobs.current();
        return current == null && role == ProcessRole.WORKER ? discover(false) : current;
    }

    /**
     * As {@link #claimOrDiscoverJob}, for the thread that looks for the driver. If the driver of a discovered job is gone, the
     * job of its successor replaces it in the whole process: that of the only live driver which the session publishes then. It
     * waits a second for drivers of other hosts, so threads of the application must not call this.
     *
     * @return 8 hexadecimal digits; null for no job
     */
    public String claimOrRediscoverJob() {
        boolean discovers =
                jobs != null && role() == ProcessRole.WORKER && configuredJobId() == null && !jobs.hasClaimedNext();
        if (!discovers) {
            return claimOrDiscoverJob();
        }
        String discovered = jobs.current();
        if (discovered == null) {
            return discover(true);
        }
        List<DriverEndpoint> published = DriverEndpoint.readAll(identity.session());
        Predicate<DriverEndpoint> isKnown = driver -> driver.job().equals(discovered);
        boolean stays = published.stream().allMatch(isKnown)
                || published.stream().filter(isKnown).anyMatch(DriverEndpoint::probeAnyHost);
        String successor = stays
                ? null
                : onlyJob(published.stream()
                        .filter(isKnown.negate())
                        .filter(DriverEndpoint::probeAnyHost)
                        .toList());
        if (successor == null) {
            return discovered;
        }
        LOGGER.info(
                "log4j-ray: the driver of job {} in session {} is gone; this process has job {} of the next driver now",
                discovered,
                identity.session().directory(),
                successor);
        return jobs.replaceDiscovered(successor);
    }

    /** The role that this appender gives to the process, or the higher one that another appender has given. */
    private ProcessRole role() {
        return jobs == null ? identity.role() : jobs.raiseRole(identity.role());
    }

    /**
     * Finds the job under which a driver publishes its address when it starts: the first result of
     * {@link #claimOrDiscoverJob()} in this process. It stays the same when Ray gives another job to the driver later,
     * because workers that have started before look for this one.
     *
     * @return 8 hexadecimal digits; null for no job
     */
    public String claimFirstJobOfDriver() {
        return jobs == null || identity.configured().overridesJobOfRay()
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
        if (jobs != null) {
            claim(job);
        }
        return true;
    }

    /** @param job null for the next free one */
    private String claim(String job) {
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

    /**
     * @param isPatient whether each driver of another host has a second to answer. Otherwise all of them have 200 ms together,
     *     and one that is silent may be alive: the process gets no job yet, and the thread that looks for the driver decides
     */
    private String discover(boolean isPatient) {
        List<DriverEndpoint> published = DriverEndpoint.readAll(identity.session()).stream()
                .filter(driver -> !driver.isGone())
                .toList();
        List<DriverEndpoint> live = isPatient
                ? published.stream().filter(DriverEndpoint::probeAnyHost).toList()
                : DriverEndpoint.answering(published);
        boolean isSure =
                isPatient || published.stream().allMatch(driver -> driver.isLoopback() || live.contains(driver));
        String job = isSure ? onlyJob(live) : null;
        return job == null ? null : jobs.keepDiscovered(job);
    }

    /** A driver may be published for several jobs. */
    private static long countDrivers(List<DriverEndpoint> endpoints) {
        return endpoints.stream().map(DriverEndpoint::driver).distinct().count();
    }

    /** The first job of the only one of these live drivers; null for none, and, after a report, for several. */
    private String onlyJob(List<DriverEndpoint> live) {
        List<DriverEndpoint> drivers =
                live.stream().sorted(Comparator.comparing(DriverEndpoint::job)).toList();
        long count = countDrivers(drivers);
        if (count == 1) {
            return drivers.get(0).job();
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
        boolean isDriver = role() == ProcessRole.DRIVER || jobs != null && jobs.hasClaimedNext();
        String job = isDriver ? claimOrDiscoverJob() : null;
        return job != null ? ProcessIds.driverWorkerId(job) : ProcessIds.randomWorkerId();
    }
}
