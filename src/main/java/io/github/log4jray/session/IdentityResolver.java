package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.ray.RaySupport;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import java.time.Clock;
import org.apache.logging.log4j.core.config.Configuration;

/**
 * Turns the attributes of one plugin into a {@link ProcessIdentity}. Each {@code resolve} method reads the file system;
 * {@link #resolve()} and {@link #resolveOrRefuse()} also create the session if it does not exist.
 *
 * <p>A plugin whose attributes name no session joins the one that an appender of its configuration names, and uses the ids
 * which appenders of its configuration have as attributes: {@link ConfigurationElements} knows both. Thread-safe.
 *
 * <p>Appenders of one configuration whose settings name different sessions are an error: the later one uses the session of
 * the first.
 */
public final class IdentityResolver {

    private final Attributes attributes;
    private final Configuration configuration;
    private final SessionLocator sessions;
    private final boolean namesSession;
    private final ProcessIds own;
    private final ConfigurationElements elements;
    private final ProcessRole ownRole;
    private final ProcessRole role;
    private volatile JobLocator jobLocator;
    private volatile Session joined;
    private volatile Known<Session> known;
    private volatile Known<String> knownTemp;

    /**
     * What was found for lookups, which ask for each event.
     *
     * @param value is kept while the elements have this state
     * @param state of the elements before
     */
    private record Known<V>(V value, int state) {}

    /** The state of the elements when the ids were last compared with those of the locator. */
    private volatile int knownState;

    /**
     * @param attributes of the plugin; reports errors
     * @param configuration of the plugin; may be null
     * @param sessions finds the session
     * @param namesSession whether attributes of the plugin name a session or a temp directory
     * @param configured the ids that are configured for the plugin
     * @param role the role that the plugin itself gives to the process
     */
    IdentityResolver(
            Attributes attributes,
            Configuration configuration,
            SessionLocator sessions,
            boolean namesSession,
            ProcessIds configured,
            ProcessRole role) {
        this.attributes = attributes;
        this.configuration = configuration;
        this.sessions = sessions;
        this.namesSession = namesSession;
        this.own = configured;
        this.ownRole = role;
        this.elements = ConfigurationElements.of(configuration);
        // Not later: Log4j removes the appenders from the tree of a configuration while it builds them (2.17.1 to
        // 2.26.1).
        this.role = role.or(ProcessRole.of(configuration));
    }

    /**
     * Makes a resolver for a plugin that has no attributes for session and ids, such as a layout or a lookup. This also keeps
     * the configuration of the plugin in force on Ray.
     *
     * @param attributes of the plugin; reports errors
     * @param environment of this process
     * @param configuration of the plugin; may be null
     * @return the resolver
     */
    public static IdentityResolver of(Attributes attributes, Environment environment, Configuration configuration) {
        RaySupport.switchOn(configuration);
        return new IdentityResolver(
                attributes,
                configuration,
                new SessionLocator(attributes, environment, Clock.systemDefaultZone(), null, null, null),
                false,
                ProcessIds.configured(attributes, environment, null, null),
                ProcessRole.NONE);
    }

    /** @return whether the configuration, or the plugin itself, makes this process a driver */
    public boolean isOfDriver() {
        return role == ProcessRole.DRIVER;
    }

    /**
     * @return whether the properties that attributes of appenders consist of can't be read yet, because Log4j reads them now: a
     *     lookup in one of them must wait
     */
    public boolean precedesProperties() {
        return !isConfigured() && elements.needProperties(configuration);
    }

    /** Until then, Log4j changes what the elements say. */
    private boolean isConfigured() {
        return configuration == null || configuration.isStarted();
    }

    /** @return the directory in which sessions are created */
    public String tempDirectory() {
        Known<String> before = knownTemp;
        int state = elements.state(configuration);
        if (before == null || before.state != state) {
            before = new Known<>(sessions().tempDirectory(), state);
            knownTemp = isConfigured() ? before : null;
        }
        return before.value;
    }

    /**
     * Joins or creates the session, for a lookup. Once there is one, this does no input or output while the appenders of the
     * configuration stay the same.
     *
     * @return the session; null, after an error, if it is not available
     */
    public Session resolveSession() {
        Session session = joined();
        if (session != null) {
            return session;
        }
        Known<Session> before = known;
        int state = elements.state(configuration);
        if (before == null || before.state != state) {
            before = new Known<>(resolve().session(), state);
            known = isConfigured() && before.value != null ? before : null;
        }
        return before.value;
    }

    /** @return attribute {@code address} of a {@code DriverStream} of the configuration; null for none */
    public String driverAddress() {
        return elements.address(configuration);
    }

    /**
     * Joins or creates the session, for an appender that needs one.
     *
     * @return the identity; null, after an error of the plugin, if the session is not available
     */
    public ProcessIdentity resolveOrRefuse() {
        try {
            Session session = ConfigurationSessions.first(
                    configuration, attributes.label(), sessions().find());
            return new ProcessIdentity(session, configured(), role);
        } catch (SessionLocator.UnavailableException e) {
            attributes.refuse(e.source(), e.value(), e.getMessage());
            return null;
        }
    }

    /**
     * Joins or creates the session, for a plugin that also works without one.
     *
     * @return the identity; without a session, after an error, if the session is not available
     */
    public ProcessIdentity resolve() {
        Session session = joined();
        try {
            session = session != null ? session : ofConfiguration(sessions().find());
        } catch (SessionLocator.UnavailableException e) {
            attributes.wrong(e.source(), e.value(), e.getMessage(), "no session");
        }
        return new ProcessIdentity(session, configured(), role);
    }

    /**
     * As {@link #resolve()}, for a plugin that only reads in the session: this creates no session.
     *
     * @return the identity; without a session if none exists yet
     */
    public ProcessIdentity resolveExisting() {
        Session session = joined();
        return new ProcessIdentity(
                session != null ? session : ofConfiguration(sessions().findExisting()), configured(), role);
    }

    /** The session that an appender of the configuration has found; null if there is none yet, or the plugin names its own. */
    private Session joined() {
        if (joined == null && !namesSession) {
            joined = ConfigurationSessions.found(configuration);
        }
        return joined;
    }

    private SessionLocator sessions() {
        return namesSession ? sessions : elements.sessions(configuration, sessions);
    }

    private ProcessIds configured() {
        return own.orElse(elements.ids(configuration));
    }

    /** The session of an appender that gives a role to the process; other plugins may read in another session. */
    private Session ofConfiguration(Session found) {
        return ownRole == ProcessRole.NONE
                ? found
                : ConfigurationSessions.first(configuration, attributes.label(), found);
    }

    /**
     * Resolves the identity for a plugin that needs only the ids. A driver creates its session, because it claims a job
     * there; other processes create none. Once there is a session, the result stays the same as long as the configured ids
     * do.
     *
     * @return finds the ids
     */
    public JobLocator resolveJobLocator() {
        JobLocator known = jobLocator;
        // lookups ask for each event
        int state = elements.state(configuration);
        if (known == null
                || known.identity().session() == null
                || state != knownState && !known.identity().configured().equals(configured())) {
            known = new JobLocator(role == ProcessRole.DRIVER ? resolve() : resolveExisting());
            jobLocator = known;
        }
        knownState = state;
        return known;
    }

    /** @return a key that is equal for plugins with the same existing session and the same configured ids */
    public String resolveKey() {
        ProcessIdentity found = resolveExisting();
        return (found.session() == null ? "-" : found.session().directory()) + " " + found.configured();
    }
}
