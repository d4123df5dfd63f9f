package io.github.log4jray.rotation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.apache.logging.log4j.core.appender.rolling.DirectFileRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;
import org.apache.logging.log4j.core.appender.rolling.RollingRandomAccessFileManager;
import org.apache.logging.log4j.core.appender.rolling.RolloverDescription;
import org.apache.logging.log4j.core.appender.rolling.RolloverDescriptionImpl;
import org.apache.logging.log4j.core.appender.rolling.RolloverStrategy;

/**
 * Lets one of Log4j's rolling managers open its file anew after somebody has removed or replaced it. Log4j itself goes on
 * writing to the removed file (2.17.1 to 2.26.1), and every later line is lost.
 *
 * <p>{@link RayTriggeringPolicy} calls {@link #run} before each event, and so under the manager's lock. The check reads
 * the file's attributes at most once a millisecond. The manager opens the file through a rollover that renames nothing.
 * The file, and its directory, are made first: so a manager whose file can't be made keeps the file that it has open.
 */
final class VanishedFileCheck {

    private static final long INTERVAL_NANOS = Duration.ofMillis(1).toNanos();

    private final RollingFileManager manager;
    private final RemovedFile removed = new RemovedFile();
    private long lastCheck;
    private long openedAt;
    private long lastSize;
    private Object key;
    private boolean seen;

    /** @param manager the manager of one appender */
    VanishedFileCheck(RollingFileManager manager) {
        this.manager = manager;
        lastCheck = System.nanoTime();
        openedAt = manager.getFileTime();
        if (!manager.isDirectWrite()) {
            see(attributes(Path.of(manager.getFileName())));
        }
    }

    /**
     * Opens the file anew, where it is no longer the one that the manager has opened.
     *
     * @param rolled whether the policy has rolled the file over since the last call. The check itself sees rollovers of other
     *     policies by the manager's time, which two rollovers of one millisecond share, and by a file that has become smaller
     * @return false while the file is missing and can't be made again
     */
    boolean run(boolean rolled) {
        long size = manager.getFileSize();
        if (rolled || size < lastSize) {
            key = null;
        }
        lastSize = size;
        long now = System.nanoTime();
        if (now - lastCheck >= INTERVAL_NANOS && manager.hasOutputStream()) {
            lastCheck = now;
            check(Path.of(manager.getFileName()));
        }
        return !removed.isMissing();
    }

    private void check(Path file) {
        BasicFileAttributes attributes = attributes(file);
        boolean rolled = openedAt != manager.getFileTime();
        openedAt = manager.getFileTime();
        boolean vanished = attributes == null ? wasOpened() : isReplaced(attributes) && !rolled;
        if (!vanished) {
            see(attributes);
        } else if (removed.make(file)) {
            reopen();
            see(attributes(file));
        }
    }

    /** A {@code RollingRandomAccessFile} without a file name claims a stream before its first event. */
    private boolean wasOpened() {
        boolean claims = manager.isDirectWrite() && manager instanceof RollingRandomAccessFileManager;
        return seen
                || !claims
                || manager.getFileSize() > manager.getByteBuffer().position();
    }

    /** A manager that does not append would truncate the other file. */
    private boolean isReplaced(BasicFileAttributes attributes) {
        return key != null && !key.equals(attributes.fileKey()) && manager.isAppend();
    }

    private void see(BasicFileAttributes attributes) {
        if (attributes != null) {
            seen = true;
            key = attributes.fileKey();
        }
    }

    private void reopen() {
        RolloverStrategy own = manager.getRolloverStrategy();
        RolloverStrategy renamingNothing = new RenamingNothing(own);
        manager.setRolloverStrategy(renamingNothing);
        try {
            manager.rollover();
        } finally {
            // a reconfiguration may have set another one meanwhile
            if (manager.getRolloverStrategy() == renamingNothing) {
                manager.setRolloverStrategy(own);
            }
        }
        openedAt = manager.getFileTime();
    }

    private static BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            return null;
        }
    }

    /** Lets a manager close its file and open it anew under the same name. */
    private record RenamingNothing(RolloverStrategy own) implements RolloverStrategy, DirectFileRolloverStrategy {

        @Override
        public RolloverDescription rollover(RollingFileManager manager) {
            return new RolloverDescriptionImpl(manager.getFileName(), false, null, null);
        }

        @Override
        public String getCurrentFileName(RollingFileManager manager) {
            return ((DirectFileRolloverStrategy) own).getCurrentFileName(manager);
        }

        @Override
        public void clearCurrentFileName() {
            ((DirectFileRolloverStrategy) own).clearCurrentFileName();
        }
    }
}
