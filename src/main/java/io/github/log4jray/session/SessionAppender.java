package io.github.log4jray.session;

import io.github.log4jray.ray.RaySupport;
import io.github.log4jray.settings.UninterruptedWait;
import io.github.log4jray.stdio.StandardStream;
import io.github.log4jray.stdio.StandardStreams;
import io.github.log4jray.text.Renderer;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AbstractManager;
import org.apache.logging.log4j.core.config.Configuration;

/**
 * The base of the appenders of this library. It renders events, captures the standard streams if that is configured, and
 * keeps the managers that the appender acquires in {@code start()}; {@code stop()} releases them. Appenders of several
 * logger contexts share managers.
 *
 * <p>At the end of the JVM, {@link JvmShutdown} calls {@link #beginJvmEnd}, and then {@link #deliverAtJvmEnd} on a
 * thread of its own, if nobody has stopped the appender. Events may come during both calls and after them.
 */
public abstract class SessionAppender extends AbstractAppender {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final Duration DEFAULT_JVM_END_TIMEOUT = Duration.ofSeconds(2);

    private final Renderer renderer;
    private final List<AbstractManager> managers = new ArrayList<>();
    private final boolean captures;
    private final Configuration configuration;
    private final Map<String, String> namedAttributes;
    private final EventQueues queues;
    private Runnable capture;
    private Runnable managedBean;
    private Runnable watched;
    private final JvmEndEvents endEvents = new JvmEndEvents(System::nanoTime);
    private final Uncounted uncounted = new Uncounted();

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
        this.namedAttributes = builder.namedAttributes();
        this.queues = new EventQueues(configuration);
    }

    /** @return attributes that other plugins of the configuration use where they have none of their own */
    final Map<String, String> namedAttributes() {
        return namedAttributes;
    }

    /**
     * Keeps the configuration in force on Ray, and reports missing ids of Ray. An appender calls this first in its
     * {@code start()}: Log4j tells the listeners of a context of a new configuration only after it has started all appenders
     * (2.17.1 to 2.26.1).
     */
    protected final void switchOnRaySupport() {
        RaySupport.switchOn(configuration);
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
     * Shows the counters of this appender until its stop: to {@link WatchedAppenders}, and by JMX if that is configured.
     *
     * @param plugin the plugin's name
     */
    protected final void showCounters(String plugin) {
        LoggerContext context = configuration == null ? null : configuration.getLoggerContext();
        String contextName = context == null ? null : context.getName();
        managedBean = ManagedBean.register(plugin, contextName, getName(), this);
        watched = WatchedAppenders.add(
                new WatchedAppenders.Watched(plugin, contextName == null ? "" : contextName, getName(), this));
    }

    @Override
    public void start() {
        super.start();
        endEvents.behindQueue(isBehindQueue());
        if (captures) {
            capture = StandardStreams.capture(
                    configuration != null && configuration.getLoggerContext() != null
                            ? configuration
                            : LoggerContext.getContext(false).getConfiguration());
        }
        JvmShutdown.add(this);
    }

    /** Hands the event over, or counts it, also if an exhausted memory or stack ends a step of that. */
    @Override
    public final void append(LogEvent event) {
        try {
            if (uncounted.events != 0) {
                countExhausted();
            }
            if (!takes(event)) {
                return;
            }
            if (endEvents.areNoticed()) {
                deliverNoticed(event);
            } else {
                deliver(event);
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            // no call, as it might fail too
            synchronized (uncounted) {
                uncounted.events++;
            }
            throw e;
        }
    }

    /** Counts an event as lost that an exhausted memory or stack has kept from coming to {@link #append}. */
    public final void miss() {
        synchronized (uncounted) {
            uncounted.events++;
        }
    }

    private void deliverNoticed(LogEvent event) {
        long millis = event.getTimeMillis();
        endEvents.enter(millis);
        try {
            deliver(event);
        } finally {
            endEvents.leave(millis);
        }
    }

    /**
     * @param event any
     * @return whether the appender delivers it; others are ignored, also at the end of the JVM
     */
    protected boolean takes(LogEvent event) {
        return true;
    }

    /**
     * Hands an event over.
     *
     * @param event the event
     * @throws OutOfMemoryError if the event was not handed over, and nobody has counted it; as {@link StackOverflowError}
     */
    protected abstract void deliver(LogEvent event);

    /**
     * Counts events of which {@link #deliver} has thrown an Error. If this throws one, it is called again later.
     *
     * @param events how many
     * @return false if they can't be counted yet
     */
    protected abstract boolean lose(int events);

    /** Either all of this happens or nothing. */
    private void countExhausted() {
        try {
            synchronized (uncounted) {
                if (uncounted.events != 0 && lose(uncounted.events)) {
                    uncounted.events = 0;
                }
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            // the next event tries it again
        }
    }

    /** The JVM begins to end. */
    final void beginJvmEnd() {
        endEvents.begin(System.currentTimeMillis());
        jvmEnds();
    }

    /** The JVM begins to end. Called once, and must not block. */
    protected void jvmEnds() {}

    /** Counts the events of Errors, and delivers what this appender holds. */
    final void endWithJvm() {
        countExhausted();
        deliverAtJvmEnd();
    }

    /**
     * Delivers what this appender holds when the JVM ends. It takes no longer than {@link #jvmEndTimeout} says, and
     * stops nothing.
     */
    protected void deliverAtJvmEnd() {}

    /** Called by a stop while the JVM ends: Log4j's own hook may be the first to run. Must not wait. */
    protected void beginStopAtJvmEnd() {}

    /** @return how long the JVM waits for {@link #deliverAtJvmEnd} while {@link #jvmEndProgress} stays the same */
    protected Duration jvmEndTimeout() {
        return DEFAULT_JVM_END_TIMEOUT;
    }

    /**
     * @return a number that changes while {@link #deliverAtJvmEnd} makes progress that may take longer; here, while
     *     events come that were logged before the JVM began to end
     */
    protected long jvmEndProgress() {
        return endEvents.older();
    }

    /**
     * Waits until no event is within this appender, none has come for a while and no queue in front of this appender holds one,
     * or until this appender is stopped. Hooks of the application may still log. On a busy machine the thread of a queue may
     * get no turn for longer than that while.
     *
     * @param timeout the longest wait
     * @return whether no event has come for a while
     */
    final boolean awaitQuietAtJvmEnd(Duration timeout) {
        return UninterruptedWait.until(
                timeout,
                () -> !isStarted() || endEvents.areOver() && !queues.hold(),
                nanos -> TimeUnit.NANOSECONDS.sleep(Math.min(nanos, LOOK_AGAIN.toNanos())));
    }

    /**
     * Waits until the queue in front of this appender is empty, as {@link #awaitQuietAtJvmEnd} does. A queue holds a
     * bounded number of events that were logged before the JVM began to end, so their time is not bounded while they
     * come.
     *
     * @param timeout the longest wait without such an event
     */
    private void awaitQueueAtJvmEnd(Duration timeout) {
        boolean over = false;
        while (!over) {
            long before = endEvents.older();
            over = awaitQuietAtJvmEnd(timeout) || endEvents.older() == before;
        }
    }

    /**
     * Waits for the queue in front of this appender, or if there is none, as {@link #awaitQuietAtJvmEnd}.
     *
     * @param timeout the longest wait; behind a queue, the longest wait for one of its events
     */
    protected final void awaitEventsAtJvmEnd(Duration timeout) {
        if (isBehindQueue()) {
            awaitQueueAtJvmEnd(timeout);
        } else {
            awaitQuietAtJvmEnd(timeout);
        }
    }

    /** @return whether other threads hand events to this appender, so that some may wait in a queue */
    protected final boolean isBehindQueue() {
        return queues.exist();
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
        if (watched != null) {
            watched.run();
            watched = null;
        }
        setStopping();
        if (JvmShutdown.isEnding()) {
            beginStopAtJvmEnd();
        }
        JvmShutdown.remove(this);
        countExhausted();
        boolean stopped = stop(timeout, timeUnit, false);
        for (AbstractManager manager : released()) {
            stopped &= manager.stop(timeout, timeUnit);
        }
        afterRelease();
        setStopped();
        return stopped;
    }

    /** Called at each stop, after the managers were released. */
    protected void afterRelease() {}

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

    /**
     * Events that were not handed over as memory or stack was exhausted, until they are counted. Guarded by its own
     * monitor.
     */
    private static final class Uncounted {
        private int events;
    }
}
