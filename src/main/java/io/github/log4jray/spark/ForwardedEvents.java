package io.github.log4jray.spark;

import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.stdio.StandardStreams;
import io.github.log4jray.stream.DriverStreamAppender;
import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.NullConfiguration;
import org.apache.logging.log4j.status.StatusLogger;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Adds forwarding to the running configuration of an executor: an appender to the root logger, and the capture of the standard
 * streams. Their lines also go where they went before. Levels and other appenders stay as they are, and so do loggers
 * {@code stdout} and {@code stderr} that the configuration has itself. A new configuration gets the same; its events are
 * forwarded by the same sender.
 *
 * <p>Its monitor guards what is added. Log4j calls the listener on the thread that changes the configuration.
 */
final class ForwardedEvents implements PropertyChangeListener {

    private static final String OUT = "stdout";
    private static final String ERR = "stderr";

    /** A session of Spark has one application, to which Ray's first job id belongs. */
    private static final String FIRST_JOB = "01000000";

    private final LoggerContext context;
    private final ExecutorOptions options;
    private final String executor;
    private final Map<String, PrintStream> originals = Map.of(OUT, System.out, ERR, System.err);
    private Added added;

    private record Added(
            Configuration configuration, ExecutorAppender appender, List<String> loggers, Runnable endCapture) {}

    private ForwardedEvents(LoggerContext context, ExecutorOptions options, String executor) {
        this.context = context;
        this.options = options;
        this.executor = executor;
    }

    /**
     * @param options of the driver
     * @param executor Spark's id of this executor
     * @return forwards until its end; null, after an error, where Spark does not log by Log4j's core
     */
    static ForwardedEvents begin(ExecutorOptions options, String executor) {
        // Spark's class loader, and not ours, which may be that of --jars: in this context Spark logs.
        var found = LogManager.getContext(SparkPlugin.class.getClassLoader(), false);
        if (!(found instanceof LoggerContext context)) {
            StatusLogger.getLogger()
                    .error(
                            "{}: Spark logs by {} here and not by log4j-core; nothing is forwarded to the driver",
                            SparkSettings.LABEL,
                            found.getClass().getName());
            return null;
        }
        ForwardedEvents events = new ForwardedEvents(context, options, executor);
        // Before the capture does so: it goes on with a new configuration that has asked for it already.
        context.addPropertyChangeListener(events);
        try {
            events.follow();
        } catch (RuntimeException | LinkageError e) {
            context.removePropertyChangeListener(events);
            throw e;
        }
        return events;
    }

    @Override
    public void propertyChange(PropertyChangeEvent event) {
        follow();
    }

    private synchronized void follow() {
        Configuration now = context.getConfiguration();
        boolean known = added != null && added.configuration == now;
        if (known || now instanceof NullConfiguration) {
            return;
        }
        Added before = added;
        ExecutorAppender appender = appender(now);
        appender.start();
        now.getRootLogger().addAppender(appender, null, null);
        List<String> loggers = originals.keySet().stream()
                .filter(name -> !now.getLoggers().containsKey(name))
                .toList();
        loggers.forEach(name -> addLogger(now, name, appender));
        added = new Added(now, appender, loggers, StandardStreams.capture(now));
        context.updateLoggers();
        if (before != null) {
            end(before);
        }
    }

    private ExecutorAppender appender(Configuration configuration) {
        return new ExecutorAppender(
                stream(configuration, null),
                stream(configuration, Level.ALL.name()),
                options.session() == null ? null : files(configuration),
                options.level(),
                options.sparkLevel(),
                executor);
    }

    private DriverStreamAppender stream(Configuration configuration, String stderrLevel) {
        return DriverStreamAppender.newBuilder()
                .setName(SparkSettings.LABEL)
                .setConfiguration(configuration)
                .setAddress(options.address())
                .setToken(options.token())
                .setBufferSize(String.valueOf(options.bufferSize()))
                .setOverflow(options.overflow().name().toLowerCase(Locale.ROOT))
                .setShutdownTimeoutMillis(String.valueOf(options.shutdownTimeoutMillis()))
                .setStderrLevel(stderrLevel)
                .build();
    }

    /** Returns null, after an error, where the session can't be had. */
    private SessionDirectoryAppender files(Configuration configuration) {
        String sessions = IdentityResolver.of(
                        new Attributes(SparkSettings.LABEL, null), Environment.process(), configuration)
                .tempDirectory();
        return SessionDirectoryAppender.newBuilder()
                .setName(SparkSettings.LABEL)
                .setConfiguration(configuration)
                .setComponent("worker")
                .setSessionDir(Path.of(sessions, options.session()).toString())
                .setJobId(FIRST_JOB)
                .setCaptureStandardStreams("false")
                .build();
    }

    private void addLogger(Configuration configuration, String name, ExecutorAppender appender) {
        AbstractAppender original = new OriginalStreamAppender(name, originals.get(name));
        original.start();
        LoggerConfig logger = new LoggerConfig(name, Level.ALL, false);
        logger.addAppender(original, null, null);
        logger.addAppender(appender, null, null);
        configuration.addLogger(name, logger);
    }

    /**
     * Forwards the text without a line end, waits for the driver's acknowledgement, and removes everything that this object
     * has added.
     */
    synchronized void end() {
        context.removePropertyChangeListener(this);
        if (added != null) {
            end(added);
            added = null;
        }
    }

    private void end(Added added) {
        added.endCapture.run();
        added.configuration.getRootLogger().removeAppender(added.appender.getName());
        added.loggers.forEach(added.configuration::removeLogger);
        context.updateLoggers();
        added.appender.stop(0, TimeUnit.MILLISECONDS);
    }
}
