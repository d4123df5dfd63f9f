package io.github.log4jray.rotation;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The older files of a log {@code f}: {@code f.1} is the newest, {@code f.2} the one before. Each step of a rotation is
 * one atomic renaming. If a process is killed between two steps, one number is free: the next rotation fills it, and
 * deletes no file for it. If files can't be renamed, this is reported once, and tried again after a second. Not
 * thread-safe.
 */
final class Backups {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private final Path file;
    private final int most;
    private boolean failing;
    private long again;

    /**
     * @param file the log
     * @param most the number of backups that are kept, 1 or more
     */
    Backups(Path file, int most) {
        this.file = file;
        this.most = most;
    }

    /** @return false for a second after files could not be renamed */
    boolean mayRotate() {
        return !failing || System.nanoTime() - again >= 0;
    }

    /** @return whether there is a backup */
    boolean exist() {
        return Files.exists(backup(1), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Moves each backup below the first free number up by one. If no number is free, the oldest backup is overwritten.
     * Reports a failure.
     *
     * @return whether number 1 is free now
     */
    boolean makeRoom() {
        try {
            if (!Files.isWritable(file.toAbsolutePath().getParent())) {
                throw new AccessDeniedException(
                        file.toAbsolutePath().getParent().toString());
            }
            int free = 1;
            while (free < most && Files.exists(backup(free), LinkOption.NOFOLLOW_LINKS)) {
                free++;
            }
            if (Files.isDirectory(backup(free), LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(backup(free).toString(), null, "is a directory");
            }
            for (int i = free - 1; i >= 1; i--) {
                move(backup(i), i + 1);
            }
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    /**
     * Renames the log, if it is still there, to backup 1, which is free. Reports a failure.
     *
     * @return whether a new log can begin
     */
    boolean take() {
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                move(file, 1);
            }
            failing = false;
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    private void failed(IOException e) {
        boolean first = !failing;
        failing = true;
        again = System.nanoTime() + AGAIN_AFTER.toNanos();
        if (first) {
            LOGGER.error("log4j-ray: {} can't be rotated: {}; it grows until it can be", file, e.toString());
        }
    }

    private Path backup(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /** Overwrites the oldest backup only: another process that rotates too has made any other that is in the way. */
    private void move(Path from, int number) throws IOException {
        Path to = backup(number);
        if (number < most && Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString(), null, "another process rotates the log too");
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
