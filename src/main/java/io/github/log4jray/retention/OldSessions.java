package io.github.log4jray.retention;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Removes whole sessions of this user from a temp directory: those beyond a number, the oldest first, which no process uses. A
 * session is first renamed, so that no process finds half of it, and then looked at again. Not thread-safe.
 */
final class OldSessions {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Pattern NAME =
            Pattern.compile("session_(\\d{4}-\\d{2}-\\d{2}_\\d{2}-\\d{2}-\\d{2}_\\d{6})_(\\d{1,10})");
    private static final Pattern RENAMED = Pattern.compile("\\.removed-[0-9a-f]{8}-(" + NAME.pattern() + ")");
    private static final Path LOGS = Path.of("logs");
    private static final Path LATEST = Path.of("session_latest");
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final Path temp;
    private final Path own;
    private final Processes processes;
    private final InstantSource clock;
    private long sessions;
    private long files;
    private long bytes;

    /** A session, by its name. */
    private record Named(Path name, String time, long pid) {}

    /**
     * @param own the session of this process; the others are beside it
     * @param processes of this host
     * @param clock gives the age of sessions
     */
    OldSessions(Path own, Processes processes, InstantSource clock) {
        this.temp = own.getParent();
        this.own = own.getFileName();
        this.processes = processes;
        this.clock = clock;
    }

    /** @return whether others can lie beside the session */
    boolean arePossible() {
        return temp != null;
    }

    /** @return how many sessions were removed */
    long sessions() {
        return sessions;
    }

    /** @return how many of their files were removed */
    long files() {
        return files;
    }

    /** @return the bytes of these files */
    long bytes() {
        return bytes;
    }

    /**
     * @param kept how many sessions are kept, 1 or more
     * @throws IOException if the temp directory can't be read
     */
    void removeBeyond(int kept) throws IOException {
        List<Named> found = new ArrayList<>();
        List<Path> renamed = new ArrayList<>();
        try (SafeDirectory directory = SafeDirectory.openShared(temp)) {
            directory.forEach(name -> {
                Matcher session = NAME.matcher(name.toString());
                if (session.matches() && isSession(directory, name)) {
                    found.add(new Named(name, session.group(1), pid(session.group(2))));
                } else if (RENAMED.matcher(name.toString()).matches() && isSession(directory, name)) {
                    renamed.add(name);
                }
            });
            for (Path left : renamed) {
                removeOrGiveBack(directory, left);
            }
            found.sort(
                    Comparator.comparing(Named::time).thenComparing(Named::pid).reversed());
            Path latest = latest();
            for (Named session : found.subList(Math.min(kept, found.size()), found.size())) {
                if (!session.name.equals(own) && !session.name.equals(latest)) {
                    removeIfUnused(directory, session);
                }
            }
        }
    }

    private static long pid(String digits) {
        return Long.parseLong(digits);
    }

    /** Whether it is a directory of this user, with a directory for logs. */
    private static boolean isSession(SafeDirectory directory, Path name) {
        BasicFileAttributes attributes = directory.attributes(name);
        if (attributes == null || !attributes.isDirectory() || !directory.isMine(name)) {
            return false;
        }
        try (SafeDirectory session = directory.child(name)) {
            BasicFileAttributes logs = session.attributes(LOGS);
            return logs != null && logs.isDirectory();
        } catch (IOException e) {
            return false;
        }
    }

    private Path latest() {
        try {
            return Files.readSymbolicLink(temp.resolve(LATEST)).getFileName();
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    private void removeIfUnused(SafeDirectory directory, Named session) {
        if (isUsed(directory, session.name) || !isWhollyMine(directory, session.name)) {
            return;
        }
        Path name = temp.getFileSystem().getPath(".removed-" + ProcessIds.randomHex(4) + "-" + session.name);
        try {
            directory.move(session.name, directory, name);
            removeOrGiveBack(directory, name);
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {} can't be removed", session.name, e);
        }
    }

    /** Whether everything in a directory belongs to this user and lies on the same file system. */
    private static boolean isWhollyMine(SafeDirectory above, Path name) {
        BasicFileAttributes attributes = above.attributes(name);
        if (attributes == null || !above.isMine(name)) {
            return false;
        }
        if (!attributes.isDirectory()) {
            return true;
        }
        List<Path> names = new ArrayList<>();
        try (SafeDirectory directory = above.child(name)) {
            directory.forEach(names::add);
            for (Path entry : names) {
                BasicFileAttributes below = directory.attributes(entry);
                if (below != null && (!sameDevice(below, attributes) || !isWhollyMine(directory, entry))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Looks again whether it is in use, also as {@code session_latest}: its process may have started meanwhile. */
    private void removeOrGiveBack(SafeDirectory directory, Path renamed) throws IOException {
        Matcher names = RENAMED.matcher(renamed.toString());
        Path name = names.matches() ? temp.getFileSystem().getPath(names.group(1)) : renamed;
        if (name.equals(latest()) || isUsed(directory, renamed)) {
            if (directory.attributes(name) == null) {
                directory.move(renamed, directory, name);
            }
            return;
        }
        try (SafeDirectory session = directory.child(renamed)) {
            removeAll(session);
        }
        directory.deleteDirectory(renamed);
        sessions++;
    }

    private void removeAll(SafeDirectory directory) throws IOException {
        List<Path> names = new ArrayList<>();
        directory.forEach(names::add);
        for (Path name : names) {
            BasicFileAttributes attributes = directory.attributes(name);
            if (attributes == null || !directory.isMine(name)) {
                continue;
            }
            if (attributes.isDirectory()) {
                try (SafeDirectory child = directory.child(name)) {
                    removeAll(child);
                }
                directory.deleteDirectory(name);
            } else {
                directory.deleteFile(name);
                files++;
                bytes += attributes.isRegularFile() ? attributes.size() : 0;
            }
        }
    }

    /** A key begins with the number of the device: {@code (dev=fe01,ino=17)}. */
    private static boolean sameDevice(BasicFileAttributes one, BasicFileAttributes other) {
        String key = String.valueOf(one.fileKey());
        String otherKey = String.valueOf(other.fileKey());
        return Objects.equals(key.split(",", 2)[0], otherKey.split(",", 2)[0]);
    }

    private boolean isUsed(SafeDirectory directory, Path name) {
        Matcher renamed = RENAMED.matcher(name.toString());
        Matcher made = NAME.matcher(renamed.matches() ? renamed.group(1) : name.toString());
        if (!made.matches() || processes.isAlive(pid(made.group(2)))) {
            return true;
        }
        Session session = Session.named(temp.resolve(name), null);
        if (session.isUsedByRay() || hasDriver(session)) {
            return true;
        }
        try (SafeDirectory open = directory.child(name)) {
            return isUsed(open, directory.attributes(name));
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {} can't be looked at", name, e);
            return true;
        }
    }

    private boolean hasDriver(Session session) {
        return DriverEndpoint.readAll(session).stream()
                .anyMatch(driver -> driver.isOfThisHost() && processes.isAlive(driver.pid()) && driver.probe());
    }

    private boolean isUsed(SafeDirectory session, BasicFileAttributes attributes) throws IOException {
        Registrations.Living living = living(session);
        if (living.anyAlive()) {
            return true;
        }
        Writers.RaySight ray =
                session.attributes(Path.of("sockets")) == null ? Writers.RaySight.NONE : Writers.RaySight.UNSEEN;
        Writers writers = new Writers(living, processes, clock, ray);
        LogScan scan;
        try (SafeDirectory logs = session.child(LOGS)) {
            scan = LogScan.of(logs, Set.of());
        }
        boolean fresh = scan.sets().isEmpty()
                && Instant.ofEpochMilli(Math.max(
                                scan.modified(), attributes.lastModifiedTime().toMillis()))
                        .plus(YOUNG)
                        .isAfter(clock.instant());
        return fresh || scan.sets().stream().anyMatch(writers::live);
    }

    private Registrations.Living living(SafeDirectory session) throws IOException {
        try {
            return new Registrations(processes, clock).read(Session.named(session.path(), null));
        } catch (NoSuchFileException e) {
            return new Registrations.Living(Map.of(), List.of(), false, List.of());
        }
    }
}
