package io.github.log4jray.rotation;

import io.github.log4jray.settings.JvmState;
import io.github.log4jray.settings.ReportOnce;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Which of those that write to one log rotates it: one process, and in it one copy of this library. A process that
 * ends, however it does, loses it. Not thread-safe.
 */
final class RotationLock {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Duration AGAIN_AFTER = Duration.ofMillis(100);

    private final String claim;
    private final Path lockFile;
    private boolean claimed;
    private FileChannel lock;

    /** Which file is locked; null where the file system does not say. */
    private Object key;

    private boolean refused;
    private long again;

    /**
     * @param log the same for all names of the file
     * @param lockFile is locked by the process that rotates; null where no other process writes to the log
     */
    RotationLock(Path log, Path lockFile) {
        this.claim = "rotates." + log;
        this.lockFile = lockFile;
    }

    /** @return whether this one rotates the log; if not, it is tried again after a while */
    boolean isMine() {
        if (claimed) {
            return true;
        }
        if (refused && System.nanoTime() - again < 0) {
            return false;
        }
        if (JvmState.claim(claim)) {
            // A thread's interruption would close the channel.
            boolean interrupted = Thread.interrupted();
            try {
                claimed = lockFile == null || locked();
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                if (!claimed) {
                    JvmState.release(claim);
                }
            }
        }
        refused = !claimed;
        again = System.nanoTime() + AGAIN_AFTER.toNanos();
        return claimed;
    }

    /** @return as {@link #isMine()}, also where the lock file was removed, so that others can lock a new one */
    boolean isStillMine() {
        if (lock != null && !Objects.equals(key, key())) {
            release();
        }
        return isMine();
    }

    private Object key() {
        try {
            return Files.readAttributes(lockFile, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private boolean locked() {
        FileChannel channel = null;
        try {
            Files.createDirectories(lockFile.getParent());
            if (Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(lockFile, LinkOption.NOFOLLOW_LINKS)) {
                // to open a pipe might not return
                throw new FileSystemException(lockFile.toString(), null, "is no regular file");
            }
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                key = key();
                lock = channel;
                return true;
            }
        } catch (OverlappingFileLockException | ClosedByInterruptException | AccessDeniedException e) {
            // somebody else's, another user's too, or to be tried again
        } catch (IOException | LinkageError e) {
            // also where the JDK can't load what it needs, as without file descriptors
            close(channel);
            if (ReportOnce.LOCK_FILE.first(lockFile)) {
                LOGGER.warn(
                        "log4j-ray: {} can't be locked: {}; its log is rotated all the same, and must have no other"
                                + " process that writes to it",
                        lockFile,
                        e.toString());
            }
            return true;
        }
        close(channel);
        return false;
    }

    private static void close(FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOGGER.debug("log4j-ray: can't close a lock", e);
            }
        }
    }

    /** Leaves it to whoever writes next. */
    void release() {
        if (claimed) {
            claimed = false;
            refused = false;
            close(lock);
            lock = null;
            JvmState.release(claim);
        }
    }
}
