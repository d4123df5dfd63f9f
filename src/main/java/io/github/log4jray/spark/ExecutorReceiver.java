package io.github.log4jray.spark;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.display.ConsoleStreams;
import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.receiver.Access;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.receiver.Receiver;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.OptionalLibrary;
import io.github.log4jray.settings.UninterruptedWait;
import io.github.log4jray.transport.TlsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Receives the lines of executors and prints them on the driver's standard streams: a receiver and a display, without a
 * session, so that nothing is written to the disk. It is not an appender: Spark prints the driver's own events.
 */
final class ExecutorReceiver {

    /** A logger and not the status logger: its messages belong between Spark's own. */
    private static final Logger LOGGER = LogManager.getLogger(RayLogsPlugin.class);

    private static final String DEDUPLICATION = "RAY_DEDUP_LOGS";
    private static final int TOKEN_BYTES = 16;
    private static final int MAX_EXECUTORS = 10_000;

    /** The time in which received lines are printed at the end, even if executors have used up the time-out. */
    private static final long LEAST_STOP_NANOS = Duration.ofMillis(500).toNanos();

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Receiver receiver;
    private final Display display;
    private final Address.Tcp address;
    private final Duration shutdownTimeout;

    private ExecutorReceiver(Receiver receiver, Display display, Address.Tcp address, Duration shutdownTimeout) {
        this.receiver = receiver;
        this.display = display;
        this.address = address;
        this.shutdownTimeout = shutdownTimeout;
    }

    /**
     * Binds a port and starts to receive.
     *
     * @param settings of the application
     * @param host by which executors reach the driver
     * @param bindAddress a name or an address of this host
     * @param environment may have Ray's variables
     * @return the started receiver; null, after an error, where it can't be had
     */
    static ExecutorReceiver open(SparkSettings settings, String host, String bindAddress, Environment environment) {
        InetSocketAddress bound = new InetSocketAddress(Address.withoutBrackets(bindAddress), settings.port());
        try {
            if (bound.isUnresolved()) {
                throw new IOException("the host is not known");
            }
            ExecutorReceiver opened = bind(settings, host, bound, environment);
            opened.display.start();
            opened.receiver.start();
            LOGGER.info("What executors log and print is shown here; the driver receives it at {}", opened.shown());
            return opened;
        } catch (IOException | GeneralSecurityException e) {
            LOGGER.error(
                    "{}: can't receive lines of executors at host \"{}\" port \"{}\": {}; they are not shown here",
                    SparkSettings.LABEL,
                    bindAddress,
                    settings.port(),
                    e.getMessage());
            return null;
        }
    }

    private static ExecutorReceiver bind(
            SparkSettings settings, String host, InetSocketAddress bound, Environment environment)
            throws IOException, GeneralSecurityException {
        TlsServer tls = tls(settings.tls(), bound, host);
        Display display = new Display(
                DisplaySettings.of(withDeduplication(environment, settings.dedup()), NodeIp.find(environment)),
                new ConsoleStreams(environment));
        Receiver receiver = Receiver.bind(
                SparkSettings.LABEL,
                bound,
                new Access(ProcessIds.randomHex(TOKEN_BYTES), false, MAX_EXECUTORS, tls),
                new DriverJobs(null),
                Protocol.DEFAULT,
                display);
        Address.Tcp reached = new Address.Tcp(Address.withoutBrackets(host), receiver.port());
        return new ExecutorReceiver(
                receiver,
                display,
                tls == null ? reached : reached.withTls(tls.fingerprint()),
                Duration.ofMillis(settings.shutdownTimeoutMillis()));
    }

    /** The address without the fingerprint, which tells a reader nothing. */
    private String shown() {
        return new Address.Tcp(address.host(), address.port()) + (address.tls() ? ", in TLS" : "");
    }

    /** By default tasks of one job log alike, and each of them is shown. */
    private static Environment withDeduplication(Environment environment, Boolean dedup) {
        if (dedup == null && environment.text(DEDUPLICATION) != null) {
            return environment;
        }
        return environment.withProperty(DEDUPLICATION, Boolean.TRUE.equals(dedup) ? "1" : "0");
    }

    /** Returns null for clear text. */
    private static TlsServer tls(Boolean wanted, InetSocketAddress bound, String host)
            throws IOException, GeneralSecurityException {
        boolean present = OptionalLibrary.TLS_CHANNEL.isPresent();
        if (Boolean.TRUE.equals(wanted) && !present) {
            throw new IOException("spark.log4jray.tls needs " + OptionalLibrary.TLS_CHANNEL.artifact()
                    + ", which is not on the class path; add it to --jars");
        }
        boolean used = wanted == null ? present && !bound.getAddress().isLoopbackAddress() : wanted;
        return used ? TlsServer.withOwnCertificate(host) : null;
    }

    /** @return where executors connect */
    String address() {
        return address.toString();
    }

    /** @return a secret of driver and executors */
    String token() {
        return receiver.token();
    }

    /** Waits until the executors have ended their connections, at most for the time-out, prints what they have sent, and ends. */
    void stop() {
        long until = System.nanoTime() + shutdownTimeout.toNanos();
        UninterruptedWait.until(
                shutdownTimeout,
                () -> receiver.workers() == 0,
                nanos -> TimeUnit.NANOSECONDS.sleep(Math.min(nanos, LOOK_AGAIN_NANOS)));
        receiver.stop(Duration.ofNanos(Math.max(LEAST_STOP_NANOS, until - System.nanoTime())));
        if (!display.stop(Duration.ofNanos(Math.max(LEAST_STOP_NANOS, until - System.nanoTime())))) {
            LOGGER.warn("The standard streams took too long; some lines of executors are not shown");
        }
    }
}
