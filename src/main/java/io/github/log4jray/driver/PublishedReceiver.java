package io.github.log4jray.driver;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.receiver.Receiver;
import io.github.log4jray.session.Address;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.Session;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.ReportOnce;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * A driver's receiver and its publication in the session, kept up until the stop: a port that can't be bound is tried
 * again, as it may still be that of the last configuration, and a publication that somebody has removed is made again.
 */
final class PublishedReceiver implements BatchSource {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final int TOKEN_BYTES = 16;
    private static final Duration LOOK_AFTER = Duration.ofSeconds(1);

    private final String owner;
    private final String host;
    private final int port;
    private final Session session;
    private final DriverJobs jobs;
    private final Display display;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Receiver receiver;
    private DriverEndpoint endpoint;

    /**
     * Listens and publishes, or says why it can't and tries again in the background.
     *
     * @param owner names the appender in what is reported
     * @param host to listen at
     * @param port to listen at; 0 for any that is free
     * @param session where the endpoint is published; null for nowhere
     * @param jobs the driver's, for each of which it is published
     * @param display shows the lines of workers
     */
    PublishedReceiver(String owner, String host, int port, Session session, DriverJobs jobs, Display display) {
        this.owner = owner;
        this.host = host;
        this.port = port;
        this.session = session;
        this.jobs = jobs;
        this.display = display;
        try {
            listen();
        } catch (IOException e) {
            LOGGER.error(
                    "{}: host=\"{}\" port=\"{}\" can't be listened at: {}; lines of workers are not received, it is tried"
                            + " again",
                    owner,
                    host,
                    port,
                    e.toString());
        }
        new TransportThread(this::lookAfter, "log4jray-driver-endpoint").start();
    }

    /** @return where workers find this driver; null where it does not listen */
    synchronized DriverEndpoint endpoint() {
        return endpoint;
    }

    /** Takes the publication back as well. */
    @Override
    public void stop(Duration timeout) {
        Receiver last;
        synchronized (this) {
            stopped.countDown();
            last = receiver;
            if (last != null && session != null) {
                jobs.all().forEach(job -> endpoint.forJob(job).withdraw(session));
            }
        }
        if (last != null) {
            last.stop(timeout);
        }
    }

    @Override
    public synchronized int workers() {
        return receiver == null ? 0 : receiver.workers();
    }

    @Override
    public synchronized long connectionsRefused() {
        return receiver == null ? 0 : receiver.diagnostics().refusals();
    }

    @Override
    public synchronized long batchesRefused() {
        return receiver == null ? 0 : receiver.diagnostics().malformed();
    }

    private void lookAfter() {
        try {
            while (!stopped.await(LOOK_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    tendOnce();
                } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                    // The application may be without memory for a moment.
                    LOGGER.debug("{}: its endpoint is looked after again soon", owner, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tendOnce() {
        if (stopped.getCount() == 0) {
            return;
        }
        if (receiver == null) {
            try {
                listen();
                LOGGER.warn("{}: lines of workers are received now, at {}", owner, endpoint.address());
            } catch (IOException e) {
                LOGGER.debug("{}: still no port: {}", owner, e.toString());
            }
        } else if (session != null) {
            jobs.all().stream()
                    .filter(job -> DriverEndpoint.of(session, job) == null)
                    .forEach(job -> publish(job, false));
        }
    }

    private synchronized void listen() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("the host is not known");
        }
        String token = Environment.process().variable("RAY_DRIVER_LOG_TOKEN");
        Receiver bound = Receiver.bind(
                owner,
                address,
                token == null ? ProcessIds.randomHex(TOKEN_BYTES) : token,
                jobs,
                Protocol.DEFAULT,
                display);
        warnOfClearText(address.getAddress());
        bound.start();
        receiver = bound;
        String reached = address.getAddress().isAnyLocalAddress() ? NodeIp.get() : host;
        endpoint = new DriverEndpoint(
                bound.driver(),
                jobs.latest(),
                new Address.Tcp(reached, bound.port()).toString(),
                bound.token(),
                ProcessIds.pid());
        jobs.all().forEach(this::publish);
    }

    /** @param job has become one of the driver's: its workers find the driver by it */
    synchronized void publish(String job) {
        if (session != null && receiver != null && stopped.getCount() > 0) {
            warnOfAnother(DriverEndpoint.of(session, job), job);
            publish(job, true);
        }
    }

    private void warnOfClearText(InetAddress address) {
        if (!address.isLoopbackAddress() && ReportOnce.CLEAR_TEXT.first("receiver")) {
            LOGGER.warn(
                    "{}: token and lines of workers travel in clear text to host \"{}\"",
                    owner,
                    address.getHostAddress());
        }
    }

    /** A process whose configuration was meant for the driver, for instance, takes the driver's workers away. */
    private void warnOfAnother(DriverEndpoint published, String job) {
        boolean elsewhere = published != null && !published.address().equals(endpoint.address());
        if (elsewhere && published.mayListen()) {
            LOGGER.warn(
                    "{}: the driver with pid {} still listens for job {} at {}; workers that look for the job in session"
                            + " {} find this process instead from now on",
                    owner,
                    published.pid(),
                    job,
                    published.address(),
                    session.directory());
        }
    }

    private void publish(String job, boolean report) {
        try {
            endpoint.forJob(job).publish(session);
        } catch (IOException e) {
            LOGGER.log(
                    report ? Level.ERROR : Level.DEBUG,
                    "{}: can't publish the driver's endpoint in session {}: {}; workers need"
                            + " RAY_DRIVER_LOG_ADDRESS={} and its token",
                    owner,
                    session.directory(),
                    e.toString(),
                    endpoint.address());
        }
    }
}
