package io.github.log4jray.stdio;

import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.spi.ExtendedLogger;

/**
 * Which configurations of one logger context ask for the standard streams, and which of them is in force. Guarded by
 * {@link StandardStreams}, but for {@link #logger}.
 *
 * <p>Log4j tells of a new configuration when its appenders have started, the loggers have it, and those of the one
 * before run still; also at the stop of the context, of an empty one (2.17.1 to 2.26.1).
 */
final class Requests implements PropertyChangeListener {

    private final LoggerContext context;
    private final Map<Configuration, Integer> counts = new IdentityHashMap<>();
    private Configuration inForce;

    /** @param context whose configurations they are */
    Requests(LoggerContext context) {
        this.context = context;
        context.addPropertyChangeListener(this);
    }

    @Override
    public void propertyChange(PropertyChangeEvent event) {
        StandardStreams.changed(this);
    }

    void add(Configuration configuration) {
        counts.merge(configuration, 1, Integer::sum);
    }

    /** @return whether nothing is left; then this is no longer told of anything */
    boolean remove(Configuration configuration) {
        counts.computeIfPresent(configuration, (key, count) -> count == 1 ? null : count - 1);
        if (counts.isEmpty()) {
            context.removePropertyChangeListener(this);
        }
        return counts.isEmpty();
    }

    /** @return the configuration that asks and was in force when {@link #follow} was called last; null for none */
    Configuration inForce() {
        return inForce;
    }

    /** @return whether the configuration that is in force now asks */
    boolean follow() {
        Configuration now = context.getConfiguration();
        inForce = counts.containsKey(now) ? now : null;
        return inForce != null;
    }

    /**
     * @param stream whose
     * @return its logger; null while the context stops
     */
    ExtendedLogger logger(StandardStream stream) {
        return context.isStopping() || context.isStopped() ? null : context.getLogger(stream.loggerName());
    }
}
