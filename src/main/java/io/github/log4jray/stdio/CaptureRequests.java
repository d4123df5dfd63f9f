package io.github.log4jray.stdio;

import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.spi.ExtendedLogger;

/**
 * The configurations of one logger context that ask for capture, and the one of them that is in force.
 * {@link StandardStreams} guards everything but {@link #logger}.
 *
 * <p>Log4j reports a new configuration at a moment when its appenders have started, the loggers use it, and the appenders
 * of the former one still run. At the stop of the context it reports an empty configuration (2.17.1 to 2.26.1).
 */
final class CaptureRequests implements PropertyChangeListener {

    private final LoggerContext context;
    private final Map<Configuration, Integer> counts = new IdentityHashMap<>();
    private Configuration inForce;

    /**
     * The loggers of the two streams. They are looked up before the first line: a stack overflow within a look-up leaves a lock
     * of Log4j's registry locked for good (2.25).
     */
    private volatile Map<StandardStream, ExtendedLogger> loggers = Map.of();

    private CaptureRequests(LoggerContext context) {
        this.context = context;
    }

    /**
     * @param context the context of the configurations
     * @return no requests yet; they listen for new configurations until {@link #remove} takes the last one away
     */
    static CaptureRequests of(LoggerContext context) {
        CaptureRequests requests = new CaptureRequests(context);
        context.addPropertyChangeListener(requests);
        return requests;
    }

    @Override
    public void propertyChange(PropertyChangeEvent event) {
        StandardStreams.changed(this);
    }

    void add(Configuration configuration) {
        counts.merge(configuration, 1, Integer::sum);
    }

    /** @return whether no request is left; then this no longer listens */
    boolean remove(Configuration configuration) {
        counts.computeIfPresent(configuration, (key, count) -> count == 1 ? null : count - 1);
        if (counts.isEmpty()) {
            context.removePropertyChangeListener(this);
        }
        return counts.isEmpty();
    }

    /** @return the configuration that asks and was in force at the last call of {@link #follow}; null for none */
    Configuration inForce() {
        return inForce;
    }

    /** @return whether the configuration that is in force now asks */
    boolean follow() {
        Configuration now = context.getConfiguration();
        inForce = counts.containsKey(now) ? now : null;
        if (inForce != null && loggers.isEmpty()) {
            loggers = Map.of(
                    StandardStream.OUT, context.getLogger(StandardStream.OUT.loggerName()),
                    StandardStream.ERR, context.getLogger(StandardStream.ERR.loggerName()));
        }
        return inForce != null;
    }

    /**
     * @param stream one of the two
     * @return its logger; null while the context stops
     */
    ExtendedLogger logger(StandardStream stream) {
        return context.isStopping() || context.isStopped() ? null : loggers.get(stream);
    }
}
