package io.github.log4jray.retention;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

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
     * @param settings the limits
     * @param writers says which logs have living writers
     * @param now in milliseconds
     * @return the files to remove, in order
     */
    static RemovalPlan of(Collection<LogSet> sets, long bytes, RetentionSettings settings, Writers writers, long now) {
        long before = settings.days() == 0 ? Long.MIN_VALUE : now - settings.days() * DAY;
        long most = settings.bytes() == 0 ? Long.MAX_VALUE : settings.bytes();
        if (bytes <= most && sets.stream().noneMatch(set -> hasOlder(set, before))) {
            return new RemovalPlan(List.of(), bytes);
        }
        return new Maker(writers, before, most, bytes).make(sets);
    }

    private static boolean hasOlder(LogSet set, long before) {
        for (FoundFile file : set.files()) {
            if (file.modified() < before) {
                return true;
            }
        }
        return false;
    }

    /** Examines only as many logs as it must: it takes time to find the writer of a log. */
    private static final class Maker {

        private final Writers writers;
        private final long before;
        private final long most;
        private final List<Doomed> files = new ArrayList<>();
        private final Map<LogSet, Boolean> live = new IdentityHashMap<>();
        private long left;

        Maker(Writers writers, long before, long most, long bytes) {
            this.writers = writers;
            this.before = before;
            this.most = most;
            this.left = bytes;
        }

        RemovalPlan make(Collection<LogSet> sets) {
            List<Doomed> all = new ArrayList<>();
            for (LogSet set : sets) {
                set.oldestFirst().forEach(aged -> all.add(new Doomed(set, aged.file(), aged.age(), false)));
            }
            all.sort(OLDEST_FIRST);
            for (Doomed doomed : all) {
                if (doomed.age >= before && left <= most) {
                    break;
                }
                if (!live.computeIfAbsent(doomed.set, writers::live)) {
                    doom(doomed);
                }
            }
            if (left > most) {
                List<Doomed> backups = all.stream()
                        .filter(doomed ->
                                live.get(doomed.set) && doomed.file.name().backup() >= 0)
                        .map(doomed -> new Doomed(doomed.set, doomed.file, doomed.age, true))
                        .toList();
                doomBackups(backups, true);
                doomBackups(backups, false);
            }
            return new RemovalPlan(files, left);
        }

        private void doomBackups(List<Doomed> backups, boolean beyond) {
            for (Doomed doomed : backups) {
                boolean isBeyond = doomed.file.name().backup() > writers.backupCount(doomed.set);
                if (left > most && isBeyond == beyond) {
                    doom(doomed);
                }
            }
        }

        private void doom(Doomed doomed) {
            files.add(doomed);
            left -= doomed.file.size();
        }
    }
}
