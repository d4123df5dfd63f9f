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
 */
record LogName(String log, int backup) {

    private static final int SUFFIX = ".log".length();
    private static final int MOST_DIGITS = 5;
    private static final int MOST_DIGITS_WITHIN = 3;
    private static final Pattern OF_PROCESS = Pattern.compile("(?:(?:io[-_])?worker-[0-9a-f]{56}(?:-[0-9a-f]{8})?"
            + "|java-worker-[0-9a-f]{8}"
            + "|(?:python|java|cpp)-core-(?:driver|worker)-[0-9a-f]{56})[-_](\\d{1,10})\\.(?:log|out|err)");

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof LogName name && log.equals(name.log) && backup == name.backup;
    }

    @Override
    public int hashCode() {
        return Objects.hash(log, backup);
    }

    /**
     * @param name of a file
     * @return its parts; null if it is not the name of a log file
     */
    static LogName parse(String name) {
        if (name.startsWith(".")) {
            return null;
        }
        if (hasSuffix(name)) {
            String stem = name.substring(0, name.length() - SUFFIX);
            LogName within = split(stem, MOST_DIGITS_WITHIN);
            return within == null
                    ? new LogName(name, -1)
                    : new LogName(within.log + name.substring(stem.length()), within.backup);
        }
        LogName backup = ofBackup(name);
        return backup != null && hasSuffix(backup.log) ? backup : null;
    }

    /**
     * @param name of a file
     * @return its parts, if it ends with a number, also if it has no suffix of a log file; else null
     */
    static LogName ofBackup(String name) {
        return split(name, MOST_DIGITS);
    }

    private static boolean hasSuffix(String name) {
        return name.length() > SUFFIX && (name.endsWith(".log") || name.endsWith(".out") || name.endsWith(".err"));
    }

    /** Takes a number with a dot before it off the end; null if there is none. */
    private static LogName split(String name, int mostDigits) {
        int dot = name.lastIndexOf('.');
        int digits = name.length() - dot - 1;
        if (dot <= 0 || digits < 1 || digits > mostDigits) {
            return null;
        }
        for (int i = dot + 1; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return null;
            }
        }
        return new LogName(name.substring(0, dot), Integer.parseInt(name.substring(dot + 1)));
    }

    /**
     * @param log the name of a log
     * @return the process id in a name that Ray or log4j-ray makes; 0 for none
     */
    static long pid(String log) {
        Matcher process = OF_PROCESS.matcher(log);
        return process.matches() ? Long.parseLong(process.group(1)) : 0;
    }
}
