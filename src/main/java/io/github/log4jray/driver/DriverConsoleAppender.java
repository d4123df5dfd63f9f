package io.github.log4jray.driver;

import io.github.log4jray.context.WorkerLineEvents;
import io.github.log4jray.display.BatchSource;
import io.github.log4jray.display.ConsoleStreams;
import io.github.log4jray.display.Display;
import io.github.log4jray.display.WorkerOutput;
import io.github.log4jray.progress.ProgressSinks;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.session.ProcessIdentity;
import io.github.log4jray.session.ProcessRole;
import io.github.log4jray.session.SessionAppender;
import io.github.log4jray.session.SessionAppenderBuilder;
import io.github.log4jray.session.SessionUse;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.stdio.StandardError;
import io.github.log4jray.text.DefaultLayout;
import io.github.log4jray.text.RenderBuffer;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractManager;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.config.AppenderControl;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;

/**
 * Makes the process a driver: prints its own events plainly and the lines of its workers with their prefix.
 *
 * <pre>{@code
 * <DriverConsole name="console"/>
 *
 * <DriverConsole name="console" host="0.0.0.0" port="4560">
 *   <PatternLayout pattern="%d{HH:mm:ss} %m%n"/>
 * </DriverConsole>
 * }</pre>
 *
 * <table>
 * <caption>Attributes, beside those of {@link SessionAppenderBuilder}</caption>
 * <tr><th>attribute</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code source}</td><td>tcp, and a joined cluster</td><td>where lines of workers come from, several
 *     separated by commas: {@code tcp}, a receiver of the driver; {@code redis://[user:password@]host:port}, or
 *     {@code rediss://} with TLS, on which workers publish; {@code gcs://host:port}, a Ray cluster; or {@code none}, as
 *     with {@code RAY_LOG_TO_DRIVER=0}</td></tr>
 * <tr><td>{@code host}</td><td>127.0.0.1</td><td>where the receiver listens; {@code 0.0.0.0} for every
 *     network</td></tr>
 * <tr><td>{@code port}</td><td>0</td><td>where the receiver listens; 0 for any free port</td></tr>
 * <tr><td>{@code advertisedAddress}</td><td>the bound address</td><td>{@code host:port} by which workers reach the
 *     receiver, where that is not the bound address: port forwarding, NAT. The driver publishes it, and
 *     {@link WorkerEnvironment} returns it</td></tr>
 * <tr><td>{@code legacyHello}</td><td>false</td><td>whether workers are welcome that speak version 1 of the protocol, in
 *     which the token itself travels</td></tr>
 * <tr><td>{@code maxWorkers}</td><td>10,000</td><td>how many workers may be connected at once; further ones are told to try
 *     again</td></tr>
 * <tr><td>{@code tls}</td><td>false, or true with an {@code <Ssl>} element</td><td>whether workers connect in TLS, and
 *     nobody in clear text. The certificate is that of {@code <Ssl>}, else the driver makes one when it starts, and workers
 *     know it by the fingerprint in the address that the driver publishes</td></tr>
 * <tr><td>{@code shutdownTimeoutMillis}</td><td>2000</td><td>how long a stop may read on and print</td></tr>
 * <tr><td>{@code escape}</td><td>true</td><td>whether characters of workers are escaped that could forge a prefix or
 *     change the terminal; false prints lines as they are</td></tr>
 * <tr><td>{@code workerFormat}</td><td>plain</td><td>how lines of workers are printed: {@code plain}, as Ray prints them;
 *     {@code json}, one JSON object a line; {@code none}, not at all</td></tr>
 * <tr><td>{@code stderrTo}</td><td>out</td><td>where lines of standard error go with {@code workerFormat="json"}: {@code out}
 *     or {@code err}</td></tr>
 * <tr><td>{@code stderrLevel}</td><td>none</td><td>the driver's own events at or above this level go to standard error,
 *     as those with marker {@code STDERR} do</td></tr>
 * </table>
 *
 * <p>The filters of this appender apply to lines of workers too. Each {@code <AppenderRef ref="…" level="…"/>} inside it names an
 * appender that gets these lines as events: logger {@code ray.worker}, level INFO, or ERROR for standard error, marker
 * {@code STDOUT} or {@code STDERR}, and in the context {@code job_id}, {@code process}, {@code node_ip}, {@code actor_name} and
 * {@code task_name}. No appender of this library sends or prints such an event again.
 *
 * <p>The receiver is bound when the appender has started. Workers find it through their session or through
 * {@link WorkerEnvironment}. They must know its token: {@code RAY_DRIVER_LOG_TOKEN}, of at least 16 characters, else 128 random bits. The layout
 * formats the driver's own events and defaults to Ray's Java pattern, {@value DefaultLayout#RAY_JAVA}. All output is
 * UTF-8.
 */
@Plugin(
        name = DriverConsoleAppender.PLUGIN_NAME,
        category = Core.CATEGORY_NAME,
        elementType = Appender.ELEMENT_TYPE,
        printObject = true)
public final class DriverConsoleAppender extends SessionAppender implements DriverConsoleMXBean {

    /** The name of the plugin. */
    public static final String PLUGIN_NAME = "DriverConsole";

    private final Attributes attributes;
    private final IdentityResolver request;
    private final ConsoleSettings settings;
    private final Environment environment;
    private final StandardError standardError;
    private final Configuration configuration;
    private WorkerOutput output;
    private volatile ConsoleStreams console;
    private volatile DriverConsoleManager manager;

    /** Null without a session. */
    private SessionUse use;

    /** Events of this process that an exhausted memory or stack has ended. */
    private volatile long ownLost;

    private DriverConsoleAppender(
            Builder<?> builder,
            Layout<? extends Serializable> layout,
            Attributes attributes,
            IdentityResolver request,
            Environment environment) {
        super(builder, layout);
        this.environment = environment;
        this.attributes = attributes;
        this.request = request;
        this.settings = builder.settings(attributes, environment);
        this.standardError = builder.standardError(attributes);
        this.configuration = builder.getConfiguration();
    }

    @Override
    public void start() {
        switchOnRaySupport();
        console = new ConsoleStreams(environment);
        output = output();
        ProcessIdentity identity = request.resolve();
        if (identity.session() != null && use == null) {
            use = SessionUse.of(identity.session());
            use.registration().renew();
        }
        manager = acquired(DriverConsoleManager.of(new DriverConsoleManager.Settings(
                attributes.label(),
                settings.sources(),
                settings.listen(),
                identity,
                environment,
                settings.shutdownTimeout(),
                settings.escapes(),
                output)));
        super.start();
        showCounters(PLUGIN_NAME);
    }

    private WorkerOutput output() {
        List<AppenderControl> targets = targets();
        boolean passesAll = getFilter() == null && targets.isEmpty();
        return new WorkerOutput(
                settings.form(),
                settings.splits(),
                passesAll ? null : new WorkerLineGate(attributes.label(), getFilter(), targets));
    }

    private List<AppenderControl> targets() {
        List<AppenderControl> targets = new ArrayList<>();
        for (AppenderRef reference : settings.references()) {
            String name = reference.getRef();
            Appender target = configuration == null ? null : configuration.getAppender(name);
            if (target == null) {
                attributes.wrong("ref", name, "expected the name of an appender of this configuration", "no appender");
            } else if (name.equals(getName())) {
                attributes.wrong("ref", name, "expected another appender", "no appender");
            } else {
                targets.add(new AppenderControl(target, reference.getLevel(), reference.getFilter()));
            }
        }
        return targets;
    }

    @Override
    protected List<AbstractManager> released() {
        manager.forget(output);
        return super.released();
    }

    @Override
    protected void afterRelease() {
        if (use != null) {
            use.end();
            use = null;
        }
    }

    @Override
    protected void beginStopAtJvmEnd() {
        ProgressSinks.closeBars();
    }

    @Override
    protected void deliverAtJvmEnd() {
        if (isBehindQueue()) {
            awaitEventsAtJvmEnd(settings.shutdownTimeout().dividedBy(2));
        }
        manager.showAtJvmEnd();
    }

    @Override
    protected Duration jvmEndTimeout() {
        return settings.shutdownTimeout();
    }

    private long ofDisplay(ToLongFunction<Display> count) {
        DriverConsoleManager current = manager;
        return current == null || current.display() == null ? 0 : count.applyAsLong(current.display());
    }

    private long ofSources(ToLongFunction<BatchSource> count) {
        DriverConsoleManager current = manager;
        return current == null ? 0 : current.sources().stream().mapToLong(count).sum();
    }

    @Override
    public long getLinesShown() {
        return ofDisplay(Display::shown);
    }

    @Override
    public long getLinesDeduplicated() {
        return ofDisplay(Display::deduplicated);
    }

    @Override
    public long getLinesLost() {
        return ofDisplay(Display::lost) + ownLost;
    }

    @Override
    public int getWorkers() {
        return (int) ofSources(BatchSource::workers);
    }

    @Override
    public long getConnectionsRefused() {
        return ofSources(BatchSource::connectionsRefused);
    }

    @Override
    public long getBatchesRefused() {
        return ofSources(BatchSource::batchesRefused);
    }

    /** A line of a worker was printed. */
    @Override
    protected boolean takes(LogEvent event) {
        return !WorkerLineEvents.has(event);
    }

    @Override
    protected void deliver(LogEvent event) {
        try (RenderBuffer buffer = RenderBuffer.take()) {
            renderer().bytes(event, buffer);
            boolean isErr = standardError.has(event);
            if (!console.write(isErr, buffer.bytes()) && !ignoreExceptions()) {
                throw new AppenderLoggingException(PLUGIN_NAME + " \"" + getName() + "\": can't write to standard "
                        + (isErr ? "error" : "output"));
            }
        }
    }

    /** Reports them on a thread of its own: one with hardly any stack left must not take the locks of Log4j's status logger. */
    @Override
    protected boolean lose(int events) {
        TransportThread.of(
                        () -> LOGGER.error(
                                "{}: {} not printed: memory or stack was exhausted",
                                attributes.label(),
                                Plural.of(events, "event was", "events were")),
                        "log4jray-driver-loss")
                .start();
        ownLost = ownLost + events;
        return true;
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
    public static class Builder<B extends Builder<B>> extends DriverConsoleAppenderBuilder<B>
            implements org.apache.logging.log4j.core.util.Builder<DriverConsoleAppender> {

        @Override
        public DriverConsoleAppender build() {
            Attributes attributes = attributes(PLUGIN_NAME);
            IdentityResolver request = identityResolver(attributes, ProcessRole.DRIVER);
            if (attributes.refused()) {
                return null;
            }
            Layout<? extends Serializable> layout =
                    getLayout() != null ? getLayout() : DefaultLayout.of(DefaultLayout.RAY_JAVA, getConfiguration());
            return new DriverConsoleAppender(this, layout, attributes, request, Environment.process());
        }
    }
}
