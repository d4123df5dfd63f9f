package io.github.log4jray.retention;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files below a logs directory. Links are neither followed nor counted. Not thread-safe. */
final class LogScan {

    private static final int DEEPEST = 8;

    private final Set<String> registered;
    private final List<LogSet> sets = new ArrayList<>();
    private long count;
    private long bytes;
    private long otherBytes;
    private long modified;

    private LogScan(Set<String> registered) {
        this.registered = registered;
    }

    /**
     * @param logs a logs directory, open
     * @param registered the logs that processes of log4j-ray say to write, which may have any name
     * @return its files
     * @throws IOException if it can't be read
     */
    static LogScan of(SafeDirectory logs, Set<String> registered) throws IOException {
        LogScan scan = new LogScan(registered);
        scan.add(logs, List.of());
        return scan;
    }

    private void add(SafeDirectory directory, List<Path> in) throws IOException {
        List<Path> below = new ArrayList<>();
        Map<String, LogSet> logs = new HashMap<>();
        directory.forEach(name -> {
            BasicFileAttributes attributes = directory.attributes(name);
            if (attributes == null) {
                return;
            }
            if (attributes.isRegularFile()) {
                add(in, name, attributes, logs);
            } else if (attributes.isDirectory() && in.size() < DEEPEST) {
                below.add(name);
            }
        });
        sets.addAll(logs.values());
        for (Path name : below) {
            List<Path> path = new ArrayList<>(in);
            path.add(name);
            try (SafeDirectory child = directory.child(name)) {
                add(child, path);
            } catch (IOException e) {
                // removed meanwhile, or of another user
            }
        }
    }

    private void add(List<Path> in, Path file, BasicFileAttributes attributes, Map<String, LogSet> logs) {
        long written = attributes.lastModifiedTime().toMillis();
        count++;
        bytes += attributes.size();
        modified = Math.max(modified, written);
        LogName name = name(in, file.toString());
        if (name == null) {
            otherBytes += attributes.size();
            return;
        }
        logs.computeIfAbsent(name.log(), log -> new LogSet(in, log, new ArrayList<>(1)))
                .files()
                .add(new FoundFile(in, file, name, attributes.size(), written, attributes.fileKey()));
    }

    private LogName name(List<Path> in, String file) {
        if (in.isEmpty() && !registered.isEmpty()) {
            if (registered.contains(file)) {
                return new LogName(file, -1);
            }
            LogName backup = LogName.ofBackup(file);
            if (backup != null && registered.contains(backup.log())) {
                return backup;
            }
        }
        return LogName.parse(file);
    }

    /** @return the logs and their backups */
    Collection<LogSet> sets() {
        return sets;
    }

    /** @return how many files there are */
    long count() {
        return count;
    }

    /** @return the bytes of all files, also of those that are not log files */
    long bytes() {
        return bytes;
    }

    /** @return the bytes of files that are not log files */
    long otherBytes() {
        return otherBytes;
    }

    /** @return when any file was written last, in milliseconds; 0 without files */
    long modified() {
        return modified;
    }
}
