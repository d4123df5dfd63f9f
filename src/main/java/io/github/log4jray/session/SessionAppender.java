package io.github.log4jray.session;

import io.github.log4jray.stdio.StandardStream;
import io.github.log4jray.stdio.StandardStreams;
import io.github.log4jray.text.Renderer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AbstractManager;
import org.apache.logging.log4j.core.config.Configuration;

/**
 * The base of the appenders of this library. It renders events, captures the standard streams if that is configured, and
 * keeps the managers that the appender acquires in {@code start()}; {@code stop()} releases them. Appenders of several
 * logger contexts share managers.
 */
public abstract class SessionAppender extends AbstractAppender {

    private final Renderer renderer;
    private final List<AbstractManager> managers = new ArrayList<>();
    private final boolean captures;
    private final Configuration configuration;
    private Runnable capture;
    private Runnable managedBean;

    /**
     * @param builder has name, filter and properties
     * @param layout renders the events
     */
    protected SessionAppender(SessionAppenderBuilder<?> builder, Layout<? extends Serializable> layout) {
        super(builder.getName(), builder.getFilter(), layout, builder.isIgnoreExceptions(), builder.getPropertyArray());
        Renderer given = new Renderer(layout);
        this.renderer = builder.getLayout() == null ? given.withBareBytes(StandardStream::printed) : given;
        this.captures = builder.capturesStandardStreams();
        this.configuration = builder.getConfiguration();
    }

    /** @return renders the events of this appender */
    protected final Renderer renderer() {
        return renderer;
    }

    /**
     * Keeps a manager that this appender has acquired. {@code stop()} releases it.
     *
     * @param <M> the type of the manager
     * @param manager the result of {@code getManager}
     * @return the same
     */
    protected final synchronized <M extends AbstractManager> M acquired(M manager) {
        managers.add(manager);
        return manager;
    }

    /**
     * Shows the counters of this appender by JMX until its stop, if that is configured.
     *
     * @param plugin the plugin's name
     */
    protected final void showCounters(String plugin) {
        LoggerContext context = configuration == null ? null : configuration.getLoggerContext();
        managedBean = ManagedBean.register(plugin, context == null ? null : context.getName(), getName(), this);
    }

    @Override
    public void start() {
        super.start();
        if (captures) {
            capture = StandardStreams.capture(
                    configuration != null && configuration.getLoggerContext() != null
                            ? configuration
                            : LoggerContext.getContext(false).getConfiguration());
        }
    }

    @Override
    public final boolean stop(long timeout, TimeUnit timeUnit) {
        if (capture != null) {
            capture.run();
            capture = null;
        }
        if (managedBean != null) {
            managedBean.run();
            managedBean = null;
        }
        setStopping();
        boolean stopped = stop(timeout, timeUnit, false);
        for (AbstractManager manager : released()) {
            stopped &= manager.stop(timeout, timeUnit);
        }
        setStopped();
        return stopped;
    }

    /**
     * Called once at each stop, in state {@code STOPPING}.
     *
     * @return the managers that the stop releases
     */
    protected synchronized List<AbstractManager> released() {
        List<AbstractManager> released = List.copyOf(managers);
        managers.clear();
        return released;
    }
}
