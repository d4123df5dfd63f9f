package io.github.log4jray.retention;

import io.github.log4jray.session.Session;
import io.github.log4jray.session.SessionUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.appender.AbstractManager;

/**
 * Shared by all appenders of a JVM that write to one session, until the last of them has stopped: the registration of this
 * process, and the thread that limits the size of the session. Thread-safe.
 */
public final class RetentionManager extends AbstractManager {

    private final Session session;
    private final SessionUse use;
    private final RetentionThread thread;

    private RetentionManager(String name, Session session) {
        super(null, name);
        this.session = session;
        this.use = SessionUse.of(session);
        this.thread =
                new RetentionThread(session, new HostProcesses(), InstantSource.system(), use.registration()::renew);
    }

    /**
     * @param session the session of an appender
     * @param settings of the appender; call {@link #forget} when it stops
     * @return the manager of that session; call {@link #stop} once for each call of this method
     */
    public static RetentionManager of(Session session, RetentionSettings settings) {
        RetentionManager manager = getManager(
                "log4jray.retention " + session.directory() + " " + session.logs(),
                (key, first) -> new RetentionManager(key, first),
                session);
        // not within getManager: all managers of Log4j would wait for slow storage
        manager.use.registration().renew();
        if (settings.isOn()) {
            if (manager.use.registration().addSettings(settings.written())) {
                manager.thread.boundsChanged();
            }
            manager.thread.start();
        }
        return manager;
    }

    /**
     * Withdraws the settings of an appender that stops.
     *
     * @param settings those of the appender
     */
    public void forget(RetentionSettings settings) {
        if (settings.isOn()) {
            use.registration().removeSettings(settings.written());
        }
    }

    /**
     * Says that this process writes a log, so that no process removes it. Called before the log is opened.
     *
     * @param log the path of the log
     * @param backupCount how many backups it keeps
     */
    public void begin(Path log, int backupCount) {
        use.registration().addLog(log.getFileName().toString(), backupCount);
    }

    /**
     * Says that an appender of this process writes the log no longer.
     *
     * @param log as in {@link #begin}
     * @param backupCount as there
     */
    public void end(Path log, int backupCount) {
        Path name = log.getFileName();
        if (Files.exists(log)) {
            WrittenLogs.remember(session, name.toString());
        }
        use.registration().removeLog(name.toString(), backupCount);
    }

    /** A write to a log has failed, perhaps because the disk is full: old files go at once. */
    public void passAtOnce() {
        thread.passAtOnce();
    }

    /** @return how many files this process has removed from the session, and with old sessions */
    public long filesRemoved() {
        return thread.filesRemoved();
    }

    /** @return their bytes */
    public long bytesRemoved() {
        return thread.bytesRemoved();
    }

    /** @return the bytes of all files of the session when this process has looked last; 0 if it has not */
    public long bytesNow() {
        return thread.bytesNow();
    }

    @Override
    protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
        thread.stop();
        use.end();
        return true;
    }
}
