package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.ownership.FileOwner;
import io.github.log4jray.ownership.TrustedDirectory;
import io.github.log4jray.settings.JvmState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Tells the other processes of a session that this process uses it, which logs it writes, and its retention settings.
 * There are two files in {@code <session>/log4jray/}: {@code process-<pid>-<random>.lock}, which this process holds a
 * lock on as long as it lives, and {@code process-<pid>-<random>} with a line for each fact: {@code boot …},
 * {@code pid …}, {@code +log <backupCount> <name>}, {@code +keep <settings>}, and the same with {@code -} when it is
 * over. Thread-safe.
 */
public final class Registration {

    /** The beginning of the names of both files. */
    public static final String PREFIX = "process-";

    /** The end of the name of the file that is locked. */
    public static final String LOCK_SUFFIX = ".lock";

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String LOCKED = "retention.locked.";

    private final Path directory;
    private final String name = PREFIX + ProcessIds.pid() + "-" + ProcessIds.randomHex(4);
    private final Map<String, Integer> facts = new HashMap<>();
    private FileChannel lock;
    private OutputStream data;
    private boolean ended;

    /** @param directory {@code <session>/log4jray}; need not exist */
    public Registration(Path directory) {
        this.directory = directory;
    }

    /**
     * @param lockFile a lock file of a registration
     * @return whether this JVM holds its lock; such a file must not be opened
     */
    public static boolean isOfThisJvm(Path lockFile) {
        return JvmState.get(LOCKED + lockFile) != null;
    }

    /**
     * Says that this process writes a log. Called before the log is opened, once for each appender.
     *
     * @param log its name in the logs directory
     * @param backupCount the backups that it keeps
     */
    public void addLog(String log, int backupCount) {
        add("log " + backupCount + " " + log);
    }

    /**
     * @param log as in {@link #addLog}
     * @param backupCount as there
     */
    public void removeLog(String log, int backupCount) {
        remove("log " + backupCount + " " + log);
    }

    /**
     * @param settings of an appender of this process, in one line
     * @return whether no other appender of this process has the same
     */
    public boolean addSettings(String settings) {
        return add("keep " + settings);
    }

    /** @param settings as in {@link #addSettings} */
    public void removeSettings(String settings) {
        remove("keep " + settings);
    }

    private synchronized boolean add(String fact) {
        boolean first = facts.merge(fact, 1, Integer::sum) == 1;
        if (first) {
            write("+" + fact);
        }
        return first;
    }

    private synchronized void remove(String fact) {
        if (facts.computeIfPresent(fact, (same, uses) -> uses == 1 ? null : uses - 1) == null) {
            write("-" + fact);
        }
    }

    private void write(String line) {
        // An interrupt would close the channel of the lock.
        boolean interrupted = Thread.interrupted();
        try {
            if (data == null) {
                open();
            } else {
                data.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException | LinkageError e) {
            // a LinkageError too: without a free file descriptor the JDK can't load its own classes
            LOGGER.debug("log4j-ray: {} can't say that this process uses it", directory, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The lock first: a registration without a lock is taken for one of a process that has ended. */
    private void open() throws IOException {
        TrustedDirectory.make(directory);
        Path lockFile = directory.resolve(name + LOCK_SUFFIX);
        if (lock == null) {
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                channel.tryLock();
            } catch (IOException e) {
                LOGGER.debug("log4j-ray: {} can't be locked", lockFile, e);
            }
            lock = channel;
            JvmState.put(LOCKED + lockFile, "yes");
        }
        StringBuilder all = new StringBuilder("boot ").append(ProcessStamp.readBoot());
        all.append("\npid ").append(ProcessIds.pid()).append('\n');
        facts.keySet().forEach(fact -> all.append('+').append(fact).append('\n'));
        OutputStream opened =
                Files.newOutputStream(directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        data = opened;
        opened.write(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Registers this process, also if it was registered and somebody has removed the files. Without logs and settings,
     * only a session that exists and belongs to this user is registered in: nobody else removes it.
     */
    public synchronized void renew() {
        if (data != null && !Files.exists(directory.resolve(name))) {
            removeFiles();
        }
        if (!ended && data == null && (!facts.isEmpty() || isOfThisUser())) {
            write("");
        }
    }

    private boolean isOfThisUser() {
        try {
            Path session = directory.toAbsolutePath().getParent();
            return Files.isDirectory(session) && FileOwner.isMine(session);
        } catch (IOException e) {
            return false;
        }
    }

    /** This process uses the session no longer, and does not say so again. */
    public synchronized void close() {
        ended = true;
        removeFiles();
    }

    private void removeFiles() {
        try {
            if (data != null) {
                data.close();
                Files.deleteIfExists(directory.resolve(name));
            }
            if (lock != null) {
                Path lockFile = directory.resolve(name + LOCK_SUFFIX);
                Files.deleteIfExists(lockFile);
                lock.close();
                JvmState.release(LOCKED + lockFile);
            }
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: can't remove {}", directory.resolve(name), e);
        } finally {
            data = null;
            lock = null;
        }
    }
}
