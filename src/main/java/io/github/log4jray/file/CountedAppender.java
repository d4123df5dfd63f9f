package io.github.log4jray.file;

import io.github.log4jray.retention.RetentionManager;
import io.github.log4jray.rotation.FileCounts;
import io.github.log4jray.session.SessionAppender;
import io.github.log4jray.session.SessionAppenderBuilder;
import java.io.Serializable;
import java.util.function.ToLongFunction;
import org.apache.logging.log4j.core.Layout;

/** The counters of an appender that writes files. Thread-safe. */
abstract class CountedAppender extends SessionAppender implements SessionDirectoryMXBean {

    private static final double NANOS_OF_SECOND = 1e9;

    /**
     * @param builder has name, filter and properties
     * @param layout renders the events
     */
    CountedAppender(SessionAppenderBuilder<?> builder, Layout<? extends Serializable> layout) {
        super(builder, layout);
    }

    /** @return those of all its files; after the stop, those at the stop */
    abstract FileCounts counts();

    /** @return bounds the disk of the session; null before the first file is open, and after the stop */
    abstract RetentionManager retention();

    @Override
    public long getRecordsWritten() {
        return counts().records();
    }

    @Override
    public long getBytesWritten() {
        return counts().bytes();
    }

    @Override
    public long getRecordsLost() {
        return counts().lost();
    }

    @Override
    public long getRotations() {
        return counts().rotations();
    }

    @Override
    public double getSecondsSinceLastWrite() {
        long nanos = counts().idleNanos();
        return nanos == FileCounts.NEVER ? -1 : nanos / NANOS_OF_SECOND;
    }

    private long ofSession(ToLongFunction<RetentionManager> count) {
        RetentionManager known = retention();
        return known == null ? 0 : count.applyAsLong(known);
    }

    @Override
    public long getFilesRemoved() {
        return ofSession(RetentionManager::filesRemoved);
    }

    @Override
    public long getBytesRemoved() {
        return ofSession(RetentionManager::bytesRemoved);
    }

    @Override
    public long getSessionBytes() {
        return ofSession(RetentionManager::bytesNow);
    }
}
