package io.github.log4jray.stream;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.session.Address;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.session.JobLocator;
import io.github.log4jray.session.ProcessIdentity;
import io.github.log4jray.session.Session;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.ReportOnce;
import io.github.log4jray.stream.StreamSender.Driver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Finds the driver of this process: at attribute {@code address} if it is set; else at
 *
 * <ol>
 *   <li>the endpoint that the session publishes for the job of this process;
 *   <li>{@code RAY_DRIVER_LOG_ADDRESS}, a system property or an environment variable.
 * </ol>
 *
 * <p>The sender tries both in turn. The token is the one that is published for the same endpoint, else
 * {@code RAY_DRIVER_LOG_TOKEN}, else the one that is published for the same host: a forwarded port has another number. Two
 * names mean one host if they resolve to the same address, or if both resolve to this host.
 *
 * <p>The methods whose names begin with {@code locate} or {@code describe} read files of the session and ask the name
 * service. The sender's thread calls them before each attempt to connect; any thread may call {@link #job}.
 */
public final class DriverLocator implements DriverFinder {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String ADDRESS = "RAY_DRIVER_LOG_ADDRESS";
    private static final String TOKEN = "RAY_DRIVER_LOG_TOKEN";

    private final Address configured;
    private final String configuredToken;
    private final boolean onlyTls;
    private final IdentityResolver request;
    private final Environment environment;
    private ProcessIdentity identity;
    private JobLocator jobs;
    private volatile String job;
    private boolean found;
    private Consumer<Session> use = session -> {};

    /**
     * @param configured attribute {@code address}; null if it is not set
     * @param configuredToken of the driver at that address, a secret; null if it is not set
     * @param onlyTls whether drivers without TLS are not talked to
     * @param request for the session, which another process may create later
     * @param environment gives {@code RAY_DRIVER_LOG_ADDRESS} and {@code RAY_DRIVER_LOG_TOKEN}
     */
    DriverLocator(
            Address configured,
            String configuredToken,
            boolean onlyTls,
            IdentityResolver request,
            Environment environment) {
        this.configured = configured;
        this.configuredToken = configuredToken;
        this.onlyTls = onlyTls;
        this.request = request;
        this.environment = environment;
    }

    /**
     * Looks for the driver, without a connection.
     *
     * @param request for the session
     * @param discovers whether the job of the driver may be discovered or claimed, which takes too long for each event
     * @return where the driver listens now, as {@code tcp://host:port}; null if no driver is known
     */
    public static String locateAddress(IdentityResolver request, boolean discovers) {
        String configured = request.driverAddress();
        if (configured != null) {
            return showAddress(configured);
        }
        DriverLocator locator = new DriverLocator(null, null, false, request, Environment.process());
        // Not locate(): threads of the application, which call this, must not wait for other hosts.
        locator.resolveIdentity();
        locator.job = discovers ? locator.jobs.claimOrDiscoverJob() : locator.jobs.currentJobId();
        List<Driver> drivers = locator.locateDrivers();
        return drivers.isEmpty() ? null : drivers.get(0).address().toString();
    }

    /** @param action is called at each look with the session of this process, if there is one */
    void whenInSession(Consumer<Session> action) {
        use = action;
    }

    /** As {@code tcp://host:port}; null if it is invalid, which the appender reports. */
    private static String showAddress(String configured) {
        try {
            return Address.parse(configured).toString();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String job() {
        return job;
    }

    /** Finds the job of this process, which the headers of batches need before the first look for a driver. */
    void locateJob() {
        resolveIdentity();
        job = jobs.claimOrDiscoverJob();
    }

    private void resolveIdentity() {
        if (!found) {
            ProcessIdentity now = request.resolveExisting();
            if (!now.equals(identity)) {
                jobs = new JobLocator(now);
                identity = now;
            }
        }
        if (identity.session() != null) {
            use.accept(identity.session());
        }
    }

    @Override
    public String locateWorkerId() {
        return jobs.findWorkerId();
    }

    @Override
    public String describeSearch() {
        String atAddress = configured != null
                ? " at " + configured
                : " at " + ADDRESS + (environment.text(ADDRESS) == null ? ", which is not set" : "");
        if (identity.session() == null) {
            return atAddress + "; this process has no session";
        }
        List<DriverEndpoint> others = DriverEndpoint.readAll(identity.session()).stream()
                .filter(driver -> !driver.isGone())
                .toList();
        String drivers = others.stream()
                .map(driver -> driver.job() + " (pid " + driver.pid() + ")")
                .collect(Collectors.joining(", "));
        return " in session " + identity.session().directory() + (job == null ? "" : " for job " + job)
                + (others.isEmpty() ? "" : ", which has drivers of job " + drivers) + ", and" + atAddress;
    }

    @Override
    public DriverFinder.Located locate() {
        resolveIdentity();
        job = jobs.claimOrRediscoverJob();
        List<Driver> drivers = locateDrivers();
        found = !drivers.isEmpty();
        return new DriverFinder.Located(drivers, jobs.configuredJobId() == null ? job : null);
    }

    private List<Driver> locateDrivers() {
        DriverEndpoint published = readPublished();
        Address publishedAddress = published == null ? null : address(published);
        if (configured != null) {
            String token = configuredToken != null ? configuredToken : token(configured, published, publishedAddress);
            return List.of(new Driver(configured, token));
        }
        List<Driver> drivers = new ArrayList<>();
        if (publishedAddress != null) {
            drivers.add(new Driver(publishedAddress, published.token()));
        }
        Address given = addressOfEnvironment();
        if (given != null && !given.equals(publishedAddress)) {
            drivers.add(new Driver(given, token(given, published, publishedAddress)));
        }
        return neverClearTextBesideTls(drivers);
    }

    /** A worker with an address in TLS never falls back to one in clear text, because an attacker may have made TLS fail. */
    private List<Driver> neverClearTextBesideTls(List<Driver> drivers) {
        if (!onlyTls && drivers.stream().noneMatch(driver -> driver.address().tls())) {
            return drivers;
        }
        List<Driver> inTls = new ArrayList<>();
        for (Driver driver : drivers) {
            if (driver.address().tls()) {
                inTls.add(driver);
            } else if (onlyTls && driver.address() instanceof Address.Tcp tcp) {
                inTls.add(new Driver(tcp.withTls(null), driver.token()));
            } else if (ReportOnce.CLEAR_TEXT_LEFT_OUT.first(driver.address().toString())) {
                LOGGER.warn(
                        "log4j-ray: no lines go to {}, as this process uses TLS and never falls back to clear text",
                        driver.address());
            }
        }
        return inTls;
    }

    /** Ignores the endpoint of a driver that was killed: another program may listen at its address now. */
    private DriverEndpoint readPublished() {
        DriverEndpoint published =
                identity.session() == null || job == null ? null : DriverEndpoint.of(identity.session(), job);
        return published == null || published.isGone() ? null : published;
    }

    private static Address address(DriverEndpoint published) {
        try {
            return Address.parse(published.address());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Address addressOfEnvironment() {
        String value = environment.text(ADDRESS);
        if (value == null) {
            return null;
        }
        try {
            return Address.parse(value);
        } catch (IllegalArgumentException e) {
            Environment.reportInvalid(environment.describe(ADDRESS), value, e.getMessage(), "ignoring it");
            return null;
        }
    }

    private String token(Address address, DriverEndpoint published, Address publishedAddress) {
        String given = address instanceof Address.Tcp ? tokenOfEnvironment() : null;
        boolean samePort = publishedAddress != null && publishedAddress.port() == address.port();
        boolean prefersPublished = publishedAddress != null && (samePort || given == null);
        if (prefersPublished && isSameHost(address.host(), publishedAddress.host())) {
            return published.token();
        }
        return given == null ? "" : given;
    }

    private String tokenOfEnvironment() {
        String given = environment.text(TOKEN);
        if (given != null && given.length() < Protocol.MIN_TOKEN) {
            String reason = "expected at least " + Protocol.MIN_TOKEN + " characters";
            Environment.reportInvalid(environment.describe(TOKEN), "****", reason, "ignoring it");
            return null;
        }
        return given;
    }

    private static boolean isSameHost(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        try {
            List<InetAddress> ofOther = List.of(InetAddress.getAllByName(other));
            for (InetAddress address : InetAddress.getAllByName(one)) {
                if (ofOther.contains(address) || isLocal(address) && isLocal(ofOther.get(0))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isLocal(InetAddress address) throws IOException {
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    }
}
