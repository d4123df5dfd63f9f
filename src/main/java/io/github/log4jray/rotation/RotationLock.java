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
 * Decides which writer of a log rotates it: one process, and in it one copy of this library. A process loses the lock when
 * it ends, in whatever way. Not thread-safe: {@link RotatingFile} calls it under the output lock of the log.
 */
final class RotationLock {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Duration AGAIN_AFTER = Duration.ofMillis(100);

    private final String claim;
    private final Path lockFile;
    private boolean claimed;
    private FileChannel lock;

    /** Identifies the locked file; null if the file system has no keys. */
    private Object key;

    private boolean refused;
    private long again;

    /**
     * @param log the same path for all names of the file
     * @param lockFile locked by the process that rotates; null if no other process writes to the log
     */
    RotationLock(Path log, Path lockFile) {
        this.claim = "rotates." + log;
        this.lockFile = lockFile;
    }

    /** @return whether this writer rotates the log; if not, a call after 100 ms tries again */
    boolean isMine() {
        if (claimed) {
            return true;
        }
        if (refused && System.nanoTime() - again < 0) {
            return false;
        }
        if (JvmState.claim(claim)) {
            // An interrupt would close the channel.
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

    /** @return as {@link #isMine()}; locks a new file if the lock file was removed, as others may lock a new one too */
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
                // opening a pipe might block
                throw new FileSystemException(lockFile.toString(), null, "is not a regular file");
            }
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                key = key();
                lock = channel;
                return true;
            }
        } catch (OverlappingFileLockException | ClosedByInterruptException | AccessDeniedException e) {
            // locked by another writer, also one of another user, or interrupted: it is tried again
        } catch (IOException | LinkageError e) {
            // a LinkageError too: without a free file descriptor the JDK can't load its own classes
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

    /** Leaves the rotation to the next writer. */
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
