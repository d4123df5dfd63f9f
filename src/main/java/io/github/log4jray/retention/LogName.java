package io.github.log4jray.retention;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a log file, taken apart. Backups of log4j-ray and of Python have their number at the end, {@code app.log.1}, those
 * of Ray's native code before the suffix, {@code raylet.1.out} (Ray 2.60). A longer number is a date. Immutable.
 *
 * @param log the name of the log, without the number
 * @param backup the number of the backup; -1 for the log itself
 * @param pid the process id in a name that Ray or log4j-ray makes; 0 for none
 */
record LogName(String log, int backup, long pid) {

    private static final Pattern NAME =
            Pattern.compile("(.+?)(?:\\.(\\d{1,3}))?(\\.(?:log|out|err))(?:\\.(\\d{1,5}))?");
    private static final Pattern NUMBERED = Pattern.compile("(.+)\\.(\\d{1,5})");
    private static final Pattern OF_PROCESS = Pattern.compile("(?:(?:io[-_])?worker-[0-9a-f]{56}(?:-[0-9a-f]{8})?"
            + "|java-worker-[0-9a-f]{8}"
            + "|(?:python|java|cpp)-core-(?:driver|worker)-[0-9a-f]{56})[-_](\\d{1,10})");

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof LogName name && log.equals(name.log) && backup == name.backup && pid == name.pid;
    }

    @Override
    public int hashCode() {
        return Objects.hash(log, backup, pid);
    }

    /**
     * @param name of a file
     * @return its parts; null if it is not the name of a log file
     */
    static LogName parse(String name) {
        if (name.startsWith(".")) {
            return null;
        }
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return null;
        }
        String number = parts.group(4) != null ? parts.group(4) : parts.group(2);
        String stem = parts.group(1);
        if (parts.group(2) != null && parts.group(4) != null) {
            stem += "." + parts.group(2);
        }
        Matcher process = OF_PROCESS.matcher(stem);
        return new LogName(
                stem + parts.group(3),
                number == null ? -1 : Integer.parseInt(number),
                process.matches() ? Long.parseLong(process.group(1)) : 0);
    }

    /**
     * @param name of a file that a process of log4j-ray says to write, or of a backup of one
     * @return its parts, also if the name has no suffix of a log file
     */
    static LogName ofBackup(String name) {
        Matcher numbered = NUMBERED.matcher(name);
        return numbered.matches() ? new LogName(numbered.group(1), Integer.parseInt(numbered.group(2)), 0) : null;
    }
}
