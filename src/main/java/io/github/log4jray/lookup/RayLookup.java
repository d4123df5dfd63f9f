package io.github.log4jray.lookup;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.NodeIp;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.rotation.RotationSettings;
import io.github.log4jray.session.ProcessIdentity;
import io.github.log4jray.session.Session;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.ReportOnce;
import io.github.log4jray.stream.DriverLocator;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
 * The lookup {@code ${ray:key}}, anywhere in a configuration, and {@code $${ray:key}} where Log4j asks for each event,
 * as in {@code Routing}.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><th>key</th><th>value</th></tr>
 * <tr><td>{@code temp_dir}</td><td>where sessions are made</td></tr>
 * <tr><td>{@code session_dir}, {@code session_name}, {@code logs_dir}</td><td>the session of the process, its name, and
 *     the directory of its logs; the session is joined or made</td></tr>
 * <tr><td>{@code job_id}, {@code worker_id}, {@code node_id}</td><td>of the event's context, else of the
 *     process</td></tr>
 * <tr><td>{@code actor_id}, {@code actor_name}, {@code task_id}, {@code task_name}</td><td>of the event's context;
 *     without an event, of the thread's</td></tr>
 * <tr><td>{@code node_ip}</td><td>the ip of this host</td></tr>
 * <tr><td>{@code pid}</td><td>of this process</td></tr>
 * <tr><td>{@code rotation_max_bytes}, {@code rotation_backup_count}</td><td>as {@code RAY_ROTATION_MAX_BYTES} and
 *     {@code RAY_ROTATION_BACKUP_COUNT} say, else Ray's defaults</td></tr>
 * <tr><td>{@code driver_address}</td><td>where the driver receives lines, as {@code tcp://host:port}</td></tr>
 * </table>
 *
 * <p>A key without a value yields nothing, so that {@code ${ray:task_id:-none}} works. Any other key is an error, once.
 * Thread-safe.
 */
@Plugin(name = "ray", category = StrLookup.CATEGORY)
public final class RayLookup implements StrLookup, ConfigurationAware {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private volatile Configuration configuration;
    private volatile ProcessIdentity.Request request;

    /** What can be asked for. */
    private enum Key {
        TEMP_DIR(lookup -> lookup.request().tempDirectory()),
        SESSION_DIR(lookup -> lookup.session(session -> session.directory().toString())),
        SESSION_NAME(lookup ->
                lookup.session(session -> session.directory().getFileName().toString())),
        LOGS_DIR(lookup -> lookup.session(session -> session.logs().toString())),
        JOB_ID(ContextKeys.JOB_ID, lookup -> lookup.request().forIds().jobId()) {
            /** A look for a job is not for each event. */
            @Override
            String ofProcess(RayLookup lookup, LogEvent event) {
                return event == null
                        ? super.ofProcess(lookup, event)
                        : lookup.request().forIds().knownJobId();
            }
        },
        WORKER_ID(ContextKeys.WORKER_ID, lookup -> lookup.request().forIds().workerId()),
        NODE_ID(ContextKeys.NODE_ID, lookup -> ProcessIds.nodeId()),
        NODE_IP(lookup -> NodeIp.get()),
        ACTOR_ID(ContextKeys.ACTOR_ID, lookup -> null),
        ACTOR_NAME(ContextKeys.ACTOR_NAME, lookup -> null),
        TASK_ID(ContextKeys.TASK_ID, lookup -> null),
        TASK_NAME(ContextKeys.TASK_NAME, lookup -> null),
        PID(lookup -> String.valueOf(ProcessIds.pid())),
        ROTATION_MAX_BYTES(lookup -> String.valueOf(rotation().maxBytes())),
        ROTATION_BACKUP_COUNT(lookup -> String.valueOf(rotation().backupCount())),
        DRIVER_ADDRESS(lookup -> DriverLocator.address(lookup.request()));

        private final ContextKeys ofEvent;
        private final Function<RayLookup, String> ofProcess;

        Key(Function<RayLookup, String> ofProcess) {
            this(null, ofProcess);
        }

        Key(ContextKeys ofEvent, Function<RayLookup, String> ofProcess) {
            this.ofEvent = ofEvent;
            this.ofProcess = ofProcess;
        }

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
            return value != null ? value : ofProcess(lookup, event);
        }
    }

    private static RotationSettings rotation() {
        return RotationSettings.of(new Attributes("ray lookup", null), Environment.process(), null, null);
    }

    @Override
    public void setConfiguration(Configuration newConfiguration) {
        if (newConfiguration != configuration) {
            configuration = newConfiguration;
            request = null;
        }
    }

    /** Made when it is needed first: then the configuration can be asked whether it is a driver's. */
    private ProcessIdentity.Request request() {
        ProcessIdentity.Request known = request;
        if (known == null) {
            known = ProcessIdentity.Request.of(new Attributes("ray lookup", null), configuration);
            request = known;
        }
        return known;
    }

    private String session(Function<Session, String> part) {
        Session session = request().orNone().session();
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
     * @param event whose context counts; null for that of this thread
     * @param key as in {@code $${ray:key}}
     * @return the value; null for none
     */
    @Override
    public String lookup(LogEvent event, String key) {
        Key known = Key.BY_NAME.get(key);
        if (known != null) {
            return known.value(this, event);
        }
        if (ReportOnce.UNKNOWN_LOOKUP_KEY.first(key)) {
            LOGGER.error(
                    "ray lookup: ${ray:{}} has an unknown key; known are {}",
                    key,
                    String.join(", ", Key.BY_NAME.keySet()));
        }
        return null;
    }
}
