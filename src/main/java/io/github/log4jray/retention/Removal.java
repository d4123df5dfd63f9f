package io.github.log4jray.retention;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.Registration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Removes files so that a process that opens one meanwhile loses nothing. Each file is first moved to {@code log4jray}, and
 * gets a name there that tells where it was. Then the registrations and the files that are open for writing are read again,
 * and a process that has come back gets its file back. If a process is killed in between, the next pass does the rest. Not
 * thread-safe.
 */
final class Removal {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String MOVED = "removed-";
    private static final Pattern LEFT_BEHIND = Pattern.compile(MOVED + "(\\d+)-[0-9a-f]{8}-(.*)");
    private static final int LONGEST_NAME = 200;
    private static final int BATCH = 1000;

    private final SafeDirectory logs;
    private final SafeDirectory bookkeeping;
    private final Check check;

    /** Makes names that differ. */
    private int next = ThreadLocalRandom.current().nextInt();

    private long files;
    private long bytes;

    /** Reads again which files living processes write. */
    interface Check {

        /**
         * @return the logs that living processes have registered
         * @throws IOException if that can't be read
         */
        Map<String, Integer> registered() throws IOException;

        /** @return the keys of all files that are open for writing; null if that can't be known */
        Set<Object> writtenFiles();
    }

    /** A file that was moved away. */
    private record Moved(RemovalPlan.Doomed doomed, Path name) {}

    /**
     * @param logs the logs directory, open
     * @param bookkeeping {@code <session>/log4jray}, open
     * @param check reads again which files living processes write
     */
    Removal(SafeDirectory logs, SafeDirectory bookkeeping, Check check) {
        this.logs = logs;
        this.bookkeeping = bookkeeping;
        this.check = check;
    }

    /** @return how many files were removed */
    long files() {
        return files;
    }

    /** @return their bytes */
    long bytes() {
        return bytes;
    }

    /**
     * Removes files, in order.
     *
     * @param doomed the files
     * @throws IOException if that is not possible at all
     */
    void remove(List<RemovalPlan.Doomed> doomed) throws IOException {
        for (int from = 0; from < doomed.size(); from += BATCH) {
            List<Moved> moved = new ArrayList<>();
            for (RemovalPlan.Doomed each : doomed.subList(from, Math.min(from + BATCH, doomed.size()))) {
                Path name = moveAway(each);
                if (name != null) {
                    moved.add(new Moved(each, name));
                }
            }
            settle(moved);
        }
    }

    /** Null if the file is not the one that was found, or not this user's. */
    private Path moveAway(RemovalPlan.Doomed doomed) {
        FoundFile file = doomed.file();
        Path name = movedName(file);
        List<SafeDirectory> opened = new ArrayList<>();
        try {
            SafeDirectory directory = logs;
            for (Path below : file.in()) {
                directory = directory.child(below);
                opened.add(directory);
            }
            BasicFileAttributes now = directory.attributes(file.file());
            if (now == null
                    || !now.isRegularFile()
                    || !Objects.equals(now.fileKey(), file.key())
                    || !doomed.ofLiving() && now.lastModifiedTime().toMillis() != file.modified()
                    || !directory.isMine(file.file())) {
                return null;
            }
            directory.move(file.file(), bookkeeping, name);
            return name;
        } catch (AtomicMoveNotSupportedException e) {
            LOGGER.debug("log4j-ray: {} is on another file system than its session", file.file());
            return null;
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: can't remove {}", file.file(), e);
            return null;
        } finally {
            opened.forEach(Removal::close);
        }
    }

    private Path movedName(FoundFile file) {
        String original = file.in().isEmpty() ? file.file().toString() : "";
        boolean tells = original.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
        return bookkeeping
                .path()
                .getFileSystem()
                .getPath(MOVED + ProcessIds.pid() + "-" + HexFormat.of().toHexDigits(next++) + "-"
                        + (tells ? original : ""));
    }

    /**
     * Removes or puts back files of processes that were killed while they removed files.
     *
     * @param processes says which of them are alive
     * @throws IOException if that is not possible
     */
    void settleLeftBehind(Processes processes) throws IOException {
        List<Path> names = new ArrayList<>();
        try (SafeDirectory again = SafeDirectory.open(bookkeeping.path())) {
            again.forEach(names::add);
        }
        for (Path name : names) {
            Matcher left = LEFT_BEHIND.matcher(name.toString());
            BasicFileAttributes attributes = left.matches() ? bookkeeping.attributes(name) : null;
            if (attributes != null && attributes.isRegularFile() && isOver(Long.parseLong(left.group(1)), processes)) {
                settleLeftBehind(name, left.group(2), attributes);
            }
        }
    }

    /** Whether the pass of a process is over: this one passes now. */
    private static boolean isOver(long pid, Processes processes) {
        return pid == ProcessIds.pid() || !processes.isAlive(pid);
    }

    private void settleLeftBehind(Path name, String original, BasicFileAttributes attributes) throws IOException {
        LogName log = LogName.parse(original);
        Map<String, Integer> registered = check.registered();
        if (registered.containsKey(original) || log != null && registered.containsKey(log.log())) {
            putBack(logs.path(), original, log == null ? original : log.log(), name);
        } else {
            Set<Object> open = check.writtenFiles();
            if (open == null || !open.contains(attributes.fileKey())) {
                bookkeeping.deleteFile(name);
                files++;
                bytes += attributes.size();
            }
        }
    }

    private static void close(SafeDirectory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: can't close {}", directory.path(), e);
        }
    }

    private void settle(List<Moved> moved) throws IOException {
        if (moved.isEmpty()) {
            return;
        }
        Map<String, Integer> registered = check.registered();
        Set<Object> open = check.writtenFiles();
        for (Moved each : moved) {
            RemovalPlan.Doomed doomed = each.doomed;
            FoundFile file = doomed.file();
            boolean back = !doomed.ofLiving()
                    && doomed.set().isAtTop()
                    && registered.containsKey(doomed.set().log());
            BasicFileAttributes now = bookkeeping.attributes(each.name);
            boolean other = now != null && !Objects.equals(now.fileKey(), file.key());
            if (back || other || open != null && open.contains(file.key()) && !doomed.ofLiving()) {
                putBack(each);
            } else if (now != null) {
                bookkeeping.deleteFile(each.name);
                files++;
                bytes += file.size();
                removeRotationLock(doomed);
            }
        }
    }

    /** Whether it is a backup as log4j-ray makes them, which may be open as a rotation has just been. */
    private static boolean isBackup(FoundFile file) {
        return file.file()
                .toString()
                .equals(file.name().log() + "." + file.name().backup());
    }

    /** The lock file of a log goes with it. */
    private void removeRotationLock(RemovalPlan.Doomed doomed) {
        if (doomed.ofLiving() || !doomed.set().isAtTop() || doomed.file().name().backup() >= 0) {
            return;
        }
        Path lock = bookkeeping.path().getFileSystem().getPath(doomed.set().log() + Registration.LOCK_SUFFIX);
        try {
            BasicFileAttributes attributes = bookkeeping.attributes(lock);
            if (attributes != null && attributes.isRegularFile()) {
                bookkeeping.deleteFile(lock);
            }
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: can't remove {}", lock, e);
        }
    }

    private void putBack(Moved moved) throws IOException {
        FoundFile file = moved.doomed.file();
        Path to = logs.path();
        for (Path below : file.in()) {
            to = to.resolve(below);
        }
        putBack(to, file.file().toString(), file.name().log(), moved.name);
    }

    /** Its writer may have made a new file of this name meanwhile: then it becomes a backup. */
    private void putBack(Path directory, String name, String log, Path moved) throws IOException {
        Path from = bookkeeping.path().resolve(moved);
        if (!link(directory.resolve(name), from)) {
            int number = 1;
            while (!link(directory.resolve(log + "." + number), from)) {
                number++;
            }
        }
        bookkeeping.deleteFile(moved);
    }

    private static boolean link(Path name, Path existing) throws IOException {
        try {
            Files.createLink(name, existing);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }
}
