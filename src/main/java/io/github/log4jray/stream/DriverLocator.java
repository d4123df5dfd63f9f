package io.github.log4jray.stream;

import io.github.log4jray.session.Address;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.session.JobLocator;
import io.github.log4jray.session.ProcessIdentity;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.stream.StreamSender.Driver;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds the driver of this process. The first of these applies:
 *
 * <ol>
 *   <li>attribute {@code address};
 *   <li>the endpoint that the session publishes for the job of this process;
 *   <li>{@code RAY_DRIVER_LOG_ADDRESS}.
 * </ol>
 *
 * <p>The token is the one published with the address, else {@code RAY_DRIVER_LOG_TOKEN}. The sender's thread looks before
 * each attempt to connect; any thread may call {@link #job}.
 */
public final class DriverLocator implements StreamSender.Finder {

    private static final String ADDRESS = "RAY_DRIVER_LOG_ADDRESS";

    private final Address configured;
    private final IdentityResolver request;
    private final Environment environment;
    private volatile ProcessIdentity identity;
    private volatile String job;
    private boolean found;

    /**
     * @param configured attribute {@code address}; null if it is not set
     * @param request for the session, which somebody may create later
     * @param environment gives {@code RAY_DRIVER_LOG_ADDRESS} and {@code RAY_DRIVER_LOG_TOKEN}
     */
    DriverLocator(Address configured, IdentityResolver request, Environment environment) {
        this.configured = configured;
        this.request = request;
        this.environment = environment;
        this.identity = request.resolveExisting();
        this.job = new JobLocator(identity).claimOrDiscoverJob();
    }

    /**
     * @param request for the session
     * @return where the driver listens now, as {@code tcp://host:port}; null if no driver is known
     */
    public static String address(IdentityResolver request) {
        // Not find(): the threads of the application, which call this, must not wait for other hosts.
        Driver driver = new DriverLocator(null, request, Environment.process()).known();
        return driver == null ? null : driver.address().toString();
    }

    @Override
    public String workerId() {
        return new JobLocator(identity).findWorkerId();
    }

    @Override
    public String where() {
        if (identity.session() == null) {
            return " by address, session or environment";
        }
        List<DriverEndpoint> others = DriverEndpoint.readAll(identity.session());
        String jobs = others.stream().map(DriverEndpoint::job).collect(Collectors.joining(", "));
        return " in session " + identity.session().directory()
                + (job == null ? "" : " for job " + job)
                + (others.isEmpty() ? "" : ", which has drivers of job " + jobs);
    }

    /** @return the job of this process at the last look; null for none */
    String job() {
        return job;
    }

    @Override
    public Driver find() {
        if (!found) {
            identity = request.resolveExisting();
        }
        job = new JobLocator(identity).claimOrRediscoverJob();
        Driver driver = known();
        found = driver != null;
        return driver;
    }

    private Driver known() {
        DriverEndpoint published =
                identity.session() == null || job == null ? null : DriverEndpoint.read(identity.session(), job);
        if (configured != null) {
            boolean same = published != null && configured.equals(address(published));
            return new Driver(configured, same ? published.token() : token());
        }
        Address address = published == null ? null : address(published);
        return address != null ? new Driver(address, published.token()) : fromEnvironment();
    }

    private static Address address(DriverEndpoint published) {
        try {
            return Address.parse(published.address());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Driver fromEnvironment() {
        String value = environment.text(ADDRESS);
        if (value == null) {
            return null;
        }
        try {
            return new Driver(Address.parse(value), token());
        } catch (IllegalArgumentException e) {
            Environment.reportInvalid(environment.describe(ADDRESS), value, e.getMessage(), "ignoring it");
            return null;
        }
    }

    private String token() {
        String token = environment.text("RAY_DRIVER_LOG_TOKEN");
        return token == null ? "" : token;
    }
}
