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
 * Keeps the user's configuration in force where Ray would replace it. Where the first configuration of a process is read
 * while Ray sets up logging already, it can't be kept from that: then the user's configuration is put back at once, by
 * another instance of it, which shares its files and connections. A replacement by anybody else is obeyed.
 */
public final class ConfigurationKeeper implements PropertyChangeListener {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** Those that are watched; guarded by itself. */
    private static final Set<LoggerContext> WATCHED = Collections.newSetFromMap(new WeakHashMap<>());

    private final LoggerContext context;
    private Configuration kept;

    private ConfigurationKeeper(LoggerContext context, Configuration kept) {
        this.context = context;
        this.kept = kept;
    }

    /**
     * Called when a part of a configuration is built.
     *
     * @param configuration the one to keep; null for none
     */
    public static void keep(Configuration configuration) {
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
     * Log4j tells of a new configuration first when the one before runs still (2.17.1 to 2.26.1): so nothing is opened
     * again here, and of what other threads log meanwhile all but a few events go where they should.
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
