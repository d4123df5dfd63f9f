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
 * one atomic renaming, so a process may be killed between any two: the place that is then free is filled by the next
 * rotation, and no file is given up for it before its time. Files that can't be renamed are said once, and tried again
 * after a while. Not thread-safe.
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
     * @param most how many backups are kept, 1 or more
     */
    Backups(Path file, int most) {
        this.file = file;
        this.most = most;
    }

    /** @return false for a while after files could not be renamed */
    boolean mayRotate() {
        return !failing || System.nanoTime() - again >= 0;
    }

    /** @return whether there is one at least */
    boolean exist() {
        return Files.exists(backup(1), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Lets each backup move up, to the first place that is free, or over the oldest where none is; or says why that
     * can't be done.
     *
     * @return whether the place of the newest is free now
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
     * Renames the log, if somebody has not removed it, to the newest backup, whose place is free; or says why that
     * can't be done.
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

    /** Only the oldest gives way: any other that has come meanwhile is of another process, which rotates as well. */
    private void move(Path from, int number) throws IOException {
        Path to = backup(number);
        if (number < most && Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString(), null, "another process rotates the log too");
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
