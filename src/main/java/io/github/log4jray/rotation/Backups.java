package io.github.log4jray.rotation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The older files of a log {@code f}: {@code f.1} is the newest, {@code f.2} the one before. Each step of a rotation is
 * one atomic renaming, so a process may be killed between any two: the place that is then free is filled by the next
 * rotation, and no file is given up for it before its time.
 */
final class Backups {

    private final Path file;
    private final int most;

    /**
     * @param file the log
     * @param most how many backups are kept, 1 or more
     */
    Backups(Path file, int most) {
        this.file = file;
        this.most = most;
    }

    /**
     * Makes the log the newest backup.
     *
     * @throws IOException where a file can't be renamed; nothing is lost then
     */
    void rotate() throws IOException {
        makeRoom();
        take();
    }

    /** Lets each backup move up, to the first place that is free, or over the oldest where none is. */
    void makeRoom() throws IOException {
        int free = 1;
        while (free < most && Files.exists(backup(free), LinkOption.NOFOLLOW_LINKS)) {
            free++;
        }
        for (int i = free - 1; i >= 1; i--) {
            move(backup(i), backup(i + 1));
        }
    }

    /** Renames the log to the newest backup, whose place is free. */
    void take() throws IOException {
        move(file, backup(1));
    }

    private Path backup(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
