package io.github.log4jray.retention;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which logs have a writer that lives. Not thread-safe.
 *
 * <p>A log of log4j-ray has one if a living process has registered it. Any other log has one if the process id in its name is
 * alive, or if a process of this user has one of its files open for writing. A process that can't be seen, of another host or container, has
 * the benefit of the doubt for an hour after its last write.
 */
final class Writers {

    private static final Path OLD = Path.of("old");

    private final Registrations.Living living;
    private final Set<String> writtenLogs;
    private final Processes processes;
    private final InstantSource clock;
    private final RaySight ray;
    private Set<Object> writtenFiles;
    private boolean writtenFilesRead;

    /** How a session is related to Ray. */
    enum RaySight {
        /** It is not of Ray: every process that writes logs in it has log4j-ray. */
        NONE,
        /** Its raylet is among the processes that can be seen, and so are its workers. */
        SEEN,
        /** It is of Ray, whose processes may be elsewhere. */
        UNSEEN
    }

    /**
     * @param living the registrations of the living processes
     * @param processes of this host
     * @param clock gives the age of files
     * @param ray whether Ray's processes are seen
     */
    Writers(Registrations.Living living, Processes processes, InstantSource clock, RaySight ray) {
        this.living = living;
        this.writtenLogs = new HashSet<>(living.writtenLogs());
        this.processes = processes;
        this.clock = clock;
        this.ray = ray;
    }

    /**
     * @param set a log with its backups
     * @return whether a living process writes it, or may do so
     */
    boolean live(LogSet set) {
        if (isRegistered(set)) {
            return true;
        }
        if (set.pid() > 0 && processes.isAlive(set.pid())) {
            return true;
        }
        return !isKnownGone(set) && (isRecent(set) || writtenFiles() == null) || isOpen(set);
    }

    private boolean isKnownGone(LogSet set) {
        if (set.pid() > 0) {
            return ray != RaySight.UNSEEN || OLD.equals(first(set.in()));
        }
        return set.isAtTop() && writtenLogs.contains(set.log());
    }

    private static Path first(List<Path> in) {
        return in.isEmpty() ? null : in.get(0);
    }

    private boolean isRecent(LogSet set) {
        return set.modified() + Registrations.LIFE_ELSEWHERE.toMillis() > clock.millis();
    }

    private boolean isOpen(LogSet set) {
        Set<Object> open = writtenFiles();
        return open != null && set.files().stream().anyMatch(file -> open.contains(file.key()));
    }

    private Set<Object> writtenFiles() {
        if (!writtenFilesRead) {
            writtenFiles = processes.writtenFiles();
            writtenFilesRead = true;
        }
        return writtenFiles;
    }

    /**
     * @param set a log with its backups
     * @return whether a living process of log4j-ray says that it writes the log
     */
    boolean isRegistered(LogSet set) {
        return set.isAtTop() && living.logs().containsKey(set.log());
    }

    /**
     * @param set a log with its backups
     * @return how many backups its writer keeps
     */
    int backupCount(LogSet set) {
        Map<String, Integer> logs = living.logs();
        return isRegistered(set) ? logs.get(set.log()) : Integer.MAX_VALUE;
    }
}
