package io.github.log4jray.file;

import io.github.log4jray.progress.ProgressSinks;
import io.github.log4jray.ray.RayWorker;
import io.github.log4jray.retention.RetentionManager;
import io.github.log4jray.rotation.FileCounts;
import io.github.log4jray.rotation.LogFile;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.session.ProcessIdentity;
import io.github.log4jray.session.ProcessRole;
import io.github.log4jray.session.SessionAppenderBuilder;
import io.github.log4jray.session.SessionMember;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.stdio.StandardError;
import io.github.log4jray.text.DefaultLayout;
import io.github.log4jray.text.RenderBuffer;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractManager;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;

/**
 * Writes events to the documented file of a component in the {@code logs} directory of the session, and rotates it.
 *
 * <pre>{@code
 * <SessionDirectory name="file" component="worker"/>
 *
 * <SessionDirectory name="audit" fileName="audit.log" maxBytes="10 MB" backupCount="3" immediateFlush="true">
 *   <PatternLayout pattern="%d %m%n"/>
 * </SessionDirectory>
 * }</pre>
 *
 * <table>
 * <caption>Attributes, besides those of {@link SessionAppenderBuilder}</caption>
 * <tr><th>attribute</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code component}</td><td></td><td>the component that writes these files in Ray: {@code worker}, {@code io-worker},
 *     {@code java-worker}, {@code python-core-driver}, {@code python-core-worker}, {@code java-core-driver},
 *     {@code java-core-worker}, {@code raylet}, {@code gcs_server}, {@code redis}, {@code redis-shard},
 *     {@code plasma_store}, {@code monitor}, {@code dashboard}, {@code dashboard_agent}, {@code log_monitor},
 *     {@code runtime_env_agent}, {@code runtime_env_setup} or {@code job-driver}</td></tr>
 * <tr><td>{@code stream}</td><td>all</td><td>narrows that to one file: {@code out}, {@code err} or
 *     {@code log}</td></tr>
 * <tr><td>{@code shard}</td><td></td><td>of component {@code redis-shard}: its number</td></tr>
 * <tr><td>{@code submissionId}</td><td></td><td>of component {@code job-driver}: the id of the submission</td></tr>
 * <tr><td>{@code fileName}</td><td></td><td>a plain name in the same directory, instead of
 *     {@code component}</td></tr>
 * <tr><td>{@code maxBytes}</td><td>{@code RAY_ROTATION_MAX_BYTES}, else 512 MB</td><td>a record that would bring the
 *     file to this size or past it goes to a new one; 0: no rotation</td></tr>
 * <tr><td>{@code backupCount}</td><td>{@code RAY_ROTATION_BACKUP_COUNT}, else 5</td><td>the number of older files;
 *     0: no rotation</td></tr>
 * <tr><td>{@code immediateFlush}</td><td>false; in a worker of Ray true, as Ray kills its workers</td><td>true: an
 *     event is in the file when the logging call returns; false: within 100 ms and at stop, and at once at ERROR or
 *     above and for standard error</td></tr>
 * <tr><td>{@code bufferSize}</td><td>256 KB</td><td>bytes of each of the two buffers of a file, from 1 KB to 64
 *     MB</td></tr>
 * <tr><td>{@code stderrLevel}</td><td>none</td><td>events at or above this level go to standard error</td></tr>
 * <tr><td>{@code stderrTo}</td><td>both</td><td>the files for standard error in a component with {@code .out} and
 *     {@code .err}: {@code both}, or only {@code err}</td></tr>
 * <tr><td>{@code magicTokens}</td><td>false</td><td>true: lines such as {@code :task_name:count} tell Ray's log monitor
 *     to which job, actor and task the lines after them belong; an error with a layout that writes JSON</td></tr>
 * <tr><td>{@code shareWithRay}</td><td>false</td><td>true: no warning where Ray redirects the standard streams of this
 *     worker to the files of the component (Ray 2.60, not 2.39), so that events are printed to these streams</td></tr>
 * <tr><td>{@code retentionBytes}</td><td>{@code RAY_LOG_RETENTION_BYTES}, else 0</td><td>the most bytes of all files of
 *     the session together; 0: no bound</td></tr>
 * <tr><td>{@code retentionDays}</td><td>{@code RAY_LOG_RETENTION_DAYS}, else 0</td><td>a log of a process that is gone is
 *     removed when it was not written for so many days; 0: never</td></tr>
 * <tr><td>{@code keepSessions}</td><td>{@code RAY_LOG_KEEP_SESSIONS}, else 0</td><td>how many sessions of this user in the
 *     temp directory are kept, the newest; 0: all</td></tr>
 * <tr><td>{@code filePermissions}</td><td>the process's umask</td><td>of new files, such as
 *     {@code rw-r-----}</td></tr>
 * <tr><td>{@code captureStandardStreams}</td><td>system property {@code log4jray.captureStandardStreams}, else
 *     false</td><td>true: what is printed to {@code System.out} and {@code System.err} becomes events of the loggers
 *     {@code stdout} and {@code stderr}, a line each</td></tr>
 * <tr><td>{@code ignoreExceptions}</td><td>true</td><td>false: each event is written at once, and the logging call
 *     throws if that fails</td></tr>
 * </table>
 *
 * <p>A component with a {@code .out} and a {@code .err} file writes every event to {@code .out}, and those of standard
 * error to {@code .err} too: events with the marker {@code STDERR} and those at or above {@code stderrLevel}. Files are
 * opened at their first event, only whole records are written, and all contexts of a JVM share one writer for each file.
 * The layout defaults to Ray's Java pattern, {@value DefaultLayout#RAY_JAVA}, in UTF-8. Captured lines of standard streams
 * are written without a pattern.
 */
@Plugin(
        name = SessionDirectoryAppender.PLUGIN_NAME,
        category = Core.CATEGORY_NAME,
        elementType = Appender.ELEMENT_TYPE,
        printObject = true)
public final class SessionDirectoryAppender extends CountedAppender implements SessionMember {

    /** The name of the plugin. */
    public static final String PLUGIN_NAME = "SessionDirectory";

    private static final Duration JVM_END_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(2);

    private final String label;
    private final ProcessIdentity identity;
    private final LogFileSelection selection;
    private final StandardError standardError;
    private final boolean immediateFlush;
    private final ComponentFiles.Settings settings;
    private volatile ComponentFiles files;

    /** Whether an event has fixed the names of the files. Until then they follow the ids of the process. */
    private volatile boolean begun;

    /** Those at the stop. */
    private volatile FileCounts counted = FileCounts.NONE;

    private Runnable removeSink = () -> {};
    private volatile RetentionManager retention;
    private ComponentFiles ending;
    private volatile Path path;

    /** Counts events that an Error has ended; null before the files are known. */
    private volatile LogFile main;

    private SessionDirectoryAppender(
            Builder<?> builder,
            Layout<? extends Serializable> layout,
            Attributes attributes,
            ProcessIdentity identity,
            LogFileSelection selection) {
        super(builder, layout);
        this.label = attributes.label();
        this.identity = identity;
        this.selection = selection;
        this.standardError = builder.standardError(attributes);
        this.immediateFlush = builder.immediateFlush(attributes);
        this.settings = builder.settings(attributes, selection, layout, this::gap);
    }

    @Override
    public Path file() {
        return path;
    }

    /** In a worker of Ray, a name with a worker id waits for the first event: Ray does not know the id before (2.39). */
    @Override
    public void start() {
        switchOnRaySupport();
        // a class is initialized here, not in a logging call that exhausts the stack: it would be unusable for good
        RenderBuffer.take().close();
        try {
            if (!RayWorker.isThis(Environment.process()) || !selection.isOfOneProcess()) {
                open();
            }
        } catch (IllegalStateException e) {
            LOGGER.error("{}: {}; the appender is left out", label, e.getMessage());
            return;
        }
        super.start();
        if (settings.magicTokens() && RayWorker.isThis(Environment.process())) {
            removeSink = ProgressSinks.add("the file that Ray's log monitor reads", this::writeProgress);
        }
        showCounters(PLUGIN_NAME);
    }

    /** Writes the state of a progress bar for Ray's log monitor, as Ray's Python workers do. */
    private boolean writeProgress(String line, boolean isLast) {
        try (RenderBuffer buffer = RenderBuffer.take()) {
            buffer.bytes().add(line).add('\n');
            LogEvent event = Log4jLogEvent.newBuilder()
                    .setMessage(new SimpleMessage(line))
                    .build();
            files().write(event, buffer.bytes(), false, true);
            return true;
        }
    }

    private synchronized ComponentFiles open() {
        if (files == null) {
            if (retention == null) {
                retention = RetentionManager.of(identity.session(), settings.retention());
            }
            files = new ComponentFiles(label, identity, selection, settings, retention, this::acquired);
            path = files.path();
            main = files.main();
        }
        return files;
    }

    private ComponentFiles files() {
        ComponentFiles known = files;
        return known != null && begun ? known : begin();
    }

    private synchronized ComponentFiles begin() {
        if (files == null && !isStarted()) {
            throw new AppenderLoggingException(label + " has stopped");
        }
        if (files != null && files.haveOtherNamesNow()) {
            files.forget();
            files.end();
            files = null;
        }
        ComponentFiles known = open();
        begun = true;
        return known;
    }

    @Override
    protected synchronized List<AbstractManager> released() {
        removeSink.run();
        if (files != null) {
            files.forget();
            ending = files;
            counted = files.counts();
            files = null;
            begun = false;
            main = null;
        }
        return super.released();
    }

    @Override
    protected synchronized void afterRelease() {
        if (ending != null) {
            counted = ending.counts();
            ending.end();
            ending = null;
        }
        if (retention != null) {
            retention.forget(settings.retention());
            retention.stop(0, TimeUnit.MILLISECONDS);
            retention = null;
        }
    }

    @Override
    FileCounts counts() {
        ComponentFiles known = files;
        return known == null ? counted : known.counts();
    }

    @Override
    RetentionManager retention() {
        return retention;
    }

    @Override
    protected void beginStopAtJvmEnd() {
        ProgressSinks.closeBars();
    }

    /** A queue is emptied faster if its events are not written one by one. */
    @Override
    protected void jvmEnds() {
        if (!isBehindQueue()) {
            writeAtOnce();
        }
    }

    private void writeAtOnce() {
        ComponentFiles open = files;
        if (open != null) {
            open.beginEnd();
        }
    }

    @Override
    protected void deliverAtJvmEnd() {
        ProgressSinks.closeBars();
        if (isBehindQueue()) {
            awaitEventsAtJvmEnd(QUEUE_TIMEOUT);
            writeAtOnce();
        }
        ComponentFiles open = files;
        if (open != null) {
            open.flushInTime();
        }
    }

    /** Longer than both files of a component wait for storage that blocks: they report it. */
    @Override
    protected Duration jvmEndTimeout() {
        return JVM_END_TIMEOUT;
    }

    /** Slow storage may take longer. */
    @Override
    protected long jvmEndProgress() {
        ComponentFiles open = files;
        return super.jvmEndProgress() + (open == null ? 0 : open.progress());
    }

    /**
     * @return the record that says how many records are missing, in the layout of the appender; programs look for these
     *     words, so they are the same for one record
     */
    private byte[] gap(long missing) {
        LogEvent event = Log4jLogEvent.newBuilder()
                .setLoggerName(PLUGIN_NAME)
                .setLevel(Level.ERROR)
                .setThreadName(Thread.currentThread().getName())
                .setTimeMillis(System.currentTimeMillis())
                .setMessage(new SimpleMessage(missing + " records are missing here: they could not be written"))
                .build();
        try (RenderBuffer buffer = RenderBuffer.take()) {
            renderer().bytes(event, buffer);
            return buffer.bytes().toByteArray();
        }
    }

    @Override
    protected void deliver(LogEvent event) {
        boolean handedOver = false;
        try (RenderBuffer buffer = RenderBuffer.take()) {
            boolean isErr = standardError.has(event);
            boolean tell = !ignoreExceptions();
            boolean now = tell || immediateFlush || isErr || event.getLevel().isMoreSpecificThan(Level.ERROR);
            ComponentFiles to = files();
            // Another thread may write the record along with its own.
            long lost = tell ? to.counts().lost() : 0;
            renderer().bytes(event, buffer);
            IOException failure = to.write(event, buffer.bytes(), isErr, now);
            handedOver = true;
            if (tell && (failure != null || to.counts().lost() != lost)) {
                throw new AppenderLoggingException("can't write to " + file(), failure);
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            if (!handedOver) {
                throw e;
            }
        }
    }

    /** The file puts a record in their place. */
    @Override
    protected boolean lose(int events) {
        LogFile counting = main;
        if (counting == null) {
            return false;
        }
        counting.drop(events);
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
    public static class Builder<B extends Builder<B>> extends SessionDirectoryAppenderBuilder<B>
            implements org.apache.logging.log4j.core.util.Builder<SessionDirectoryAppender> {

        @Override
        public SessionDirectoryAppender build() {
            Attributes attributes = attributes(PLUGIN_NAME);
            LogFileSelection selection = selection(attributes);
            IdentityResolver resolver = identityResolver(attributes, ProcessRole.NONE);
            ProcessIdentity identity = attributes.refused() ? null : resolver.resolveOrRefuse();
            if (identity == null) {
                return null;
            }
            Layout<? extends Serializable> layout =
                    getLayout() != null ? getLayout() : DefaultLayout.of(DefaultLayout.RAY_JAVA, getConfiguration());
            return new SessionDirectoryAppender(this, layout, attributes, identity, selection);
        }
    }
}
