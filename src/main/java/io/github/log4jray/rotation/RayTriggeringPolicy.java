package io.github.log4jray.rotation;

import io.github.log4jray.ray.RaySupport;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.UnknownAttributes;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.rolling.AbstractTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginNode;

/**
 * Rotates the file of a {@code RollingFile} or {@code RollingRandomAccessFile} by {@code RAY_ROTATION_MAX_BYTES}.
 *
 * <pre>{@code
 * <RollingRandomAccessFile name="file" fileName="logs/app.log" filePattern="logs/app.log.%i">
 *   <RayTriggeringPolicy/>
 *   <RayRolloverStrategy/>
 * </RollingRandomAccessFile>
 * }</pre>
 *
 * <p>The one attribute, {@code maxBytes}, is a size such as {@code 10 MB}; it defaults to the system property, else the
 * environment variable {@code RAY_ROTATION_MAX_BYTES}, else to 512 MB. 0 means no rotation. The file also never rotates
 * if the {@link RayRolloverStrategy} of the same appender keeps no backup. Log4j asks a policy before it knows the length
 * of the next record (2.17.1 to 2.26.1). So the file rotates after it has reached {@code maxBytes}, and may exceed it by
 * less than one record; a {@code SessionDirectory} file stays below.
 *
 * <p>A {@code TimeBasedTriggeringPolicy} may stand beside it in {@code <Policies>}: archives get the names that Log4j's
 * {@code SizeBasedTriggeringPolicy} gives them. If somebody removes the file or its directory, or replaces the file, the
 * policy makes them again within a millisecond of the next events, with every strategy. Log4j calls the policy under the
 * lock of the appender's manager.
 */
@Plugin(name = RayTriggeringPolicy.PLUGIN_NAME, category = Core.CATEGORY_NAME, printObject = true)
public final class RayTriggeringPolicy extends AbstractTriggeringPolicy {

    /** The name of the plugin. */
    public static final String PLUGIN_NAME = "RayTriggeringPolicy";

    private final long maxBytes;
    private RollingFileManager manager;
    private VanishedFileCheck vanished;
    private boolean triggered;

    private RayTriggeringPolicy(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void initialize(RollingFileManager ofAppender) {
        manager = ofAppender;
        vanished = new VanishedFileCheck(ofAppender);
    }

    @Override
    public boolean isTriggeringEvent(LogEvent event) {
        boolean rolled = triggered && !isFull();
        triggered = vanished.run(rolled) && isFull();
        if (!triggered) {
            return false;
        }
        // else an archive is named after the period before, where a policy of time stands beside this one
        manager.getPatternProcessor().updateTime();
        return true;
    }

    private boolean isFull() {
        return maxBytes > 0
                && manager.getFileSize() >= maxBytes
                && !(manager.getRolloverStrategy() instanceof RayRolloverStrategy ray && !ray.keepsBackups());
    }

    @Override
    public String toString() {
        return PLUGIN_NAME + "(maxBytes=" + maxBytes + ")";
    }

    /** @return a new builder */
    @PluginBuilderFactory
    public static Builder newBuilder() {
        return new Builder();
    }

    /** Builds the policy. */
    public static final class Builder implements org.apache.logging.log4j.core.util.Builder<RayTriggeringPolicy> {

        @PluginBuilderAttribute
        private String maxBytes;

        @PluginNode
        private Node node;

        @PluginConfiguration
        private Configuration configuration;

        private Builder() {}

        /**
         * @param newMaxBytes bytes, or such as {@code 10 MB}; default {@code RAY_ROTATION_MAX_BYTES}, else 512 MB
         * @return this
         */
        public Builder setMaxBytes(String newMaxBytes) {
            this.maxBytes = newMaxBytes;
            return this;
        }

        /**
         * @param newConfiguration the configuration of the appender, which stays in force on Ray; may be null
         * @return this
         */
        public Builder setConfiguration(Configuration newConfiguration) {
            this.configuration = newConfiguration;
            return this;
        }

        @Override
        public RayTriggeringPolicy build() {
            Attributes attributes = Attributes.within(PLUGIN_NAME, node);
            UnknownAttributes.report(attributes, this, node);
            RaySupport.switchOn(configuration);
            return new RayTriggeringPolicy(RotationSettings.maxBytes(attributes, Environment.process(), maxBytes));
        }
    }
}
