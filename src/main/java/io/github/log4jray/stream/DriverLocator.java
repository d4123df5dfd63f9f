package io.github.log4jray.stream;

import io.github.log4jray.session.Address;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.ProcessIdentity;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.stream.StreamSender.Driver;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds the driver of this process: attribute {@code address}, else what the session publishes for the process's job,
 * else {@code RAY_DRIVER_LOG_ADDRESS}. The token is the one published with the address, else
 * {@code RAY_DRIVER_LOG_TOKEN}. Used by one thread, before each attempt to connect; any thread may ask for the job.
 */
public final class DriverLocator implements StreamSender.Finder {

    private static final String ADDRESS = "RAY_DRIVER_LOG_ADDRESS";

    private final Address configured;
    private final ProcessIdentity.Request request;
    private volatile ProcessIdentity membership;
    private volatile String job;
    private boolean found;

    /**
     * @param configured attribute {@code address}; null where it is not given
     * @param request for the session, which may be made after this process has started
     */
    DriverLocator(Address configured, ProcessIdentity.Request request) {
        this.configured = configured;
        this.request = request;
        this.membership = request.existing();
        this.job = membership.jobId();
    }

    /**
     * @param request for the session
     * @return where the driver receives lines now, as {@code tcp://host:port}; null where none is known
     */
    public static String address(ProcessIdentity.Request request) {
        Driver driver = new DriverLocator(null, request).find();
        return driver == null ? null : driver.address().toString();
    }

    @Override
    public String workerId() {
        return membership.workerId();
    }

    @Override
    public String where() {
        if (membership.session() == null) {
            return " by address, session or environment";
        }
        List<DriverEndpoint> others = DriverEndpoint.all(membership.session());
        String jobs = others.stream().map(DriverEndpoint::job).collect(Collectors.joining(", "));
        return " in session " + membership.session().directory()
                + (job == null ? "" : " for job " + job)
                + (others.isEmpty() ? "" : ", which has drivers of job " + jobs);
    }

    /** @return the job of this process as it was known at the last look; null for none */
    String job() {
        return job;
    }

    @Override
    public Driver find() {
        if (!found) {
            membership = request.existing();
        }
        job = membership.jobId();
        Driver driver = known();
        found = driver != null;
        return driver;
    }

    private Driver known() {
        DriverEndpoint published =
                membership.session() == null || job == null ? null : DriverEndpoint.of(membership.session(), job);
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

    private static Driver fromEnvironment() {
        String value = Environment.process().variable(ADDRESS);
        if (value == null) {
            return null;
        }
        try {
            return new Driver(Address.parse(value), token());
        } catch (IllegalArgumentException e) {
            Environment.reportInvalid(ADDRESS, value, e.getMessage(), "ignoring it");
            return null;
        }
    }

    private static String token() {
        String token = Environment.process().variable("RAY_DRIVER_LOG_TOKEN");
        return token == null ? "" : token;
    }
}
