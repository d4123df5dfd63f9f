package io.github.log4jray.rotation;

import io.github.log4jray.settings.JvmState;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * The logs that this process writes, whichever class loader has opened them. Two logs collide if one has the name of a
 * backup of the other: a rotation would rename a log that is being written. Thread-safe.
 */
final class OpenLogs {

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final String PREFIX = "log.";

    /** Of the same length in each class loader. A log may be open in several of them, and is then closed by each. */
    private static final String OF_THIS_LOADER = PREFIX + UUID.randomUUID() + ".";

    private OpenLogs() {}

    /**
     * @param log the same path for all names of the file
     * @param rotates whether it has backups
     * @return the log that it collides with; null for none
     */
    static Path collision(Path log, boolean rotates) {
        String path = log.toString();
        AtomicReference<String> found = new AtomicReference<>();
        JvmState.forEach(PREFIX, (key, value) -> {
            String other = key.substring(OF_THIS_LOADER.length());
            boolean otherRotates = Boolean.parseBoolean(value);
            if (otherRotates && isBackup(path, other) || rotates && isBackup(other, path)) {
                found.set(other);
            }
        });
        return found.get() == null ? null : Path.of(found.get());
    }

    private static boolean isBackup(String file, String log) {
        int length = log.length();
        return file.startsWith(log)
                && file.startsWith(".", length)
                && NUMBER.matcher(file).region(length + 1, file.length()).matches();
    }

    static void add(Path log, boolean rotates) {
        JvmState.put(OF_THIS_LOADER + log, Boolean.toString(rotates));
    }

    static void remove(Path log) {
        JvmState.release(OF_THIS_LOADER + log);
    }
}
