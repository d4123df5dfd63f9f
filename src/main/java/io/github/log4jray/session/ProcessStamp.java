package io.github.log4jray.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Identifies a process together with its pid, so that other processes of its host can see whether it is gone, also after
 * another process has got the same pid. Only on Linux; elsewhere every stamp is {@link #UNKNOWN}. Immutable.
 *
 * @param host the boot of the host and its namespace of pids: two containers may have processes with the same pid; null if
 *     the host is unknown
 * @param started when the process was started, in the kernel's ticks since the boot, which a change of the clock does not
 *     affect
 */
public record ProcessStamp(String host, long started) {

    /** The stamp of a process of which nothing is known. */
    static final ProcessStamp UNKNOWN = new ProcessStamp(null, 0);

    private static final Path PROC = Path.of("/proc");
    private static final Pattern SPACE = Pattern.compile(" ");

    /** The positions of two fields in {@code /proc/<pid>/stat}, after the name of the program. */
    private static final int STATE = 0;

    private static final int STARTED = 19;

    /**
     * @param pid of a process of this host
     * @return its stamp; {@link #UNKNOWN} if there is no such process
     */
    static ProcessStamp of(long pid) {
        long started = readStart(pid);
        String host = started == 0 ? null : readHost();
        return host == null ? UNKNOWN : new ProcessStamp(host, started);
    }

    /**
     * @param pid the pid of the process
     * @return true if it was a process of this host and has ended; false if it is alive, and if that is not known
     */
    boolean isGone(long pid) {
        return host != null && host.equals(readHost()) && readStart(pid) != started;
    }

    /** @return whether the process was started on this host since its boot, among the processes that this one sees */
    boolean isOfThisHost() {
        return host != null && host.equals(readHost());
    }

    /**
     * @param pid of a process of this host
     * @return whether the process is alive
     */
    public static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).isPresent() && (!Files.isDirectory(PROC.resolve("self")) || readStart(pid) != 0);
    }

    private static String readHost() {
        try {
            String boot = readBoot();
            return boot == null ? null : boot + " " + Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** @return identifies the boot of this host; null if it is unknown */
    public static String readBoot() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return null;
        }
    }

    /** 0 for a process that has ended, also while its parent has not yet asked for its exit code. */
    private static long readStart(long pid) {
        try {
            // The name of the program, in parentheses, may be in any character set and contain spaces and parentheses.
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = SPACE.split(stat.substring(stat.lastIndexOf(')') + 2));
            return fields[STATE].equals("Z") || fields[STATE].equals("X") ? 0 : Long.parseLong(fields[STARTED]);
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return 0;
        }
    }
}
