package io.github.log4jray.rotation;

import io.github.log4jray.ownership.TrustedDirectory;
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

    static {
        initializeJdk();
    }

    private final String claim;

    /** The value of the claim if this writer has it, so that a claim that an Error has left behind is known again. */
    private final String owner =
            Integer.toHexString(System.identityHashCode(this)) + Long.toHexString(System.nanoTime());

    private final Path lockFile;
    private boolean claimed;

    /** Open while this writer rotates the log. An Error may leave it open. */
    private FileChannel lock;

    /** Identifies the locked file; null if the file system has no keys. */
    private Object key;

    private boolean refused;
    private long again;
    private boolean warned;

    /**
     * @param log the same path for all names of the file
     * @param lockFile locked by the process that rotates; null if no other process writes to the log
     */
    RotationLock(Path log, Path lockFile) {
        this.claim = "rotates." + log;
        this.lockFile = lockFile;
    }

    /**
     * @param settings of the log
     * @param path of the log, for a warning
     * @return whether this writer rotates the log now
     */
    boolean mayRotate(RotationSettings settings, Path path) {
        boolean mine = settings.isOn() && isMine();
        if (settings.isOn() && !mine && !warned) {
            warned = true;
            LOGGER.warn(
                    "log4j-ray: another process, or another class loader of this one, writes to {} and rotates it; this one"
                            + " only appends. Give each process a file of its own, as with fileName=\"{}\"",
                    path,
                    "app-${ray:pid}.log");
        }
        return mine;
    }

    /**
     * Lets the JDK initialize its classes for locks, by a shared lock of one of its files. If the stack of a logging thread
     * ended while they are initialized, they would be unusable for good.
     */
    private static void initializeJdk() {
        Path file = Path.of(System.getProperty("java.home"), "release");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.tryLock(0, Long.MAX_VALUE, true);
        } catch (IOException | RuntimeException e) {
            LOGGER.debug("log4j-ray: {} can't be locked", file, e);
        }
    }

    /** @return whether this writer rotates the log; if not, a call after 100 ms tries again */
    boolean isMine() {
        if (claimed) {
            return true;
        }
        if (refused && System.nanoTime() - again < 0) {
            return false;
        }
        if (JvmState.once(claim, () -> owner).equals(owner)) {
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
        closeLock();
        try {
            TrustedDirectory.check(TrustedDirectory.make(lockFile.getParent()));
            if (Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(lockFile, LinkOption.NOFOLLOW_LINKS)) {
                // opening a pipe might block
                throw new FileSystemException(lockFile.toString(), null, "is not a regular file");
            }
            lock = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            if (lock.tryLock() != null) {
                key = key();
                return true;
            }
        } catch (OverlappingFileLockException | ClosedByInterruptException | AccessDeniedException e) {
            // locked by another writer, also one of another user, or interrupted: it is tried again
        } catch (IOException | LinkageError e) {
            // a LinkageError too: without a free file descriptor the JDK can't load its own classes
            closeLock();
            if (ReportOnce.LOCK_FILE.first(lockFile)) {
                LOGGER.warn(
                        "log4j-ray: {} can't be locked: {}; its log is rotated all the same, and must have no other"
                                + " process that writes to it",
                        lockFile,
                        e.toString());
            }
            return true;
        }
        closeLock();
        return false;
    }

    private void closeLock() {
        FileChannel closing = lock;
        lock = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException e) {
                LOGGER.debug("log4j-ray: can't close a lock", e);
            }
        }
    }

    /** Leaves the rotation to the next writer. */
    void release() {
        claimed = false;
        refused = false;
        closeLock();
        if (owner.equals(JvmState.get(claim))) {
            JvmState.release(claim);
        }
    }
}
