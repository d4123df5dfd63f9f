package io.github.log4jray.stream;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.WorkerLineEvents;
import io.github.log4jray.progress.ProgressSinks;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.session.Address;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.session.ProcessRole;
import io.github.log4jray.session.SessionAppender;
import io.github.log4jray.session.SessionAppenderBuilder;
import io.github.log4jray.session.SessionMember;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.ReportOnce;
import io.github.log4jray.stdio.StandardError;
import io.github.log4jray.text.DefaultLayout;
import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.transport.TlsClient;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;

/**
 * Forwards events, as lines, to the driver, whose {@code DriverConsole} prints them as {@code (pid=45601) task}.
 *
 * <pre>{@code
 * <DriverStream name="driver"/>
 *
 * <DriverStream name="driver" address="tcp://10.0.0.5:4560" overflow="block" bufferSize="32 MB" stderrLevel="ERROR"/>
 * }</pre>
 *
 * <table>
 * <caption>Attributes, beside those of {@link SessionAppenderBuilder}</caption>
 * <tr><th>attribute</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code address}</td><td>looked up</td><td>{@code tcp://host:port}, {@code tls://host:port}, or a Redis to publish on:
 *     {@code redis://[user:password@]host:port[/database]}, {@code rediss://} with TLS. By default the endpoint that the
 *     session publishes for this job, else {@code RAY_DRIVER_LOG_ADDRESS}</td></tr>
 * <tr><td>{@code bufferSize}</td><td>8 MB</td><td>the memory for lines that wait for the driver</td></tr>
 * <tr><td>{@code overflow}</td><td>discard</td><td>when the buffer is full: {@code discard} drops the newest lines and
 *     counts them, {@code block} waits first if a driver is known</td></tr>
 * <tr><td>{@code blockTimeoutMillis}</td><td>30000</td><td>the longest wait of {@code block}, in milliseconds. After a
 *     wait in vain no event waits until the driver takes lines again</td></tr>
 * <tr><td>{@code maxWaitMillis}</td><td>none</td><td>how long a line waits for a driver, in milliseconds, before it is
 *     dropped and counted; at most an eighth longer. 0 means no limit</td></tr>
 * <tr><td>{@code ignoreExceptions}</td><td>true</td><td>false: the logging call throws if its event is dropped because the
 *     buffer is full, the wait for room was in vain, or the stream is stopped. {@code Failover} needs this</td></tr>
 * <tr><td>{@code shutdownTimeoutMillis}</td><td>2000</td><td>how long a stop waits for the last acknowledgement, in
 *     milliseconds</td></tr>
 * <tr><td>{@code stderrLevel}</td><td>none</td><td>events at or above this level go to the driver's standard error, and
 *     those with marker {@code STDERR}</td></tr>
 * </table>
 *
 * <p>The layout defaults to the message and its exception. The text of any layout is split into lines. A line has the
 * {@code actor_name} and {@code task_name} of the event's context data. The logging thread never waits for the network.
 * All logger contexts of a JVM share one connection. Events that this library's own threads log, for example through a
 * bridge from {@code StatusLogger}, are not forwarded.
 */
@Plugin(
        name = DriverStreamAppender.PLUGIN_NAME,
        category = Core.CATEGORY_NAME,
        elementType = Appender.ELEMENT_TYPE,
        printObject = true)
public final class DriverStreamAppender extends SessionAppender implements DriverStreamMXBean {

    /** The name of the plugin. */
    public static final String PLUGIN_NAME = "DriverStream";

    private static final int MAX_NAME = 256;
    private static final BufferCounts NOTHING = new BufferCounts(0, 0, 0, 0, 0);

    private final Configuration configuration;
    private final DriverStreamManager.Settings settings;
    private final StandardError standardError;
    private volatile DriverStreamManager manager;

    private DriverStreamAppender(
            Builder<?> builder,
            Layout<? extends Serializable> layout,
            Attributes attributes,
            IdentityResolver request,
            Address address,
            TlsClient tls) {
        super(builder, layout);
        this.configuration = builder.getConfiguration();
        this.standardError = builder.standardError(attributes);
        this.settings = new DriverStreamManager.Settings(
                attributes.label(),
                address,
                builder.token(),
                tls,
                request,
                builder.limits(attributes),
                builder.shutdownTimeout(attributes),
                this::file);
    }

    /** A file of the same configuration. It contains the same lines if both appenders get the same events. Null for none. */
    private Path file() {
        return configuration == null
                ? null
                : configuration.getAppenders().values().stream()
                        .filter(SessionMember.class::isInstance)
                        .map(appender -> ((SessionMember) appender).file())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    @Override
    public void start() {
        switchOnRaySupport();
        if (settings.address() == null
                && settings.request().isOfDriver()
                && ReportOnce.STREAM_OF_DRIVER.first(settings.request().resolveKey())) {
            LOGGER.warn(
                    "{}: the configuration has a DriverConsole too, so this process is a driver: it prints each line twice,"
                            + " as its own and as one of a worker. Give drivers and workers configurations of their own:"
                            + " a driver needs no DriverStream, and a worker no DriverConsole",
                    settings.label());
        }
        manager = acquired(DriverStreamManager.of(settings));
        super.start();
        showCounters(PLUGIN_NAME);
    }

    /** Each problem of the connection would be one more line for the connection, and so would a worker's line. */
    @Override
    protected boolean takes(LogEvent event) {
        return !TransportThread.hasLogged(event) && !WorkerLineEvents.has(event);
    }

    @Override
    protected void deliver(LogEvent event) {
        AppendOutcome outcome = bufferLines(event);
        if (outcome != AppendOutcome.ACCEPTED) {
            giveUp(outcome);
        }
    }

    private AppendOutcome bufferLines(LogEvent event) {
        SendBuffer buffer = manager.buffer();
        AppendOutcome outcome = null;
        try (RenderBuffer lines = RenderBuffer.take()) {
            renderer().text(event, lines);
            BatchLineEncoder.encode(lines, manager::file);
            outcome = buffer.append(
                    standardError.has(event),
                    name(event, ContextKeys.ACTOR_NAME),
                    name(event, ContextKeys.TASK_NAME),
                    lines);
        } catch (OutOfMemoryError | StackOverflowError e) {
            if (outcome == null) {
                throw e;
            }
        } catch (RuntimeException | Error e) {
            // the layout has failed
            buffer.lose(1);
            throw e;
        }
        return outcome;
    }

    /** The buffer has counted the event, so an Error is ignored. */
    private void giveUp(AppendOutcome outcome) {
        try {
            manager.sender().reportDrop(outcome);
            if (!ignoreExceptions()) {
                throw new AppenderLoggingException(
                        PLUGIN_NAME + " \"" + getName() + "\": an event was dropped: " + outcome.problem());
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            // nothing is called here, as any call might fail too
        }
    }

    @Override
    protected boolean lose(int events) {
        manager.buffer().lose(events);
        return true;
    }

    @Override
    protected void beginStopAtJvmEnd() {
        ProgressSinks.closeBars();
    }

    /**
     * Half of the time is for events that still come, as long as a queue holds any. The driver has the rest, at least the
     * other half.
     */
    @Override
    protected void deliverAtJvmEnd() {
        Duration half = settings.shutdownTimeout().dividedBy(2);
        long whole = System.nanoTime() + settings.shutdownTimeout().toNanos();
        boolean complete = ProgressSinks.closeBars();
        awaitEventsAtJvmEnd(half);
        long until = Math.max(whole, System.nanoTime() + half.toNanos());
        manager.sender().deliver(Duration.ofNanos(until - System.nanoTime()));
        if (!complete) {
            // The buffer had no room for the last states.
            ProgressSinks.closeBars();
            manager.sender().deliver(Duration.ofNanos(until - System.nanoTime()));
        }
    }

    @Override
    protected Duration jvmEndTimeout() {
        return settings.shutdownTimeout();
    }

    private BufferCounts counts() {
        DriverStreamManager current = manager;
        return current == null ? NOTHING : current.buffer().counts();
    }

    @Override
    public long getLinesSent() {
        return counts().sentLines();
    }

    @Override
    public long getBytesSent() {
        return counts().sentBytes();
    }

    @Override
    public long getLinesBuffered() {
        return counts().waitingLines();
    }

    @Override
    public long getBytesBuffered() {
        return counts().heldBytes();
    }

    @Override
    public long getLinesDropped() {
        return counts().droppedLines();
    }

    @Override
    public long getReconnections() {
        DriverStreamManager current = manager;
        return current == null ? 0 : Math.max(0, current.sender().connections() - 1);
    }

    @Override
    public long getRefusals() {
        DriverStreamManager current = manager;
        return current == null ? 0 : current.sender().refusals();
    }

    private static String name(LogEvent event, ContextKeys key) {
        String name = key.of(event);
        if (name == null || name.length() <= MAX_NAME) {
            return name;
        }
        return name.substring(0, Character.isHighSurrogate(name.charAt(MAX_NAME - 1)) ? MAX_NAME - 1 : MAX_NAME);
    }

    /** @return a new builder */
    @PluginBuilderFactory
    public static Builder<?> newBuilder() {
        return new PluginBuilder();
    }

    private static final class PluginBuilder extends Builder<PluginBuilder> {}

    /**
     * Builds the appender.
     *
     * @param <B> the builder itself
     */
    public static class Builder<B extends Builder<B>> extends DriverStreamAppenderBuilder<B>
            implements org.apache.logging.log4j.core.util.Builder<DriverStreamAppender> {

        @Override
        public DriverStreamAppender build() {
            Attributes attributes = attributes(PLUGIN_NAME);
            Address driver = address(attributes);
            TlsClient tls = tls(attributes, driver);
            IdentityResolver request = identityResolver(attributes, ProcessRole.WORKER);
            if (attributes.refused()) {
                return null;
            }
            Layout<? extends Serializable> layout =
                    getLayout() != null ? getLayout() : DefaultLayout.of(DefaultLayout.MESSAGE, getConfiguration());
            return new DriverStreamAppender(this, layout, attributes, request, driver, tls);
        }
    }
}
