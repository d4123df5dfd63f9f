package io.github.log4jray.file;

/**
 * Counters of what bounds the disk of a session, see {@code retentionBytes}, {@code retentionDays} and {@code keepSessions}. All
 * appenders of a JVM that write to the same session share them, until the last of them has stopped. One process of a session
 * removes files at a time, and only that one counts them. With {@code -Dlog4jray.jmx=true} an MBean
 * {@code io.github.log4jray:type=SessionDirectory,context="…",name="…"}. Any thread may ask, at any time.
 */
public interface SessionDirectoryMXBean {

    /** @return how many files this process has removed from the session, and with old sessions */
    long getFilesRemoved();

    /** @return the bytes of these files */
    long getBytesRemoved();

    /** @return the bytes of all log files of the session, when this process has looked last; 0 if it has not looked */
    long getSessionBytes();
}
