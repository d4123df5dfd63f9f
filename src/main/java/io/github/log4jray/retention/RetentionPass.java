package io.github.log4jray.retention;

import io.github.log4jray.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Examines a session once, and removes files. Not thread-safe. */
final class RetentionPass {

    private static final int LARGEST = 3;

    private final Session session;
    private final Processes processes;
    private final InstantSource clock;
    private final Registrations registrations;

    /**
     * The result of a pass.
     *
     * @param settings the strictest of all living processes
     * @param contradiction the different settings, for a message; null if there is no contradiction
     * @param files the files that were removed
     * @param removedBytes their bytes
     * @param sessions the sessions that were removed
     * @param seen how many files the session had
     * @param bytes of the files that are left in the session
     * @param unmet why the bound on bytes is exceeded, and by what; null if it is met
     */
    record Result(
            RetentionSettings settings,
            String contradiction,
            long files,
            long removedBytes,
            long sessions,
            long seen,
            long bytes,
            String unmet) {}

    /**
     * @param session the session
     * @param processes of this host
     * @param clock gives the age of files
     */
    RetentionPass(Session session, Processes processes, InstantSource clock) {
        this.session = session;
        this.processes = processes;
        this.clock = clock;
        this.registrations = new Registrations(processes, clock);
    }

    /**
     * @return the result
     * @throws IOException if the session can't be looked at
     */
    Result run() throws IOException {
        Registrations.Living living = registrations.read(session);
        RetentionSettings settings =
                living.settings().stream().reduce(RetentionSettings.NONE, RetentionSettings::strictest);
        boolean contradiction = living.settings().stream()
                .anyMatch(one -> living.settings().stream().anyMatch(one::contradicts));
        OldSessions old = new OldSessions(session.directory(), processes, clock);
        if (settings.keepSessions() > 0 && old.arePossible()) {
            old.removeBeyond(settings.keepSessions());
        }
        LogScan scan;
        RemovalPlan plan;
        Removal removal;
        try (SafeDirectory logs = SafeDirectory.open(session.logs());
                SafeDirectory bookkeeping = SafeDirectory.open(session.bookkeepingDirectory())) {
            removal = new Removal(logs, bookkeeping, check());
            removal.settleLeftBehind(processes);
            scan = scan(living.logs().keySet());
            plan = RemovalPlan.of(scan.sets(), scan.bytes(), settings, writers(living), clock.millis());
            removal.remove(plan.files());
        }
        long left = scan.bytes() - removal.bytes();
        return new Result(
                settings,
                contradiction
                        ? living.settings().stream()
                                .map(RetentionSettings::toString)
                                .sorted()
                                .collect(Collectors.joining("; "))
                        : null,
                removal.files() + old.files(),
                removal.bytes() + old.bytes(),
                old.sessions(),
                scan.count(),
                left,
                settings.bytes() > 0 && left > settings.bytes() ? unmet(scan, plan) : null);
    }

    private LogScan scan(Set<String> registered) throws IOException {
        try (SafeDirectory logs = SafeDirectory.open(session.logs())) {
            return LogScan.of(logs, registered);
        }
    }

    private Removal.Check check() {
        return new Removal.Check() {
            @Override
            public Map<String, Integer> registered() throws IOException {
                return registrations.read(session).logs();
            }

            @Override
            public Set<Object> writtenFiles() {
                return processes.writtenFiles();
            }
        };
    }

    private Writers writers(Registrations.Living living) {
        return new Writers(living, processes, clock, ray());
    }

    private Writers.RaySight ray() {
        if (!Files.exists(session.directory().resolve("sockets"))) {
            return Writers.RaySight.NONE;
        }
        Path name = session.directory().getFileName();
        return name != null && processes.haveRaylet(name.toString()) ? Writers.RaySight.SEEN : Writers.RaySight.UNSEEN;
    }

    /** The files that are left belong to living processes, are not log files, or can't be removed. */
    private static String unmet(LogScan scan, RemovalPlan plan) {
        Map<String, Long> removed = plan.files().stream()
                .collect(Collectors.groupingBy(
                        doomed -> doomed.set().log(),
                        Collectors.summingLong(doomed -> doomed.file().size())));
        List<String> largest = scan.sets().stream()
                .map(set -> Map.entry(
                        set.log(),
                        set.files().stream().mapToLong(FoundFile::size).sum() - removed.getOrDefault(set.log(), 0L)))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(LARGEST)
                .filter(set -> set.getValue() > 0)
                .map(set -> set.getKey() + " (" + set.getValue() + ")")
                .toList();
        return "logs of living processes and files that can't be removed; the largest are " + String.join(", ", largest)
                + (scan.otherBytes() > 0 ? ", and files that are not logs (" + scan.otherBytes() + ")" : "");
    }
}
