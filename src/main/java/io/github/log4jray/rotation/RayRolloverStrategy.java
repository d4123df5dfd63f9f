package io.github.log4jray.rotation;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import java.nio.file.Path;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;
import org.apache.logging.log4j.core.appender.rolling.RolloverDescription;
import org.apache.logging.log4j.core.appender.rolling.RolloverDescriptionImpl;
import org.apache.logging.log4j.core.appender.rolling.RolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.action.AbstractAction;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;

/**
 * Names the backups of a {@code RollingFile} or {@code RollingRandomAccessFile} as Ray does: {@code app.log.1} is the
 * newest, and {@code RAY_ROTATION_BACKUP_COUNT} of them are kept. It works with any triggering policy; Ray's is
 * {@link RayTriggeringPolicy}.
 *
 * <p>The one attribute, {@code backupCount}, defaults to the system property, else the environment variable
 * {@code RAY_ROTATION_BACKUP_COUNT}, else to 5; 0 means no rotation. The names are made from the appender's
 * {@code fileName}. Log4j still requires a {@code filePattern} (2.17.1 to 2.26.1), which has no effect. If backups can't
 * be renamed, one error reports it, and the file grows until they can be. As thread-safe as the appender that uses it.
 */
@Plugin(name = RayRolloverStrategy.PLUGIN_NAME, category = Core.CATEGORY_NAME, printObject = true)
public final class RayRolloverStrategy implements RolloverStrategy {

    /** The name of the plugin. */
    public static final String PLUGIN_NAME = "RayRolloverStrategy";

    private final int backupCount;
    private Backups backups;

    private RayRolloverStrategy(int backupCount) {
        this.backupCount = backupCount;
    }

    boolean keepsBackups() {
        return backupCount > 0;
    }

    @Override
    public RolloverDescription rollover(RollingFileManager manager) {
        if (!keepsBackups()) {
            return null;
        }
        if (backups == null) {
            backups = new Backups(Path.of(manager.getFileName()), backupCount);
        }
        return backups.mayRotate() && backups.makeRoom()
                ? new RolloverDescriptionImpl(manager.getFileName(), false, new Take(backups), null)
                : null;
    }

    /** Renames the file, which Log4j has closed before. */
    private static final class Take extends AbstractAction {
        private final Backups backups;

        private Take(Backups backups) {
            this.backups = backups;
        }

        @Override
        public boolean execute() {
            return backups.take();
        }
    }

    @Override
    public String toString() {
        return PLUGIN_NAME + "(backupCount=" + backupCount + ")";
    }

    /** @return a new builder */
    @PluginBuilderFactory
    public static Builder newBuilder() {
        return new Builder();
    }

    /** Builds the strategy. */
    public static final class Builder implements org.apache.logging.log4j.core.util.Builder<RayRolloverStrategy> {

        @PluginBuilderAttribute
        private String backupCount;

        private Builder() {}

        /**
         * @param newBackupCount files, 0 or more; default {@code RAY_ROTATION_BACKUP_COUNT}, else 5
         * @return this
         */
        public Builder setBackupCount(String newBackupCount) {
            this.backupCount = newBackupCount;
            return this;
        }

        @Override
        public RayRolloverStrategy build() {
            return new RayRolloverStrategy(RotationSettings.backupCount(
                    new Attributes(PLUGIN_NAME, null), Environment.process(), backupCount));
        }
    }
}
