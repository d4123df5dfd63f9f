package io.github.log4jray.retention;

import io.github.log4jray.session.Registration;
import io.github.log4jray.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the {@link Registration}s of all processes of a session. What was read of a process is kept until it changes. Not
 * thread-safe.
 */
final class Registrations {

    /** A process of another host may be alive for so long after a sign of it. */
    static final Duration LIFE_ELSEWHERE = Duration.ofHours(1);

    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final String LOG = "log ";
    private static final String KEEP = "keep ";

    private final Processes processes;
    private final InstantSource clock;
    private Map<String, Entry> known = new HashMap<>();

    /**
     * The registration of one process.
     *
     * @param changed when it was written last, and its size: another value means that it says something new
     * @param mine whether the process belongs to this user
     * @param boot of its host
     * @param pid of the process
     * @param logs the logs that it writes, with the number of backups of each
     * @param settings its retention settings
     */
    private record Entry(
            String changed,
            boolean mine,
            String boot,
            long pid,
            Map<String, Integer> logs,
            List<RetentionSettings> settings) {}

    /**
     * The registrations of all living processes of the session, summed up.
     *
     * @param logs the logs that they write, with the largest number of backups of each
     * @param settings their different settings; other users' are left out
     * @param anyAlive whether there is a living process
     * @param writtenLogs the logs that have a lock file: log4j-ray writes or wrote them
     */
    record Living(
            Map<String, Integer> logs, List<RetentionSettings> settings, boolean anyAlive, List<String> writtenLogs) {}

    /**
     * @param processes of this host
     * @param clock says how old the registration of a process of another host is
     */
    Registrations(Processes processes, InstantSource clock) {
        this.processes = processes;
        this.clock = clock;
    }

    /**
     * Reads the present registrations, and removes those of processes that have ended.
     *
     * @param session the session
     * @return the registrations of the living processes
     * @throws IOException if the directory {@code log4jray} can't be read
     */
    Living read(Session session) throws IOException {
        Map<String, Entry> present = new HashMap<>();
        Living living = new Living(new HashMap<>(), new ArrayList<>(), false, new ArrayList<>());
        boolean anyAlive = false;
        try (SafeDirectory directory = SafeDirectory.open(session.bookkeepingDirectory())) {
            List<Path> names = new ArrayList<>();
            directory.forEach(names::add);
            for (Path name : names) {
                String text = name.toString();
                if (!text.endsWith(Registration.LOCK_SUFFIX)) {
                    continue;
                }
                String stem = text.substring(0, text.length() - Registration.LOCK_SUFFIX.length());
                if (!stem.startsWith(Registration.PREFIX)) {
                    living.writtenLogs.add(stem);
                    continue;
                }
                Entry entry = readIfAlive(directory, session.logs(), name, stem, living.writtenLogs);
                if (entry != null) {
                    anyAlive = true;
                    present.put(stem, entry);
                    add(entry, living);
                }
            }
        }
        known = present;
        return new Living(living.logs, living.settings, anyAlive, living.writtenLogs);
    }

    private static void add(Entry entry, Living living) {
        entry.logs.forEach((log, backups) -> living.logs.merge(log, backups, Math::max));
        if (entry.mine) {
            entry.settings.stream()
                    .filter(settings -> !living.settings.contains(settings))
                    .forEach(living.settings::add);
        }
    }

    private Entry readIfAlive(SafeDirectory directory, Path logs, Path lockName, String stem, List<String> written) {
        Path data = lockName.getFileSystem().getPath(stem);
        BasicFileAttributes lock = directory.attributes(lockName);
        if (lock == null || !lock.isRegularFile()) {
            return null;
        }
        Entry entry = read(directory, data, stem);
        if (isAlive(directory, logs, lockName, lock, entry)) {
            return entry != null ? entry : new Entry("", false, null, 0, Map.of(), List.of());
        }
        try {
            if (directory.isMine(lockName)) {
                remember(directory, entry, logs, written);
                deleteIfExists(directory, data);
                deleteIfExists(directory, lockName);
            }
        } catch (IOException e) {
            // the next pass tries again
        }
        return null;
    }

    private static void remember(SafeDirectory directory, Entry gone, Path logs, List<String> written)
            throws IOException {
        if (gone == null || !gone.mine) {
            return;
        }
        for (String log : gone.logs.keySet()) {
            if (Files.exists(logs.resolve(log), LinkOption.NOFOLLOW_LINKS)) {
                WrittenLogs.remember(directory, log);
                written.add(log);
            }
        }
    }

    private static void deleteIfExists(SafeDirectory directory, Path name) throws IOException {
        if (directory.attributes(name) != null) {
            directory.deleteFile(name);
        }
    }

    /** If no process holds the lock, its process has ended, except on another host whose locks are not visible here. */
    private boolean isAlive(SafeDirectory directory, Path logs, Path lockName, BasicFileAttributes lock, Entry entry) {
        if (Registration.isOfThisJvm(directory.path().resolve(lockName))) {
            return true;
        }
        Boolean locked = isLocked(directory, lockName);
        if (Boolean.TRUE.equals(locked)) {
            return true;
        }
        boolean here = entry != null && entry.boot != null && entry.boot.equals(processes.boot());
        if (here) {
            return locked == null && processes.isAlive(entry.pid);
        }
        return isRecent(lock.lastModifiedTime())
                || entry != null && entry.logs.keySet().stream().anyMatch(log -> wasWrittenRecently(logs.resolve(log)));
    }

    private boolean wasWrittenRecently(Path log) {
        try {
            return isRecent(Files.getLastModifiedTime(log, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isRecent(FileTime time) {
        return time.toInstant().plus(LIFE_ELSEWHERE).isAfter(clock.instant());
    }

    /** Null where that can't be found out. */
    private static Boolean isLocked(SafeDirectory directory, Path name) {
        try (FileChannel channel = directory.read(name)) {
            return channel.tryLock(0, Long.MAX_VALUE, true) == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            return null;
        }
    }

    private Entry read(SafeDirectory directory, Path name, String stem) {
        BasicFileAttributes attributes = directory.attributes(name);
        if (attributes == null || !attributes.isRegularFile() || attributes.size() > MAX_BYTES) {
            return null;
        }
        String changed = attributes.size() + " " + attributes.lastModifiedTime();
        Entry before = known.get(stem);
        if (before != null && before.changed.equals(changed)) {
            return before;
        }
        try (FileChannel channel = directory.read(name);
                InputStream in = Channels.newInputStream(channel)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return parse(changed, directory.isMine(name), text);
        } catch (IOException e) {
            return null;
        }
    }

    private static Entry parse(String changed, boolean mine, String text) {
        String boot = null;
        long pid = 0;
        Map<String, Integer> logs = new HashMap<>();
        List<RetentionSettings> settings = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("boot ")) {
                boot = line.substring("boot ".length());
            } else if (line.matches("pid \\d{1,10}")) {
                pid = Long.parseLong(line.substring("pid ".length()));
            } else if (line.length() > 1) {
                addFact(line.charAt(0) == '+', line.substring(1), logs, settings);
            }
        }
        return new Entry(changed, mine, boot, pid, logs, settings);
    }

    private static void addFact(
            boolean begins, String fact, Map<String, Integer> logs, List<RetentionSettings> settings) {
        if (fact.startsWith(LOG)) {
            int space = fact.indexOf(' ', LOG.length());
            String log = fact.substring(space + 1);
            if (begins) {
                logs.merge(log, backups(fact, space), Math::max);
            } else {
                logs.remove(log);
            }
        } else if (fact.startsWith(KEEP)) {
            RetentionSettings keep = RetentionSettings.parse(fact.substring(KEEP.length()));
            if (begins) {
                settings.add(keep);
            } else {
                settings.remove(keep);
            }
        }
    }

    private static int backups(String fact, int space) {
        try {
            return Integer.parseInt(fact.substring(LOG.length(), space));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Integer.MAX_VALUE;
        }
    }
}
