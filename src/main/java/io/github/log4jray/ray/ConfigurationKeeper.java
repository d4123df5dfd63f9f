package io.github.log4jray.ray;

import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Reconfigurable;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Keeps the user's configuration in force on Ray. Usually {@link LoggingSetup} switches off Ray's set-up of logging before it
 * begins. If the first configuration of a process is read during that set-up, it is too late for that: then a listener on the
 * logger context puts the user's configuration back when Ray has replaced it. It does so by a new instance of the
 * configuration, which shares files and connections with the first one. A replacement by other code stays.
 */
final class ConfigurationKeeper implements PropertyChangeListener {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** The contexts with a listener; guarded by itself. */
    private static final Set<LoggerContext> WATCHED = Collections.newSetFromMap(new WeakHashMap<>());

    private final LoggerContext context;
    private Configuration kept;

    private ConfigurationKeeper(LoggerContext context, Configuration kept) {
        this.context = context;
        this.kept = kept;
    }

    /**
     * Keeps a configuration.
     *
     * @param configuration the configuration of a plugin of this library; may be null
     */
    static void keep(Configuration configuration) {
        try {
            LoggingSetup.skip(ConfigurationKeeper.class.getClassLoader());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.warn("log4j-ray: can't keep Ray from replacing the configuration: {}", e.toString());
        }
        LoggerContext context = configuration == null ? null : configuration.getLoggerContext();
        if (context != null && LoggingSetup.isWanted() && LoggingSetup.isRunning()) {
            synchronized (WATCHED) {
                if (WATCHED.add(context)) {
                    context.addPropertyChangeListener(new ConfigurationKeeper(context, configuration));
                }
            }
        }
    }

    /**
     * Log4j calls this for a new configuration before it stops the old one (2.17.1 to 2.26.1). So the old one stays open here,
     * and all but a few events that other threads log meanwhile reach it.
     */
    @Override
    public void propertyChange(PropertyChangeEvent event) {
        Configuration now = context.getConfiguration();
        if (!LoggingSetup.isRunning()) {
            stopWatching();
        } else if (now == kept || !now.getClass().getSimpleName().equals("BuiltConfiguration")) {
            kept = now;
        } else if (kept instanceof Reconfigurable reconfigurable) {
            stopWatching();
            context.updateLoggers(kept);
            Configuration again = reconfigurable.reconfigure();
            if (again != null) {
                context.setConfiguration(again);
            } else {
                context.updateLoggers();
            }
        }
    }

    private void stopWatching() {
        context.removePropertyChangeListener(this);
        synchronized (WATCHED) {
            WATCHED.remove(context);
        }
    }
}
