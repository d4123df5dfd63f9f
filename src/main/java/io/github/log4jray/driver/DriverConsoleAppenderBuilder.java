package io.github.log4jray.driver;

import io.github.log4jray.display.WorkerOutput;
import io.github.log4jray.session.SessionAppenderBuilder;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import java.time.Duration;
import java.util.List;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.net.ssl.SslConfiguration;

/**
 * The attributes that {@link DriverConsoleAppender} has besides those of {@link SessionAppenderBuilder}: where lines of
 * workers come from, and how they are printed.
 *
 * @param <B> the builder itself
 */
public abstract class DriverConsoleAppenderBuilder<B extends DriverConsoleAppenderBuilder<B>>
        extends SessionAppenderBuilder<B> {

    private static final int DEFAULT_SHUTDOWN_MILLIS = 2_000;

    /** Where lines of standard error go in JSON. */
    private enum StderrTo {
        OUT,
        ERR
    }

    @PluginBuilderAttribute(sensitive = true)
    private String source;

    @PluginBuilderAttribute
    private String host;

    @PluginBuilderAttribute
    private String port;

    @PluginBuilderAttribute
    private String advertisedAddress;

    @PluginBuilderAttribute
    private String legacyHello;

    @PluginBuilderAttribute
    private String maxWorkers;

    @PluginBuilderAttribute
    private String tls;

    @PluginElement("Ssl")
    private SslConfiguration ssl;

    @PluginBuilderAttribute
    private String shutdownTimeoutMillis;

    @PluginBuilderAttribute
    private String workerFormat;

    @PluginBuilderAttribute
    private String stderrTo;

    @PluginElement("AppenderRef")
    private AppenderRef[] appenderRefs;

    @PluginBuilderAttribute
    private String escape;

    /**
     * @param newSource {@code tcp}, addresses of a Redis or of a Ray cluster, several separated by commas; or
     *     {@code none}; default {@code tcp}, and the Ray cluster that the process joins
     * @return this
     */
    public B setSource(String newSource) {
        this.source = newSource;
        return asBuilder();
    }

    /**
     * @param newHost a name or an address of this host; default {@code 127.0.0.1}
     * @return this
     */
    public B setHost(String newHost) {
        this.host = newHost;
        return asBuilder();
    }

    /**
     * @param newPort from 1 to 65535, or 0, the default, for any that is free
     * @return this
     */
    public B setPort(String newPort) {
        this.port = newPort;
        return asBuilder();
    }

    /**
     * @param newAdvertisedAddress {@code host:port} by which workers reach the receiver; default the bound address
     * @return this
     */
    public B setAdvertisedAddress(String newAdvertisedAddress) {
        this.advertisedAddress = newAdvertisedAddress;
        return asBuilder();
    }

    /**
     * @param newLegacyHello {@code true} to welcome workers that send the token itself, as in version 1 of the
     *     protocol; or {@code false}, the default
     * @return this
     */
    public B setLegacyHello(String newLegacyHello) {
        this.legacyHello = newLegacyHello;
        return asBuilder();
    }

    /**
     * @param newMaxWorkers how many workers may be connected at once, from 1 to 1000000; default 10000
     * @return this
     */
    public B setMaxWorkers(String newMaxWorkers) {
        this.maxWorkers = newMaxWorkers;
        return asBuilder();
    }

    /**
     * @param newTls {@code true} to receive in TLS only, with the certificate of {@link #setSsl}, else with one that the
     *     driver makes when it starts; or {@code false}, the default where there is no {@code Ssl}
     * @return this
     */
    public B setTls(String newTls) {
        this.tls = newTls;
        return asBuilder();
    }

    /**
     * @param newSsl the driver's certificate; with a trust store, workers must have certificates, too
     * @return this
     */
    public B setSsl(SslConfiguration newSsl) {
        this.ssl = newSsl;
        return asBuilder();
    }

    /**
     * @param newShutdownTimeoutMillis milliseconds; default 2000
     * @return this
     */
    public B setShutdownTimeoutMillis(String newShutdownTimeoutMillis) {
        this.shutdownTimeoutMillis = newShutdownTimeoutMillis;
        return asBuilder();
    }

    /**
     * @param newWorkerFormat how lines of workers are printed: {@code plain}, the default, as Ray prints them;
     *     {@code json}, one JSON object a line; {@code none}, not at all
     * @return this
     */
    public B setWorkerFormat(String newWorkerFormat) {
        this.workerFormat = newWorkerFormat;
        return asBuilder();
    }

    /**
     * @param newStderrTo with {@code workerFormat="json"}, where lines of standard error go: {@code out}, the default, or
     *     {@code err}
     * @return this
     */
    public B setStderrTo(String newStderrTo) {
        this.stderrTo = newStderrTo;
        return asBuilder();
    }

    /**
     * @param newAppenderRefs appenders of the same configuration that get each line of a worker as an event
     * @return this
     */
    public B setAppenderRefs(AppenderRef... newAppenderRefs) {
        this.appenderRefs = newAppenderRefs.clone();
        return asBuilder();
    }

    /**
     * @param newEscape {@code true}, the default, or {@code false}
     * @return this
     */
    public B setEscape(String newEscape) {
        this.escape = newEscape;
        return asBuilder();
    }

    /**
     * @param attributes reports an invalid one
     * @param environment of the process
     * @return where lines of workers come from, and how they are printed
     */
    ConsoleSettings settings(Attributes attributes, Environment environment) {
        TlsSettings.Choice security = TlsSettings.of(attributes, tls, ssl);
        SourceSettings sources = SourceSettings.of(attributes, source, environment);
        WorkerOutput.Form form = attributes.choice("workerFormat", workerFormat, WorkerOutput.Form.PLAIN);
        return new ConsoleSettings(
                security instanceof TlsSettings.Impossible ? sources.withoutReceiver() : sources,
                ListenSettings.of(
                        attributes,
                        host,
                        port,
                        advertisedAddress,
                        legacyHello,
                        maxWorkers,
                        security instanceof TlsSettings.InTls inTls ? inTls.settings() : null,
                        environment),
                Duration.ofMillis(
                        attributes.millis("shutdownTimeoutMillis", shutdownTimeoutMillis, DEFAULT_SHUTDOWN_MILLIS)),
                attributes.flag("escape", escape, true),
                form,
                isErrAlone(attributes, form),
                appenderRefs == null ? List.of() : List.of(appenderRefs));
    }

    private boolean isErrAlone(Attributes attributes, WorkerOutput.Form form) {
        StderrTo to = attributes.choice("stderrTo", stderrTo, StderrTo.OUT);
        boolean valid = to.name().equalsIgnoreCase(Attributes.given(stderrTo));
        if (valid && form != WorkerOutput.Form.JSON) {
            attributes.wrong("stderrTo", stderrTo, "it needs workerFormat=\"json\"", "standard error for its lines");
        }
        return to == StderrTo.ERR;
    }
}
