package io.github.log4jray.rotation;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.appender.AbstractManager;

/** Lets all appenders of a JVM that write to one path share one {@link LogFile}, until the last of them has stopped. */
public final class LogFileManager extends AbstractManager {

    private final LogFile file;

    /** Of all that use it, the newest last. */
    private final List<LogFileSettings> used = new ArrayList<>();

    private LogFileManager(String name, LogFile file) {
        super(null, name);
        this.file = file;
    }

    /**
     * @param path the file; its directory exists
     * @param lockFile is locked by the process that rotates the file; null where no other process writes to it
     * @param settings how it is written; those of the last who asks count
     * @return the manager of that path; each call is matched by one of {@link #stop}
     */
    public static LogFileManager of(Path path, Path lockFile, LogFileSettings settings) {
        Path real = real(path);
        LogFileManager manager = getManager(
                "log4jray.file " + real,
                (key, first) -> of(key, path, new RotationLock(real, lockFile), null, first),
                settings);
        return manager.use(settings);
    }

    /**
     * @param path the file that a standard stream of this process leads to, for messages
     * @param stream that one; it is never closed, and what it leads to does not rotate
     * @param settings how it is written
     * @return the manager of that stream; each call is matched by one of {@link #stop}
     */
    public static LogFileManager of(Path path, FileDescriptor stream, LogFileSettings settings) {
        LogFileManager manager = getManager(
                "log4jray.stream " + path,
                (key, first) -> of(key, path, new RotationLock(path, null), stream, first),
                settings);
        return manager.use(settings);
    }

    private static LogFileManager of(
            String name, Path path, RotationLock lock, FileDescriptor stream, LogFileSettings settings) {
        return new LogFileManager(name, new LogFile(new RotatingFile(path, lock, stream, settings), settings));
    }

    /** The same for all names by which links lead to the file. */
    private static Path real(Path path) {
        try {
            return path.getParent().toRealPath().resolve(path.getFileName());
        } catch (IOException e) {
            return path;
        }
    }

    private synchronized LogFileManager use(LogFileSettings settings) {
        used.add(settings);
        if (used.size() > 1) {
            file.configure(settings);
        }
        return this;
    }

    /**
     * Those of somebody else count from now on, if they were the newest. They hold a layout, and with it a whole
     * configuration.
     *
     * @param settings of somebody who stops
     */
    public synchronized void forget(LogFileSettings settings) {
        boolean newest = used.lastIndexOf(settings) == used.size() - 1;
        used.remove(settings);
        if (newest && !used.isEmpty()) {
            file.configure(used.get(used.size() - 1));
        }
    }

    /** @return the file, to write to */
    public LogFile file() {
        return file;
    }

    /** Others may go on with the file, but what this one has appended is in it from now on. */
    @Override
    public boolean stop(long timeout, TimeUnit timeUnit) {
        boolean stopped = super.stop(timeout, timeUnit);
        try {
            file.flush();
        } catch (IOException e) {
            // the file has said so itself, once
        }
        return stopped;
    }

    @Override
    protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
        file.close();
        return true;
    }
}
