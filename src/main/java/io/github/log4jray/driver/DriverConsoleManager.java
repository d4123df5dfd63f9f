package io.github.log4jray.driver;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.Membership;
import io.github.log4jray.session.Session;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.ProcessWide;
import io.github.log4jray.stream.Address;
import io.github.log4jray.stream.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.appender.AbstractManager;

/**
 * Lets all {@code DriverConsole} appenders of a JVM with the same host, port, session and job share one receiver, so
 * that its endpoint outlives reconfigurations. Without one, because none is wanted or its port can't be bound, what is
 * left is the driver's session and job.
 */
final class DriverConsoleManager extends AbstractManager {

    private static final int TOKEN_BYTES = 16;

    /** In the order of their start: the last one hands the session to the processes that the driver starts. */
    private static final Deque<DriverConsoleManager> STARTED = new ConcurrentLinkedDeque<>();

    /**
     * What a configuration says about the receiver. The time-out is that of the newest one.
     *
     * @param owner names the appender in what is reported
     * @param receives whether there is a receiver at all
     * @param host to listen at
     * @param port to listen at; 0 for any that is free
     * @param membership session and job
     * @param shutdownTimeout how long a stop may read on and print
     */
    record Settings(
            String owner, boolean receives, String host, int port, Membership membership, Duration shutdownTimeout) {}

    private final Session session;
    private final String job;
    private final Receiver receiver;
    private final DriverEndpoint endpoint;
    private volatile Duration shutdownTimeout;

    private DriverConsoleManager(String name, Settings settings) {
        super(null, name);
        this.session = settings.membership.session();
        this.job = settings.membership.jobId();
        this.shutdownTimeout = settings.shutdownTimeout;
        this.receiver = settings.receives ? receiver(settings) : null;
        this.endpoint = receiver == null ? null : published(settings);
        STARTED.add(this);
    }

    /**
     * @param settings of the appender that asks
     * @return the receiver for its host, port, session and job; each call is matched by one of {@link #stop}
     */
    static DriverConsoleManager of(Settings settings) {
        Membership membership = settings.membership;
        String where = settings.receives ? settings.host + ":" + settings.port : "none";
        String name = "log4jray.driver " + where + " "
                + (membership.session() == null ? "-" : membership.session().directory()) + " " + membership.jobId();
        return getManager(name, DriverConsoleManager::new, settings);
    }

    /** @return the one that was started last and has not stopped; null where there is none */
    static DriverConsoleManager latest() {
        return STARTED.peekLast();
    }

    Session session() {
        return session;
    }

    String job() {
        return job;
    }

    /** @return where workers find this driver; null where it has no receiver */
    DriverEndpoint endpoint() {
        return endpoint;
    }

    private Receiver receiver(Settings settings) {
        String token = Environment.variable("RAY_DRIVER_LOG_TOKEN");
        try {
            InetSocketAddress address = new InetSocketAddress(settings.host, settings.port);
            if (address.isUnresolved()) {
                throw new IOException("the host is not known");
            }
            Receiver bound = new Receiver(
                    settings.owner,
                    address,
                    token == null ? ProcessIds.randomHex(TOKEN_BYTES) : token,
                    job,
                    Protocol.DEFAULT,
                    new BatchFormat(NodeIp.get()),
                    new Console());
            warnOfClearText(settings.owner, address.getAddress());
            bound.start();
            return bound;
        } catch (IOException e) {
            LOGGER.error(
                    "{}: port=\"{}\" at host \"{}\" can't be listened at: {}; lines of workers are not received",
                    settings.owner,
                    settings.port,
                    settings.host,
                    e.toString());
            return null;
        }
    }

    private static void warnOfClearText(String owner, InetAddress address) {
        if (!address.isLoopbackAddress() && ProcessWide.first("clear-text.receiver")) {
            LOGGER.warn("{}: token and lines of workers travel in clear text to {}", owner, address);
        }
    }

    private DriverEndpoint published(Settings settings) {
        InetSocketAddress bound = new InetSocketAddress(settings.host, receiver.port());
        String host = bound.getAddress().isAnyLocalAddress() ? NodeIp.get() : settings.host;
        DriverEndpoint made = new DriverEndpoint(
                receiver.driver(),
                job,
                new Address(host, receiver.port()).toString(),
                receiver.token(),
                ProcessIds.pid());
        if (session != null && job != null) {
            try {
                made.publish(session);
            } catch (IOException e) {
                LOGGER.error(
                        "{}: can't publish the driver's endpoint in session {}: {}; workers need"
                                + " RAY_DRIVER_LOG_ADDRESS={} and its token",
                        settings.owner,
                        session.directory(),
                        e.toString(),
                        made.address());
            }
        }
        return made;
    }

    @Override
    public void updateData(Object data) {
        shutdownTimeout = ((Settings) data).shutdownTimeout;
    }

    @Override
    protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
        STARTED.remove(this);
        if (receiver == null) {
            return true;
        }
        if (session != null && job != null) {
            endpoint.withdraw(session);
        }
        return receiver.stop(shutdownTimeout);
    }
}
