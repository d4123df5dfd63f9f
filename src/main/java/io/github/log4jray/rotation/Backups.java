package io.github.log4jray.rotation;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The older files of a log {@code f}: {@code f.1} is the newest, {@code f.2} the one before. Each step of a rotation is
 * one atomic renaming. The log itself is renamed first, so that nothing is changed if that fails, for example as the log
 * is a mount: to {@code f.1} if that number is free, else to {@code f.0}. If a process is killed between two steps,
 * {@code f.0} stays or one number is free: the next rotation goes on from there, and deletes no file for it. If files
 * can't be renamed, this is reported once, and tried again after a second. Not thread-safe.
 */
final class Backups {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,2}");

    private final Path file;
    private final int most;
    private boolean listed;

    /** Whether {@link #settle} is due. */
    private boolean taken;

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
        return exists(1) || exists(0);
    }

    private boolean exists(int number) {
        return Files.exists(backup(number), LinkOption.NOFOLLOW_LINKS);
    }

    /** @return as {@link #take}, which it calls, and then {@link #settle} */
    boolean rotate() {
        boolean took = take();
        settle();
        return took;
    }

    /**
     * Renames the log, if it is still there. Call {@link #settle} afterwards. Reports a failure.
     *
     * @return whether a new log can begin; if not, no file was renamed or removed
     */
    boolean take() {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (!Files.isWritable(directory)) {
                throw new AccessDeniedException(directory.toString());
            }
            if (exists(0)) {
                moveUp();
            }
            // threads may wait for this: each number is looked at once
            int free = free();
            boolean overwrites = free == most && exists(most);
            if (overwrites && Files.isDirectory(backup(most), LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(backup(most).toString(), null, "is a directory");
            }
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(file, backup(free == 1 && !overwrites ? 1 : 0), StandardCopyOption.ATOMIC_MOVE);
            }
            taken = true;
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    /**
     * After a {@link #take}, moves the backups up, if it has left the log at {@code f.0}, and removes those beyond the number
     * that is kept. Until then a second {@code take} moves them up itself. Reports a failure.
     */
    void settle() {
        if (!taken) {
            return;
        }
        try {
            if (exists(0)) {
                moveUp();
            }
            removeBeyond();
            failing = false;
        } catch (IOException e) {
            failed(e);
        }
        taken = false;
    }

    /** If a process was killed after a {@link #take}, moves the backups up: else one too many would stay until the next one. */
    void settleInterrupted() {
        if (!taken && exists(0)) {
            taken = true;
            settle();
        }
    }

    /** They are there if the number was lowered. The oldest goes first, so that a process that is killed leaves no gap. */
    private void removeBeyond() throws IOException {
        int beyond = most;
        while (Files.isRegularFile(backup(beyond + 1), LinkOption.NOFOLLOW_LINKS)) {
            beyond++;
        }
        for (int each : behindAGap(beyond)) {
            Files.delete(backup(each));
        }
        for (; beyond > most; beyond--) {
            Files.delete(backup(beyond));
        }
    }

    /** Looked for once: the directory may be large, and no rotation makes such a backup. A longer number is a year. */
    private List<Integer> behindAGap(int beyond) {
        List<Integer> numbers = new ArrayList<>();
        if (listed) {
            return numbers;
        }
        String prefix = file.getFileName() + ".";
        try (DirectoryStream<Path> names =
                Files.newDirectoryStream(file.toAbsolutePath().getParent())) {
            for (Path each : names) {
                String name = each.getFileName().toString();
                if (name.startsWith(prefix)
                        && NUMBER.matcher(name)
                                .region(prefix.length(), name.length())
                                .matches()
                        && Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                    numbers.add(Integer.valueOf(name.substring(prefix.length())));
                }
            }
            listed = true;
        } catch (IOException | DirectoryIteratorException e) {
            LOGGER.debug("log4j-ray: the directory of {} can't be read", file, e);
        }
        numbers.removeIf(number -> number <= beyond);
        numbers.sort(Comparator.reverseOrder());
        return numbers;
    }

    /** @return the first free number; if none is free, that of the oldest backup, which is overwritten */
    private int free() {
        int free = 1;
        while (free < most && exists(free)) {
            free++;
        }
        return free;
    }

    /** Moves each backup below the first free number up by one, the one with number 0 too. */
    private void moveUp() throws IOException {
        for (int i = free() - 1; i >= 0; i--) {
            move(i);
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
    private void move(int number) throws IOException {
        Path to = backup(number + 1);
        // not exists(): where no file is, that makes two exceptions with stack traces
        if (number + 1 < most && to.toFile().exists()) {
            throw new FileAlreadyExistsException(to.toString(), null, "another process rotates the log too");
        }
        Files.move(backup(number), to, StandardCopyOption.ATOMIC_MOVE);
    }
}
