package io.github.log4jray.rotation;

import io.github.log4jray.ray.RaySupport;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.UnknownAttributes;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;
import org.apache.logging.log4j.core.appender.rolling.RolloverDescription;
import org.apache.logging.log4j.core.appender.rolling.RolloverDescriptionImpl;
import org.apache.logging.log4j.core.appender.rolling.RolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.action.AbstractAction;
import org.apache.logging.log4j.core.appender.rolling.action.Action;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginNode;

/**
 * Names the backups of a {@code RollingFile} or {@code RollingRandomAccessFile} as Ray does: {@code app.log.1} is the
 * newest, and {@code RAY_ROTATION_BACKUP_COUNT} of them are kept. It works with any triggering policy; Ray's is
 * {@link RayTriggeringPolicy}.
 *
 * <p>The one attribute, {@code backupCount}, defaults to the system property, else the environment variable
 * {@code RAY_ROTATION_BACKUP_COUNT}, else to 5; 0 means no rotation. The names are made from the appender's
 * {@code fileName}. Log4j still requires a {@code filePattern} (2.17.1 to 2.26.1), which has no effect.
 *
 * <p>The strategy renames the file while Log4j still has it open. If the file can't be renamed, it reports one error,
 * Log4j goes on writing to the open file without a footer, and the strategy tries again after a while. Windows renames
 * no open file: there Log4j closes the file first, and opens it again. If somebody has removed the file, the strategy
 * makes it again and renames nothing.
 *
 * <p>Log4j calls the strategy under the lock of the appender's manager.
 */
@Plugin(name = RayRolloverStrategy.PLUGIN_NAME, category = Core.CATEGORY_NAME, printObject = true)
public final class RayRolloverStrategy implements RolloverStrategy {

    /** The name of the plugin. */
    public static final String PLUGIN_NAME = "RayRolloverStrategy";

    private final int backupCount;
    private final boolean renamesOpenFiles;
    private final RemovedFile removed = new RemovedFile();
    private Backups backups;

    /** @param renamesOpenFiles whether the operating system can rename a file that is open */
    RayRolloverStrategy(int backupCount, boolean renamesOpenFiles) {
        this.backupCount = backupCount;
        this.renamesOpenFiles = renamesOpenFiles;
    }

    boolean keepsBackups() {
        return backupCount > 0;
    }

    @Override
    public RolloverDescription rollover(RollingFileManager manager) {
        Path file = Path.of(manager.getFileName());
        if (backups == null) {
            backups = new Backups(file, backupCount);
        }
        if (!backups.mayRotate()) {
            return null;
        } else if (Files.notExists(file)) {
            return removed.make(file) ? opening(manager, null) : null;
        } else if (!keepsBackups()) {
            return null;
        } else if (!renamesOpenFiles) {
            return opening(manager, new Take(backups));
        }
        return backups.rotate() ? opening(manager, null) : null;
    }

    /** @return lets the manager close its file, do this, and open a file of the same name */
    private static RolloverDescription opening(RollingFileManager manager, Action action) {
        return new RolloverDescriptionImpl(manager.getFileName(), false, action, null);
    }

    /** Renames the file, which Log4j has closed before. */
    private static final class Take extends AbstractAction {
        private final Backups backups;

        private Take(Backups backups) {
            this.backups = backups;
        }

        /** @return true also after a failure: else Log4j leaves the file closed (2.21 to 2.24) */
        @Override
        public boolean execute() {
            backups.rotate();
            return true;
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

        @PluginNode
        private Node node;

        @PluginConfiguration
        private Configuration configuration;

        private Builder() {}

        /**
         * @param newBackupCount files, 0 or more; default {@code RAY_ROTATION_BACKUP_COUNT}, else 5
         * @return this
         */
        public Builder setBackupCount(String newBackupCount) {
            this.backupCount = newBackupCount;
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
        public RayRolloverStrategy build() {
            Attributes attributes = Attributes.within(PLUGIN_NAME, node);
            UnknownAttributes.report(attributes, this, node);
            RaySupport.switchOn(configuration);
            return new RayRolloverStrategy(
                    RotationSettings.backupCount(attributes, Environment.process(), backupCount),
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        }
    }
}
