package io.github.log4jray.retention;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A log and its backups, in one directory. Not thread-safe.
 *
 * @param in the directories below the logs directory that lead to it
 * @param log the name of the log
 * @param files the log, if it exists, and its backups
 */
record LogSet(List<Path> in, String log, List<FoundFile> files) {

    /** A file, and the age by which it goes: no backup is younger than a file that is newer by its number. */
    record Aged(FoundFile file, long age) {}

    /** @return the process id in its name; 0 for none */
    long pid() {
        return LogName.pid(log);
    }

    /** @return whether it lies in the logs directory itself */
    boolean isAtTop() {
        return in.isEmpty();
    }

    /** @return when any of the files was written last, in milliseconds */
    long modified() {
        return files.stream().mapToLong(FoundFile::modified).max().orElse(0);
    }

    /** @return the files, the oldest first */
    List<Aged> oldestFirst() {
        List<FoundFile> newestFirst = new ArrayList<>(files);
        newestFirst.sort(Comparator.comparingInt(file -> file.name().backup()));
        List<Aged> aged = new ArrayList<>();
        long age = Long.MAX_VALUE;
        for (FoundFile file : newestFirst) {
            age = Math.min(age, file.modified());
            aged.add(0, new Aged(file, age));
        }
        return aged;
    }
}
