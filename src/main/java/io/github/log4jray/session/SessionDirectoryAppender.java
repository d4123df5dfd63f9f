package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.context.StandardError;
import io.github.log4jray.rotation.LogFileManager;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.text.DefaultLayout;
import io.github.log4jray.text.Scratch;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;

/**
 * Writes events to the documented file of a component in the {@code logs} directory of the session.
 *
 * <pre>{@code
 * <SessionDirectory name="file" component="worker"/>
 *
 * <SessionDirectory name="audit" fileName="audit.log" immediateFlush="true">
 *   <PatternLayout pattern="%d %m%n"/>
 * </SessionDirectory>
 * }</pre>
 *
 * <table>
 * <caption>Attributes, beside those of {@link SessionAppenderBuilder}</caption>
 * <tr><th>attribute</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code component}</td><td></td><td>{@code worker} or {@code java-worker}</td></tr>
 * <tr><td>{@code fileName}</td><td></td><td>a plain name in the same directory, in the place of
 *     {@code component}</td></tr>
 * <tr><td>{@code immediateFlush}</td><td>false</td><td>true: an event is in the file when the logging call returns;
 *     false: within 100 ms and at stop, and at once at ERROR or above and for standard error</td></tr>
 * <tr><td>{@code bufferSize}</td><td>256 KB</td><td>bytes of each of the two buffers of a file, from 1 KB to 64
 *     MB</td></tr>
 * <tr><td>{@code stderrLevel}</td><td>none</td><td>events at or above this level count as standard error</td></tr>
 * <tr><td>{@code ignoreExceptions}</td><td>true</td><td>false: a failed write reaches the caller</td></tr>
 * </table>
 *
 * <p>A component with a {@code .out} and a {@code .err} file writes every event to {@code .out}, and those of standard
 * error to {@code .err} too: events with the marker {@code STDERR} and those at or above {@code stderrLevel}. Files are
 * opened at their first event, only whole records are written, and all contexts of a JVM share one writer a file. The
 * layout defaults to Ray's Java pattern, {@value DefaultLayout#RAY_JAVA}, in UTF-8.
 */
@Plugin(
        name = SessionDirectoryAppender.PLUGIN_NAME,
        category = Core.CATEGORY_NAME,
        elementType = Appender.ELEMENT_TYPE,
        printObject = true)
public final class SessionDirectoryAppender extends SessionAppender {

    /** The name of the plugin. */
    public static final String PLUGIN_NAME = "SessionDirectory";

    private static final int DEFAULT_BUFFER_SIZE = 256 * 1024;
    private static final int MINIMUM_BUFFER_SIZE = 1024;
    private static final int MAXIMUM_BUFFER_SIZE = 64 * 1024 * 1024;

    private final Membership membership;
    private final Component component;
    private final String fileName;
    private final StandardError standardError;
    private final boolean immediateFlush;
    private final int bufferSize;
    private volatile LogFileManager all;
    private volatile LogFileManager err;

    private SessionDirectoryAppender(
            Builder<?> builder,
            Layout<? extends Serializable> layout,
            Attributes attributes,
            Membership membership,
            Component component) {
        super(builder, layout);
        this.membership = membership;
        this.component = component;
        this.fileName = builder.fileName;
        this.standardError = StandardError.of(attributes, builder.stderrLevel);
        this.immediateFlush = attributes.flag("immediateFlush", builder.immediateFlush, false);
        this.bufferSize = attributes.size(
                "bufferSize", builder.bufferSize, MINIMUM_BUFFER_SIZE, MAXIMUM_BUFFER_SIZE, DEFAULT_BUFFER_SIZE);
    }

    Membership membership() {
        return membership;
    }

    /** @return the file that gets every event; null before the appender was started */
    public Path file() {
        LogFileManager manager = all;
        return manager == null ? null : manager.path();
    }

    @Override
    public void start() {
        LogFileNames names = names();
        all = manager(names.all());
        err = names.standardError() == null ? null : manager(names.standardError());
        super.start();
    }

    private LogFileNames names() {
        if (component == null) {
            return new LogFileNames(fileName, null);
        }
        String job = membership.jobId();
        return component.names(membership.workerId(), job == null ? ProcessIds.NIL_JOB : job);
    }

    private LogFileManager manager(String name) {
        return acquired(LogFileManager.of(membership.session().logs().resolve(name), bufferSize, getLayout()));
    }

    @Override
    public void append(LogEvent event) {
        boolean isErr = standardError.has(event);
        boolean now = immediateFlush || isErr || event.getLevel().isMoreSpecificThan(Level.ERROR);
        try (Scratch scratch = Scratch.take()) {
            renderer().bytes(event, scratch);
            all.write(scratch.bytes(), now);
            if (isErr && err != null) {
                err.write(scratch.bytes(), now);
            }
        } catch (IOException e) {
            // the file has said so itself, once
            if (!ignoreExceptions()) {
                throw new AppenderLoggingException("can't write to " + all.path(), e);
            }
        }
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
    public static class Builder<B extends Builder<B>> extends SessionAppenderBuilder<B>
            implements org.apache.logging.log4j.core.util.Builder<SessionDirectoryAppender> {

        @PluginBuilderAttribute
        private String component;

        @PluginBuilderAttribute
        private String fileName;

        @PluginBuilderAttribute
        private String immediateFlush;

        @PluginBuilderAttribute
        private String bufferSize;

        @PluginBuilderAttribute
        private String stderrLevel;

        /**
         * @param newComponent {@code worker} or {@code java-worker}
         * @return this
         */
        public B setComponent(String newComponent) {
            this.component = newComponent;
            return asBuilder();
        }

        /**
         * @param newFileName a plain name, in the place of a component
         * @return this
         */
        public B setFileName(String newFileName) {
            this.fileName = newFileName;
            return asBuilder();
        }

        /**
         * @param newImmediateFlush {@code true} or {@code false}, the default
         * @return this
         */
        public B setImmediateFlush(String newImmediateFlush) {
            this.immediateFlush = newImmediateFlush;
            return asBuilder();
        }

        /**
         * @param newBufferSize bytes, or such as {@code 256 KB}, the default
         * @return this
         */
        public B setBufferSize(String newBufferSize) {
            this.bufferSize = newBufferSize;
            return asBuilder();
        }

        /**
         * @param newStderrLevel the name of a level; default none
         * @return this
         */
        public B setStderrLevel(String newStderrLevel) {
            this.stderrLevel = newStderrLevel;
            return asBuilder();
        }

        @Override
        public SessionDirectoryAppender build() {
            Attributes attributes = new Attributes(PLUGIN_NAME, getName());
            component = Attributes.given(component);
            fileName = fileName == null || fileName.isEmpty() ? null : fileName;
            Component known = component(attributes);
            Membership.Request request = membership(attributes);
            Membership membership = attributes.refused() ? null : request.required();
            if (membership == null) {
                return null;
            }
            Layout<? extends Serializable> layout =
                    getLayout() != null ? getLayout() : DefaultLayout.of(DefaultLayout.RAY_JAVA, getConfiguration());
            return new SessionDirectoryAppender(this, layout, attributes, membership, known);
        }

        private Component component(Attributes attributes) {
            if (component == null) {
                if (fileName == null) {
                    attributes.refuse("component", null, "is missing, and so is fileName: one of them is needed");
                } else if (!isPlainName(fileName)) {
                    attributes.refuse("fileName", fileName, "is no plain file name");
                }
                return null;
            }
            if (fileName != null) {
                attributes.refuse("fileName", fileName, "stands beside component=\"" + component + "\": give one");
                return null;
            }
            for (Component known : Component.values()) {
                if (known.written().equals(component)) {
                    return known;
                }
            }
            String known =
                    Arrays.stream(Component.values()).map(Component::written).collect(Collectors.joining(", "));
            attributes.refuse("component", component, "is none of " + known);
            return null;
        }

        private static boolean isPlainName(String name) {
            return !name.isBlank()
                    && !name.equals(".")
                    && !name.contains("..")
                    && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))
                    && canBeWritten(name);
        }

        /** In the locale "C" no name with other characters than those of ASCII can. */
        private static boolean canBeWritten(String name) {
            try {
                return Path.of(name).getFileName() != null;
            } catch (InvalidPathException e) {
                return false;
            }
        }
    }
}
