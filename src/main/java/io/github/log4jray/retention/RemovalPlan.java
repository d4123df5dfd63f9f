package io.github.log4jray.retention;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which files go, in which order: those of processes that are gone, the oldest first; then, only as long as the bound is exceeded,
 * backups of living processes, first those beyond their {@code backupCount}. Within a log the oldest backup goes first.
 *
 * @param files the files that go, in order; each with the log that it belongs to
 * @param left the bytes that are left
 */
record RemovalPlan(List<Doomed> files, long left) {

    private static final long DAY = 24L * 60 * 60 * 1000;

    /**
     * A file that goes.
     *
     * @param set its log
     * @param file the file
     * @param age when it was written last, in milliseconds; never later than that of a newer file of the log
     * @param ofLiving whether a living process writes the log, so that only this backup may go
     */
    record Doomed(LogSet set, FoundFile file, long age, boolean ofLiving) {}

    private static final Comparator<Doomed> OLDEST_FIRST = Comparator.comparingLong(Doomed::age)
            .thenComparingInt(doomed -> -doomed.file.name().backup());

    /**
     * @param sets all logs
     * @param bytes of all files
     * @param settings what is kept
     * @param writers says which logs have living writers
     * @param now in milliseconds
     * @return what goes
     */
    static RemovalPlan of(Collection<LogSet> sets, long bytes, RetentionSettings settings, Writers writers, long now) {
        long before = settings.days() == 0 ? Long.MIN_VALUE : now - settings.days() * DAY;
        boolean tooMuch = settings.bytes() > 0 && bytes > settings.bytes();
        List<Doomed> gone = new ArrayList<>();
        List<Doomed> beyond = new ArrayList<>();
        List<Doomed> backups = new ArrayList<>();
        for (LogSet set : sets) {
            if (tooMuch || hasOlder(set, before)) {
                sort(set, writers, gone, beyond, backups);
            }
        }
        List<Doomed> files = new ArrayList<>();
        long left = bytes;
        gone.sort(OLDEST_FIRST);
        for (Doomed doomed : gone) {
            if (doomed.age < before || settings.bytes() > 0 && left > settings.bytes()) {
                files.add(doomed);
                left -= doomed.file.size();
            }
        }
        for (List<Doomed> more : List.of(beyond, backups)) {
            more.sort(OLDEST_FIRST);
            for (Doomed doomed : more) {
                if (settings.bytes() > 0 && left > settings.bytes()) {
                    files.add(doomed);
                    left -= doomed.file.size();
                }
            }
        }
        return new RemovalPlan(files, left);
    }

    private static boolean hasOlder(LogSet set, long before) {
        for (FoundFile file : set.files()) {
            if (file.modified() < before) {
                return true;
            }
        }
        return false;
    }

    private static void sort(
            LogSet set, Writers writers, List<Doomed> gone, List<Doomed> beyond, List<Doomed> backups) {
        boolean live = writers.live(set);
        int backupCount = live ? writers.backupCount(set) : 0;
        for (LogSet.Aged aged : set.oldestFirst()) {
            int number = aged.file().name().backup();
            if (!live) {
                gone.add(new Doomed(set, aged.file(), aged.age(), false));
            } else if (number >= 0) {
                (number > backupCount ? beyond : backups).add(new Doomed(set, aged.file(), aged.age(), true));
            }
        }
    }
}
