package io.github.log4jray.lookup;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.NodeIp;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.ray.RaySupport;
import io.github.log4jray.rotation.RotationSettings;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.session.JobLocator;
import io.github.log4jray.session.Session;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.ReportOnce;
import io.github.log4jray.stream.DriverLocator;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationAware;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.lookup.StrLookup;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The lookup {@code ${ray:key}}. It works anywhere in a configuration. Write {@code $${ray:key}} where Log4j evaluates a
 * lookup for each event, as in {@code Routing}.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><th>key</th><th>value</th></tr>
 * <tr><td>{@code temp_dir}</td><td>the directory in which sessions are created</td></tr>
 * <tr><td>{@code session_dir}, {@code session_name}, {@code logs_dir}</td><td>the session of the process, its name, and
 *     the directory of its logs; the process joins or creates the session</td></tr>
 * <tr><td>{@code job_id}, {@code worker_id}, {@code node_id}</td><td>the ids in the event's context, else
 *     those of the process</td></tr>
 * <tr><td>{@code actor_id}, {@code actor_name}, {@code task_id}, {@code task_name}</td><td>the value in
 *     the event's context; without an event, in the thread's</td></tr>
 * <tr><td>{@code node_ip}</td><td>the address of this host</td></tr>
 * <tr><td>{@code pid}</td><td>the process id</td></tr>
 * <tr><td>{@code rotation_max_bytes}, {@code rotation_backup_count}</td><td>the values of
 *     {@code RAY_ROTATION_MAX_BYTES} and {@code RAY_ROTATION_BACKUP_COUNT}, else Ray's defaults</td></tr>
 * <tr><td>{@code driver_address}</td><td>the address of the driver, as {@code tcp://host:port}</td></tr>
 * </table>
 *
 * <p>A key without a value has no result, so that you can give a default: {@code ${ray:task_id:-none}}. An unknown key is
 * reported once. In a {@code Property}, what depends on an attribute of an appender has no result while that attribute has a
 * variable which Log4j has not read yet; Log4j evaluates the lookup again where the property is used. Thread-safe.
 */
@Plugin(name = "ray", category = StrLookup.CATEGORY)
public final class RayLookup implements StrLookup, ConfigurationAware {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private final Environment environment;
    private volatile Configuration configuration;
    private volatile IdentityResolver resolver;
    private volatile boolean isRaySupported;

    /** Called by Log4j. */
    public RayLookup() {
        this(Environment.process());
    }

    /** @param environment of this process */
    RayLookup(Environment environment) {
        this.environment = environment;
    }

    /** The keys. */
    private enum Key {
        TEMP_DIR(lookup -> lookup.resolver().tempDirectory()),
        SESSION_DIR(lookup -> lookup.session(session -> session.directory().toString())),
        SESSION_NAME(lookup ->
                lookup.session(session -> Objects.toString(session.directory().getFileName(), null))),
        LOGS_DIR(lookup -> lookup.session(session -> session.logs().toString())),
        JOB_ID(ContextKeys.JOB_ID, lookup -> lookup.jobLocator().claimOrDiscoverJob()) {
            /** Claiming or discovering a job takes too long for each event. */
            @Override
            String ofProcess(RayLookup lookup, LogEvent event) {
                return event == null
                        ? super.ofProcess(lookup, event)
                        : lookup.jobLocator().currentJobId();
            }
        },
        WORKER_ID(ContextKeys.WORKER_ID, lookup -> lookup.jobLocator().findWorkerId()),
        NODE_ID(ContextKeys.NODE_ID, lookup -> ProcessIds.nodeId()),
        NODE_IP(lookup -> NodeIp.find(lookup.environment)),
        ACTOR_ID(ContextKeys.ACTOR_ID, lookup -> null),
        ACTOR_NAME(ContextKeys.ACTOR_NAME, lookup -> null),
        TASK_ID(ContextKeys.TASK_ID, lookup -> null),
        TASK_NAME(ContextKeys.TASK_NAME, lookup -> null),
        PID(lookup -> String.valueOf(ProcessIds.pid())),
        ROTATION_MAX_BYTES(lookup -> String.valueOf(rotation().maxBytes())),
        ROTATION_BACKUP_COUNT(lookup -> String.valueOf(rotation().backupCount())),
        DRIVER_ADDRESS(null) {
            @Override
            String ofProcess(RayLookup lookup, LogEvent event) {
                return DriverLocator.locateAddress(lookup.resolver(), event == null);
            }
        };

        private final ContextKeys ofEvent;
        private final Function<RayLookup, String> ofProcess;

        Key(Function<RayLookup, String> ofProcess) {
            this(null, ofProcess);
        }

        Key(ContextKeys ofEvent, Function<RayLookup, String> ofProcess) {
            this.ofEvent = ofEvent;
            this.ofProcess = ofProcess;
        }

        /** The keys whose values depend on attributes of appenders. */
        private static final Set<Key> OF_APPENDERS =
                EnumSet.of(TEMP_DIR, SESSION_DIR, SESSION_NAME, LOGS_DIR, JOB_ID, WORKER_ID, DRIVER_ADDRESS);

        private static final Map<String, Key> BY_NAME = Arrays.stream(values())
                .collect(Collectors.toMap(
                        key -> key.name().toLowerCase(Locale.ROOT),
                        key -> key,
                        (one, other) -> one,
                        LinkedHashMap::new));

        String ofProcess(RayLookup lookup, LogEvent event) {
            return ofProcess.apply(lookup);
        }

        private String value(RayLookup lookup, LogEvent event) {
            String value = null;
            if (ofEvent != null) {
                value = event != null ? ofEvent.of(event) : ofEvent.ofThread();
            }
            if (value == null
                    && !(OF_APPENDERS.contains(this) && lookup.resolver().precedesProperties())) {
                value = ofProcess(lookup, event);
            }
            return value;
        }
    }

    private static RotationSettings rotation() {
        return RotationSettings.of(new Attributes("log4j-ray", null), Environment.process(), null, null);
    }

    @Override
    public void setConfiguration(Configuration newConfiguration) {
        if (newConfiguration != configuration) {
            configuration = newConfiguration;
            resolver = null;
            isRaySupported = false;
        }
    }

    /** Made at the first use, when the configuration has its tree: that determines the role of the process. */
    private IdentityResolver resolver() {
        IdentityResolver known = resolver;
        if (known == null) {
            known = IdentityResolver.of(new Attributes("log4j-ray", null), environment, configuration);
            resolver = known;
        }
        return known;
    }

    private JobLocator jobLocator() {
        return resolver().resolveJobLocator();
    }

    private String session(Function<Session, String> part) {
        Session session = resolver().resolveSession();
        return session == null ? null : part.apply(session);
    }

    /**
     * @param key as in {@code ${ray:key}}
     * @return the value for this thread; null for none
     */
    @Override
    public String lookup(String key) {
        return lookup(null, key);
    }

    /**
     * @param event the event in whose context the value is looked for; null for the context of this thread
     * @param key as in {@code $${ray:key}}
     * @return the value; null for none
     */
    @Override
    public String lookup(LogEvent event, String key) {
        // Not in the constructor: Log4j makes a lookup also for a configuration that does not use it.
        if (!isRaySupported) {
            isRaySupported = true;
            RaySupport.switchOn(configuration);
        }
        Key known = Key.BY_NAME.get(key);
        if (known != null) {
            return known.value(this, event);
        }
        if (ReportOnce.UNKNOWN_LOOKUP_KEY.first(key)) {
            LOGGER.error(
                    "log4j-ray: unknown key in ${ray:{}} (expected one of {}); using no value",
                    key,
                    String.join(", ", Key.BY_NAME.keySet()));
        }
        return null;
    }
}
