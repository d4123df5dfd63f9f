package io.github.log4jray.rotation;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The logs that this process writes. Two logs collide if one has the name of a backup of the other: a rotation would
 * rename a log that is being written. Thread-safe.
 */
final class OpenLogs {

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Map<Path, Boolean> ROTATES = new HashMap<>();

    private OpenLogs() {}

    /**
     * @param log the same path for all names of the file
     * @param rotates whether it has backups
     * @return the log that it collides with; null for none
     */
    static synchronized Path collision(Path log, boolean rotates) {
        for (Map.Entry<Path, Boolean> other : ROTATES.entrySet()) {
            if (other.getValue() && isBackup(log, other.getKey()) || rotates && isBackup(other.getKey(), log)) {
                return other.getKey();
            }
        }
        return null;
    }

    private static boolean isBackup(Path file, Path log) {
        String name = file.getFileName().toString();
        String prefix = log.getFileName() + ".";
        return name.startsWith(prefix)
                && NUMBER.matcher(name).region(prefix.length(), name.length()).matches()
                && file.resolveSibling(log.getFileName()).equals(log);
    }

    static synchronized void add(Path log, boolean rotates) {
        ROTATES.put(log, rotates);
    }

    static synchronized void remove(Path log) {
        ROTATES.remove(log);
    }
}
