package io.github.log4jray.retention;

import io.github.log4jray.ownership.TrustedDirectory;
import io.github.log4jray.settings.JvmState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Lets one process of a session pass at a time: a lock on {@code log4jray/retention.pass}, which a process that is killed loses.
 * The time of that file is that of the last pass. Where the file can't be locked, a pass runs all the same: two at a time do no
 * harm. Not thread-safe.
 */
final class PassLock {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String NAME = "retention.pass";

    private final Path file;

    /** Runs under the lock. */
    interface Action {
        void run() throws IOException;
    }

    /** @param bookkeeping {@code <session>/log4jray} */
    PassLock(Path bookkeeping) {
        this.file = bookkeeping.resolve(NAME);
    }

    /** @return when the last pass of any process began; the beginning of time if there was none */
    Instant lastPass() {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            return Instant.MIN;
        }
    }

    /**
     * Runs an action, unless another process, or another class loader of this one, does so now.
     *
     * @param now the time of this pass
     * @param action is run
     * @return whether it was run
     * @throws IOException from the action
     */
    boolean run(Instant now, Action action) throws IOException {
        String claim = "retention.pass." + file;
        if (!JvmState.claim(claim)) {
            return false;
        }
        try (FileChannel channel = open()) {
            if (channel != null && !isFree(channel)) {
                return false;
            }
            if (channel != null) {
                mark(now);
            }
            action.run();
            return true;
        } finally {
            JvmState.release(claim);
        }
    }

    private FileChannel open() {
        try {
            TrustedDirectory.make(file.getParent());
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            return FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {} can't be opened", file, e);
            return null;
        }
    }

    private boolean isFree(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {} can't be locked", file, e);
            return true;
        }
    }

    private void mark(Instant now) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(now));
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: the time of {} can't be set", file, e);
        }
    }
}
