package io.github.log4jray.driver;

import io.github.log4jray.display.ConsoleStreams;
import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.session.Address;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.JobLocator;
import io.github.log4jray.session.ProcessIdentity;
import io.github.log4jray.session.Session;
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
 * Lets all {@code DriverConsole} appenders of a JVM with the same sources, session and job share one display and what
 * brings lines to it, so that a receiver's endpoint outlives reconfigurations. Where no lines are wanted, what is left
 * is the driver's session and job.
 */
final class DriverConsoleManager extends AbstractManager {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /** What the end of the display has in any case. */
    private static final long LAST_NANOS = Duration.ofMillis(100).toNanos();

    /** In the order of their start: the last one hands the session to the processes that the driver starts. */
    private static final Deque<DriverConsoleManager> STARTED = new ConcurrentLinkedDeque<>();

    /**
     * What a configuration says about the sources. Time-out and escaping are those of the newest one.
     *
     * @param owner names the appender in what is reported
     * @param sources where lines of workers come from
     * @param host to listen at, where there is a receiver
     * @param port to listen at; 0 for any that is free
     * @param membership session and job
     * @param shutdownTimeout how long a stop may read on and print
     * @param escapes whether what could forge a prefix or change a terminal is escaped
     */
    record Settings(
            String owner,
            SourceSettings sources,
            String host,
            int port,
            ProcessIdentity membership,
            Duration shutdownTimeout,
            boolean escapes) {}

    private final Session session;
    private final DriverJobs jobs;
    private final String owner;
    private final DisplaySettings displaySettings = DisplaySettings.ofProcess();
    private final Display display;
    private final PublishedReceiver listening;
    private final List<BatchSource> sources = new ArrayList<>();
    private final String redis;
    private volatile Duration shutdownTimeout;

    private DriverConsoleManager(String name, Settings settings) {
        super(null, name);
        this.session = settings.membership.session();
        this.jobs = new DriverJobs(new JobLocator(settings.membership).claimFirstJobOfDriver());
        this.shutdownTimeout = settings.shutdownTimeout;
        this.owner = settings.owner;
        displaySettings.escapes().set(settings.escapes);
        this.display = settings.sources.isEmpty() ? null : new Display(displaySettings, new ConsoleStreams());
        this.listening = settings.sources.receives()
                ? new PublishedReceiver(owner, settings.host, settings.port, session, jobs, display)
                : null;
        if (listening != null) {
            sources.add(listening);
        }
        List<Address.Redis> addresses = settings.sources.redis();
        for (Address.Redis address : addresses) {
            RedisSource source = new RedisSource(owner, address, jobs, display, Protocol.DEFAULT);
            source.start();
            sources.add(source);
        }
        this.redis = addresses.isEmpty() ? null : addresses.get(0).withPassword();
        if (display != null) {
            sources.add(new ClusterSource(
                    owner, settings.sources, new JobLocator(settings.membership), this::joined, display));
        }
        STARTED.add(this);
    }

    /**
     * @param settings of the appender that asks
     * @return the display for its sources, session and job; each call is matched by one of {@link #stop}
     */
    static DriverConsoleManager of(Settings settings) {
        ProcessIdentity membership = settings.membership;
        SourceSettings sources = settings.sources;
        String where = sources.receives() ? settings.host + ":" + settings.port + " " : "";
        String name = "log4jray.driver " + where + sources.key() + " "
                + (membership.session() == null ? "-" : membership.session().directory()) + " "
                + new JobLocator(membership).claimFirstJobOfDriver();
        return getManager(name, DriverConsoleManager::new, settings);
    }

    /** @return the one that was started last and has not stopped; null where there is none */
    static DriverConsoleManager latest() {
        return STARTED.peekLast();
    }

    private void joined(String job) {
        if (jobs.add(job) && listening != null) {
            listening.publish(job);
        }
    }

    Session session() {
        return session;
    }

    /** @return that of its workers; null for none */
    String job() {
        return jobs.latest();
    }

    /** @return where workers find this driver; null where it has no receiver */
    DriverEndpoint endpoint() {
        return listening == null ? null : listening.endpoint();
    }

    /** @return the first Redis from which it gets lines, with its password; null for none */
    String redis() {
        return redis;
    }

    /** @return where lines come from */
    List<BatchSource> sources() {
        return sources;
    }

    /** @return what shows them; null where there are no sources */
    Display display() {
        return display;
    }

    @Override
    public void updateData(Object data) {
        Settings newest = (Settings) data;
        shutdownTimeout = newest.shutdownTimeout;
        displaySettings.escapes().set(newest.escapes);
    }

    @Override
    protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
        STARTED.remove(this);
        if (display == null) {
            return true;
        }
        long until = System.nanoTime() + shutdownTimeout.toNanos();
        for (BatchSource source : sources) {
            source.stop(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
        boolean printed = display.stop(Duration.ofNanos(Math.max(LAST_NANOS, until - System.nanoTime())));
        if (!printed) {
            sayThatLinesAreMissing();
        }
        return printed;
    }

    /** By another thread: Log4j's status output may be the very stream that takes nothing. */
    private void sayThatLinesAreMissing() {
        TransportThread words = new TransportThread(
                () -> LOGGER.warn("{}: the standard streams took too long; some lines of workers are not shown", owner),
                "log4jray-driver-last-words");
        words.start();
        words.awaitEnd(LAST_WORDS);
    }
}
