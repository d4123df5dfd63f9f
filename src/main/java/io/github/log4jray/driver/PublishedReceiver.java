package io.github.log4jray.driver;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.display.BatchSource;
import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.ClearText;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.StepLoop;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.receiver.Access;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.receiver.Receiver;
import io.github.log4jray.session.Address;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.Session;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.ReportOnce;
import io.github.log4jray.settings.UninterruptedWait;
import io.github.log4jray.transport.TlsServer;
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
 * A driver's receiver and its publication in the session, from the start to the stop. A thread keeps both up: it tries
 * again to bind a port that was in use, for example by the receiver of the last configuration, and it repeats a
 * publication that was removed. The lock guards receiver and endpoint.
 */
final class PublishedReceiver implements BatchSource {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final int TOKEN_BYTES = 16;
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private static final String WHAT_TO_DO =
            "Each process whose configuration has a DriverConsole is a driver: give the"
                    + " processes of workers a configuration with DriverStream and without DriverConsole, and a second driver a"
                    + " RAY_JOB_ID or a session of its own";

    private final String label;
    private final ListenSettings settings;
    private final Session session;
    private final DriverJobs jobs;
    private final Display display;
    private final Environment environment;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Receiver receiver;
    private DriverEndpoint endpoint;

    /**
     * @param label names the appender in reports
     * @param settings where to listen
     * @param session where the endpoint is published; null for nowhere
     * @param jobs the driver's; the endpoint is published for each of them
     * @param display prints the lines of workers
     * @param environment may have the address of this host
     */
    PublishedReceiver(
            String label,
            ListenSettings settings,
            Session session,
            DriverJobs jobs,
            Display display,
            Environment environment) {
        this.label = label;
        this.settings = settings;
        this.session = session;
        this.jobs = jobs;
        this.display = display;
        this.environment = environment;
    }

    /** Binds the port and publishes the endpoint. Where the port can't be bound, that is reported and tried again. */
    @Override
    public void start() {
        try {
            listen();
        } catch (IOException | OutOfMemoryError e) {
            LOGGER.error(
                    "{}: can't bind host \"{}\" port \"{}\": {}; trying again, lines of workers are not received meanwhile",
                    label,
                    settings.host(),
                    settings.port(),
                    e.toString());
        }
        TransportThread.of(new StepLoop(this::keepUp, this::reportProblem), "log4jray-driver-endpoint")
                .start();
    }

    /** @return where workers find this driver; null where it does not listen */
    synchronized DriverEndpoint endpoint() {
        return endpoint;
    }

    /** Removes the publications, too. */
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

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Returns false at the stop. */
    private boolean keepUp() {
        boolean over = UninterruptedWait.until(
                CHECK_INTERVAL, this::isStopped, nanos -> stopped.await(nanos, TimeUnit.NANOSECONDS));
        if (!over) {
            check();
        }
        return !over;
    }

    private void reportProblem(Throwable e) {
        LOGGER.debug("{}: its endpoint is checked again soon", label, e);
    }

    private synchronized void check() {
        if (isStopped()) {
            return;
        }
        if (receiver == null) {
            try {
                listen();
                LOGGER.warn("{}: lines of workers are received now, at {}", label, endpoint.address());
            } catch (IOException e) {
                LOGGER.debug("{}: still no port: {}", label, e.toString());
            }
        } else if (session != null) {
            jobs.all().stream()
                    .filter(job -> DriverEndpoint.of(session, job) == null)
                    .forEach(job -> publish(job, Level.DEBUG));
        }
    }

    private synchronized void listen() throws IOException {
        InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
        if (address.isUnresolved()) {
            throw new IOException("the host is not known");
        }
        TlsServer tls = settings.tls() == null ? null : settings.tls().server(settings.host());
        String token = settings.token() == null ? ProcessIds.randomHex(TOKEN_BYTES) : settings.token();
        Receiver bound = Receiver.bind(
                label,
                address,
                new Access(token, settings.legacyHello(), settings.maxWorkers(), tls),
                jobs,
                Protocol.DEFAULT,
                display);
        try {
            if (tls == null) {
                warnOfClearText(address.getAddress());
            }
            Address.Tcp found = published(address.getAddress(), bound.port());
            DriverEndpoint reached = new DriverEndpoint(
                    bound.driver(),
                    jobs.latest(),
                    (tls == null ? found : found.withTls(tls.fingerprint())).toString(),
                    bound.token(),
                    ProcessIds.pid());
            bound.start();
            receiver = bound;
            endpoint = reached;
        } catch (RuntimeException | Error e) {
            bound.abandon();
            throw e;
        }
        jobs.all().forEach(this::discovered);
    }

    /** Returns the address by which workers find the receiver. */
    private Address.Tcp published(InetAddress bound, int port) {
        if (settings.advertised() != null) {
            return settings.advertised();
        }
        String reached = bound.isAnyLocalAddress() ? NodeIp.find(environment) : settings.host();
        if (bound.isAnyLocalAddress() && isLoopback(reached)) {
            LOGGER.warn(
                    "{}: other hosts can't find this driver: it listens at host \"{}\", but this host has no network"
                            + " interface that is up, so {} is published; attribute advertisedAddress or RAY_NODE_IP names"
                            + " another address",
                    label,
                    settings.host(),
                    reached);
        }
        return new Address.Tcp(reached, port);
    }

    private static boolean isLoopback(String host) {
        InetAddress address = new InetSocketAddress(host, 0).getAddress();
        return address != null && address.isLoopbackAddress();
    }

    /** Publishes the driver for the job: its workers find the driver by it. */
    @Override
    public synchronized void discovered(String job) {
        if (session != null && receiver != null && !isStopped()) {
            warnOfOtherDriver(DriverEndpoint.of(session, job), job);
            publish(job, Level.ERROR);
        }
    }

    private void warnOfClearText(InetAddress address) {
        if (!address.isLoopbackAddress() && ReportOnce.CLEAR_TEXT.first("receiver")) {
            LOGGER.warn(
                    "{}: {} of workers travel in clear text to host \"{}\": {}",
                    label,
                    settings.legacyHello() ? "token and lines" : "lines",
                    address.getHostAddress(),
                    ClearText.STREAM);
        }
    }

    /** Often a worker was given the driver's configuration by mistake, and takes the driver's workers away. */
    private void warnOfOtherDriver(DriverEndpoint published, String job) {
        boolean elsewhere = published != null && !published.address().equals(endpoint.address());
        if (elsewhere && published.probe()) {
            LOGGER.warn(
                    "{}: the driver with pid {} still listens for job {} at {}; workers that look for the job in session"
                            + " {} find this process, with pid {}, instead from now on. {}",
                    label,
                    published.pid(),
                    job,
                    published.address(),
                    session.directory(),
                    endpoint.pid(),
                    WHAT_TO_DO);
        }
    }

    private void publish(String job, Level levelOfFailure) {
        try {
            endpoint.forJob(job).publish(session);
        } catch (IOException e) {
            LOGGER.log(
                    levelOfFailure,
                    "{}: can't publish the driver's endpoint in session {}: {}; workers need"
                            + " RAY_DRIVER_LOG_ADDRESS={} and its token",
                    label,
                    session.directory(),
                    e.toString(),
                    endpoint.address());
        }
    }
}
