package io.github.log4jray.session;

import java.nio.file.Files;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Keeps the appenders of one configuration in one session: that of the appender which has found its session first. The map is
 * guarded by itself.
 */
final class ConfigurationSessions {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Map<Configuration, Member> FIRST = new WeakHashMap<>();

    private record Member(String label, Session session) {}

    private ConfigurationSessions() {}

    /**
     * @param configuration the configuration of a plugin; may be null
     * @return the session of the first appender of the configuration; null if none has one yet
     */
    static Session found(Configuration configuration) {
        synchronized (FIRST) {
            Member first = FIRST.get(configuration);
            return first == null ? null : first.session;
        }
    }

    /**
     * @param configuration the configuration of an appender; may be null
     * @param label names the appender in messages
     * @param session the session that its settings name; may be null, and need not exist yet
     * @return the session of the first appender of the configuration; if the session of this one differs, after an error
     */
    static Session first(Configuration configuration, String label, Session session) {
        // The path of a session that does not exist yet may contain links that are not resolved yet.
        if (configuration == null || session == null || !Files.isDirectory(session.directory())) {
            return session;
        }
        Member first;
        synchronized (FIRST) {
            first = FIRST.computeIfAbsent(configuration, unknown -> new Member(label, session));
        }
        if (first.session.equals(session)) {
            return session;
        }
        LOGGER.error(
                "{}: its settings name session {}, but {} of the same configuration is in session {}; using session {}",
                label,
                session.directory(),
                first.label,
                first.session.directory(),
                first.session.directory());
        return first.session;
    }
}
