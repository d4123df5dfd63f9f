package io.github.log4jray.driver;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.display.BatchSource;
import io.github.log4jray.display.ConsoleStreams;
import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.display.WorkerOutput;
import io.github.log4jray.progress.ProgressSinks;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.redis.RedisSource;
import io.github.log4jray.redis.RedisStreamSource;
import io.github.log4jray.session.Address;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.JobLocator;
import io.github.log4jray.session.ProcessIdentity;
import io.github.log4jray.session.Session;
import io.github.log4jray.settings.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.appender.AbstractManager;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * One display and its sources, shared by all {@code DriverConsole} appenders of a JVM with the same sources, session and
 * job. So a receiver's endpoint outlives reconfigurations. Without sources there is no display, only the driver's session
 * and job. {@link #of} creates and starts a manager, under the lock of Log4j's managers.
 */
final class DriverConsoleManager extends AbstractManager {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** If no worker has sent a batch for this long, workers have nothing more to send. */
    private static final Duration IDLE_AT_JVM_END = Duration.ofMillis(200);

    private static final Duration REPORT_TIMEOUT = Duration.ofMillis(500);

    /** The display has this long at its stop, also where the sources have used up the time. */
    private static final long LEAST_STOP_NANOS = Duration.ofMillis(100).toNanos();

    /** Several displays of one driver show its own bars once. */
    private static final Object OWN_BARS = "the display of this driver";

    /** In the order of their start: {@link WorkerEnvironment} describes the last one. */
    private static final Deque<DriverConsoleManager> STARTED = new ConcurrentLinkedDeque<>();

    /**
     * The settings of one appender. A shared manager obeys the timeout and the escaping of the newest one.
     *
     * @param label names the appender in reports
     * @param sources where lines of workers come from
     * @param listen where to listen, if there is a receiver
     * @param identity session and job
     * @param environment has Ray's variables
     * @param shutdownTimeout how long a stop may read on and print
     * @param escapes whether characters are escaped that could forge a prefix or change a terminal
     * @param output prints the lines and hands them on
     */
    record Settings(
            String label,
            SourceSettings sources,
            ListenSettings listen,
            ProcessIdentity identity,
            Environment environment,
            Duration shutdownTimeout,
            boolean escapes,
            WorkerOutput output) {}

    private final String label;
    private final Session session;
    private final DriverJobs jobs;
    private final DisplaySettings displaySettings;
    private final Display display;
    private final PublishedReceiver receiver;
    private final List<BatchSource> sources;
    private final String redis;
    private volatile Duration shutdownTimeout;
    private Runnable removeSink = () -> {};

    /** Those of all appenders, the newest last, which applies. */
    private final List<WorkerOutput> outputs = new ArrayList<>();

    private DriverConsoleManager(String name, Settings settings) {
        super(null, name);
        this.label = settings.label;
        this.session = settings.identity.session();
        this.jobs = new DriverJobs(new JobLocator(settings.identity).claimFirstJobOfDriver());
        this.shutdownTimeout = settings.shutdownTimeout;
        this.displaySettings = DisplaySettings.of(settings.environment, NodeIp.find(settings.environment));
        displaySettings.escapes().set(settings.escapes);
        boolean shows = !settings.sources.isEmpty();
        this.display = shows ? new Display(displaySettings, new ConsoleStreams(settings.environment)) : null;
        use(settings.output);
        this.receiver = settings.sources.receives()
                ? new PublishedReceiver(label, settings.listen, session, jobs, display, settings.environment)
                : null;
        List<Address.Redis> addresses = settings.sources.redis();
        this.redis = addresses.isEmpty() ? null : addresses.get(0).withPassword();
        this.sources = shows ? sources(settings, jobs, receiver, display) : List.of();
    }

    private static List<BatchSource> sources(
            Settings settings, DriverJobs jobs, PublishedReceiver receiver, Display display) {
        List<BatchSource> sources = new ArrayList<>();
        if (receiver != null) {
            sources.add(receiver);
        }
        for (Address.Redis address : settings.sources.redis()) {
            sources.add(
                    address.stream() == null
                            ? new RedisSource(settings.label, address, jobs, display, Protocol.DEFAULT)
                            : new RedisStreamSource(settings.label, address, jobs, display, Protocol.DEFAULT));
        }
        sources.add(new ClusterSource(
                settings.label,
                settings.sources,
                new JobLocator(settings.identity),
                settings.environment,
                new JobDiscovery(jobs, sources)::discovered,
                display));
        return sources;
    }

    /**
     * @param settings of an appender
     * @return the started manager for its sources, session and job; each call is matched by one of {@link #stop}
     */
    static DriverConsoleManager of(Settings settings) {
        ProcessIdentity identity = settings.identity;
        SourceSettings sources = settings.sources;
        ListenSettings listen = settings.listen;
        String where = sources.receives() ? listen.key() + " " : "";
        String name = "log4jray.driver " + where + sources.key() + " "
                + (identity.session() == null ? "-" : identity.session().directory()) + " "
                + new JobLocator(identity).claimFirstJobOfDriver();
        return getManager(name, DriverConsoleManager::started, settings);
    }

    private static DriverConsoleManager started(String name, Settings settings) {
        DriverConsoleManager manager = new DriverConsoleManager(name, settings);
        manager.start();
        return manager;
    }

    private void start() {
        if (display != null) {
            display.start();
            removeSink = ProgressSinks.add(OWN_BARS, (line, isLast) -> display.offerOwnProgress(line));
        }
        sources.forEach(BatchSource::start);
        STARTED.add(this);
    }

    /** @return the manager that was started last and has not stopped; null where there is none */
    static DriverConsoleManager latest() {
        return STARTED.peekLast();
    }

    Session session() {
        return session;
    }

    /** @return the latest job of the driver; null for none */
    String job() {
        return jobs.latest();
    }

    /** @return where workers find this driver; null where it has no receiver */
    DriverEndpoint endpoint() {
        return receiver == null ? null : receiver.endpoint();
    }

    /** @return the address of its first Redis, with the password; null for none */
    String redis() {
        return redis;
    }

    /** @return where lines come from */
    List<BatchSource> sources() {
        return sources;
    }

    /** @return the display; null where there are no sources */
    Display display() {
        return display;
    }

    @Override
    public void updateData(Object data) {
        Settings newest = (Settings) data;
        shutdownTimeout = newest.shutdownTimeout;
        displaySettings.escapes().set(newest.escapes);
        use(newest.output);
    }

    private synchronized void use(WorkerOutput newest) {
        outputs.add(newest);
        apply();
    }

    /**
     * An appender stops. If another one uses this manager, the output of the newest one applies from now on; else its own applies to
     * the end.
     *
     * @param output of the appender
     */
    synchronized void forget(WorkerOutput output) {
        if (outputs.size() > 1) {
            outputs.removeIf(each -> each == output);
            apply();
            output.end();
        }
    }

    private void apply() {
        if (display != null) {
            display.use(outputs.get(outputs.size() - 1));
        }
    }

    @Override
    protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
        STARTED.remove(this);
        if (display == null) {
            return true;
        }
        removeSink.run();
        long until = System.nanoTime() + shutdownTimeout.toNanos();
        for (BatchSource source : sources) {
            source.stop(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
        boolean printed = display.stop(Duration.ofNanos(Math.max(LEAST_STOP_NANOS, until - System.nanoTime())));
        if (!printed) {
            warnOfMissingLines();
        }
        outputs.forEach(WorkerOutput::end);
        return printed;
    }

    /** The JVM ends: prints all lines that have been received, and pending counts. Sources and display continue. */
    void showAtJvmEnd() {
        boolean complete = ProgressSinks.closeBars();
        boolean printed = display == null || display.showAllFromNowOn(IDLE_AT_JVM_END, shutdownTimeout);
        if (printed && !complete && display != null) {
            // The display had no room for the last states.
            ProgressSinks.closeBars();
            printed = display.showAllFromNowOn(IDLE_AT_JVM_END, shutdownTimeout);
        }
        if (!printed) {
            warnOfMissingLines();
        }
    }

    /** Warns on another thread, as Log4j's status output may be the very stream that takes nothing. */
    private void warnOfMissingLines() {
        TransportThread warning = TransportThread.of(
                () -> LOGGER.warn("{}: the standard streams took too long; some lines of workers are not shown", label),
                "log4jray-driver-last-words");
        warning.start();
        warning.awaitEnd(REPORT_TIMEOUT);
    }
}
