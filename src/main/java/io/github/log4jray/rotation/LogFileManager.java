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

    /** The same path for all names of the file; null for a standard stream. */
    private final Path real;

    /** Those of all appenders that use the file, the newest last. */
    private final List<LogFileSettings> used = new ArrayList<>();

    private LogFileManager(String name, LogFile file, Path real) {
        super(null, name);
        this.file = file;
        FlushScheduler.use();
        this.real = real;
    }

    /**
     * @param path the file; its directory exists
     * @param lockFile locked by the process that rotates the file; null if no other process writes to the file
     * @param settings how it is written; the settings of the latest call apply
     * @return the manager of that path; call {@link #stop} once for each call of this method
     * @throws IllegalStateException if one of this path and another path that is written has the name of a backup of the
     *     other
     */
    public static LogFileManager of(Path path, Path lockFile, LogFileSettings settings) {
        Path real = real(path);
        boolean rotates = settings.rotation().isOn();
        Path other = OpenLogs.collision(real, rotates);
        if (other != null) {
            throw new IllegalStateException(
                    "one of the logs " + other + " and " + real + " has the name of a backup of the other one");
        }
        LogFileManager manager = getManager(
                "log4jray.file " + real,
                (key, first) -> of(key, path, real, new RotationLock(real, lockFile), null, first),
                settings);
        OpenLogs.add(real, rotates);
        return manager.use(settings);
    }

    /**
     * @param path the file that a standard stream of this process leads to, for messages
     * @param stream the standard stream, which is never closed; the file does not rotate
     * @param settings how it is written
     * @return the manager of that stream; call {@link #stop} once for each call of this method
     */
    public static LogFileManager of(Path path, FileDescriptor stream, LogFileSettings settings) {
        LogFileManager manager = getManager(
                "log4jray.stream " + path,
                (key, first) -> of(key, path, null, new RotationLock(path, null), stream, first),
                settings);
        return manager.use(settings);
    }

    private static LogFileManager of(
            String name, Path path, Path real, RotationLock lock, FileDescriptor stream, LogFileSettings settings) {
        return new LogFileManager(name, new LogFile(new RotatingFile(path, lock, stream, settings), settings), real);
    }

    /** @return the same path for all names by which links lead to the file */
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
     * Removes the settings of an appender that stops: they hold a layout, and with it a whole configuration. If they were
     * the newest, those before them apply from now on.
     *
     * @param settings those of the appender
     */
    public synchronized void forget(LogFileSettings settings) {
        boolean newest = used.get(used.size() - 1) == settings;
        used.removeIf(each -> each == settings); // by identity: the JDK's cache of a record's equals() keeps its class
        if (newest && !used.isEmpty()) {
            file.configure(used.get(used.size() - 1));
        }
    }

    /** @return the file, to write to */
    public LogFile file() {
        return file;
    }

    /** Writes all that was appended. Other appenders may still use the file. */
    @Override
    public boolean stop(long timeout, TimeUnit timeUnit) {
        boolean stopped = super.stop(timeout, timeUnit);
        if (!file.isClosed()) {
            file.flushInTime();
        }
        return stopped;
    }

    @Override
    protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
        file.close();
        if (real != null) {
            OpenLogs.remove(real);
        }
        FlushScheduler.release();
        return true;
    }
}
