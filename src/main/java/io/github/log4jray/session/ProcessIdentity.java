package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.ray.RayWorker;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.JvmState;
import io.github.log4jray.settings.ReportOnce;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The session that an appender belongs to, and the ids of the process in it. What nothing supplies is found when it is
 * first asked for, which is after every part of a configuration has been built. Thread-safe.
 */
public final class ProcessIdentity {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final long KNOWN_MILLIS = 50;

    private final Session session;
    private final ProcessIds supplied;
    private final ProcessRole role;
    private volatile KnownJob knownJob;

    private record KnownJob(String id, long since) {}

    private ProcessIdentity(Session session, ProcessIds supplied, ProcessRole role) {
        this.session = session;
        this.supplied = supplied;
        this.role = role;
    }

    /** What the attributes of an appender ask for. */
    public static final class Request {

        private final Attributes attributes;
        private final Configuration configuration;
        private final SessionLocator sessions;
        private final boolean silent;
        private final ProcessIds supplied;
        private final ProcessRole role;
        private volatile ProcessIdentity ids;

        Request(
                Attributes attributes,
                Configuration configuration,
                SessionLocator sessions,
                boolean silent,
                ProcessIds supplied) {
            this.attributes = attributes;
            this.configuration = configuration;
            this.sessions = sessions;
            this.silent = silent;
            this.supplied = supplied;
            // Now: Log4j takes the tree of a configuration apart while it builds it (2.17.1 to 2.26.1).
            this.role = ProcessRole.of(configuration);
        }

        /**
         * What a part of a configuration asks for that has no attributes of an appender.
         *
         * @param attributes says what is wrong
         * @param configuration that it belongs to; may be null
         * @return the request
         */
        public static Request of(Attributes attributes, Configuration configuration) {
            return new Request(
                    attributes,
                    configuration,
                    new SessionLocator(attributes, null, null, null),
                    true,
                    ProcessIds.supplied(attributes, null, null));
        }

        /** @return where sessions are made */
        public String tempDirectory() {
            return sessions.tempDirectory();
        }

        /**
         * Joins or makes the session, for an appender that can't do without.
         *
         * @return the membership; null, with the error said, where the session can't be had
         */
        public ProcessIdentity required() {
            try {
                return new ProcessIdentity(sessions.find(), supplied, role);
            } catch (SessionLocator.UnavailableException e) {
                attributes.refuse(e.source(), e.value(), e.getMessage());
                return null;
            }
        }

        /**
         * Joins or makes the session, for an appender that works without, too. Where its attributes name none it is
         * the session of the {@link SessionMember} of the same configuration: so this is called when the
         * appender starts, not when it is built.
         *
         * @return the membership; without a session, with the error said, where it can't be had
         */
        public ProcessIdentity orNone() {
            ProcessIdentity neighbour = neighbour();
            if (neighbour != null) {
                return neighbour;
            }
            Session session = null;
            try {
                session = sessions.find();
            } catch (SessionLocator.UnavailableException e) {
                attributes.wrong(e.source(), e.value(), e.getMessage(), "no session");
            }
            return new ProcessIdentity(session, supplied, role);
        }

        /**
         * As {@link #orNone()}, for an appender that only looks something up in the session: it makes none.
         *
         * @return the membership; without a session where none exists yet
         */
        public ProcessIdentity existing() {
            ProcessIdentity neighbour = neighbour();
            return neighbour != null ? neighbour : new ProcessIdentity(sessions.existing(), supplied, role);
        }

        /** @return the membership, of which only the ids matter; a driver makes its session to claim a job there */
        public ProcessIdentity forIds() {
            ProcessIdentity known = ids;
            if (known == null || known.session == null) {
                known = role == ProcessRole.DRIVER ? orNone() : existing();
                ids = known;
            }
            return known;
        }

        /** @return the same for requests that lead to the same session and ids */
        public String key() {
            ProcessIdentity found = existing();
            return (found.session == null ? "-" : found.session.directory()) + " " + found.supplied;
        }

        private ProcessIdentity neighbour() {
            if (!silent || configuration == null) {
                return null;
            }
            return configuration.getAppenders().values().stream()
                    .filter(SessionMember.class::isInstance)
                    .map(file -> ((SessionMember) file).membership().with(supplied))
                    .findFirst()
                    .orElse(null);
        }
    }

    private ProcessIdentity with(ProcessIds own) {
        return new ProcessIdentity(session, own.orElse(supplied), role);
    }

    /** @return the session; null where there is none */
    public Session session() {
        return session;
    }

    /**
     * The job of this process: as supplied; else, in a driver, the next free one of the session, claimed once; else,
     * in a process with a {@code DriverStream}, that of the one driver that the session publishes. A job once found
     * stays; while none is found each call looks again.
     *
     * @return 8 hexadecimal digits; null for no job
     */
    public String jobId() {
        if (session == null) {
            return supplied.jobId();
        }
        if (role == ProcessRole.DRIVER) {
            return noted(supplied.jobId());
        }
        if (supplied.jobId() != null) {
            return supplied.jobId();
        }
        String known = session.knownJob();
        return known == null && role == ProcessRole.WORKER ? publishedJob() : known;
    }

    /** @return the job of this process as supplied, 8 hexadecimal digits; null where nobody supplies one */
    public String suppliedJobId() {
        return supplied.jobId();
    }

    /**
     * The job by which workers look for a driver from its start, {@link #jobId()} when it was asked first: it stays so
     * when Ray tells its own job later.
     *
     * @return 8 hexadecimal digits; null for no job
     */
    public String driverJobId() {
        return session == null || supplied.sayJob()
                ? jobId()
                : JvmState.once("driver-job." + session.directory(), this::jobId);
    }

    /**
     * The job of this process without a look for it: as supplied, or as one of its appenders has found it. For each
     * event: one that becomes known counts at once, another one in its place within {@value #KNOWN_MILLIS} ms.
     *
     * @return 8 hexadecimal digits; null for no job, and then it may become known later
     */
    public String knownJobId() {
        KnownJob known = knownJob;
        long now = System.nanoTime();
        if (known == null || known.id == null || now - known.since > KNOWN_MILLIS * 1_000_000) {
            known = new KnownJob(
                    supplied.jobId() != null || session == null ? supplied.jobId() : session.knownJob(), now);
            knownJob = known;
        }
        return known.id;
    }

    /**
     * Notes the job that Ray has given to this process, a driver, so that no other driver of the session claims it.
     *
     * @param job its id
     * @return whether it is one of the driver's, which it is not where an attribute or {@code RuntimeContext} says a job
     */
    public boolean takesJobOfRay(String job) {
        if (supplied.sayJob()) {
            return false;
        }
        if (session != null) {
            noted(job);
        }
        return true;
    }

    /** @param job null for one that is free */
    private String noted(String job) {
        try {
            return job == null ? session.claimJob() : session.taken(job);
        } catch (UncheckedIOException e) {
            if (ReportOnce.JOB_CLAIM.first(session.directory())) {
                LOGGER.error("log4j-ray: can't claim a job in {}: {}; going on without", session.directory(), e);
            }
            return job;
        }
    }

    private String publishedJob() {
        List<DriverEndpoint> drivers = DriverEndpoint.all(session).stream()
                .filter(DriverEndpoint::mayListen)
                .sorted(Comparator.comparing(DriverEndpoint::job))
                .toList();
        long count = drivers.stream().map(DriverEndpoint::driver).distinct().count();
        if (count == 1) {
            return session.adoptJob(drivers.get(0).job());
        }
        if (count > 1 && ReportOnce.SEVERAL_DRIVERS.first(session.directory())) {
            LOGGER.error(
                    "log4j-ray: session {} has several drivers, {}; set RAY_JOB_ID to the job of this process",
                    session.directory(),
                    drivers.stream()
                            .map(driver -> "job " + driver.job() + " (pid " + driver.pid() + ")")
                            .collect(Collectors.joining(", ")));
        }
        return null;
    }

    /**
     * The worker id of this process: as an attribute or {@code RuntimeContext} says; else, in a worker of Ray, as Ray
     * has given it; else as the environment says; else, in a driver, its job id filled up with {@code f}; else one made
     * at random, once per process.
     *
     * @return 56 hexadecimal digits
     */
    public String workerId() {
        String told = supplied.workerId(
                () -> JvmState.once("worker-id.of-ray", () -> RayWorker.askForWorkerId(Environment.process())));
        if (told != null) {
            return told;
        }
        boolean isDriver = role == ProcessRole.DRIVER || session != null && session.isDriver();
        String job = isDriver ? jobId() : null;
        return job != null ? ProcessIds.driverWorkerId(job) : ProcessIds.randomWorkerId();
    }
}
