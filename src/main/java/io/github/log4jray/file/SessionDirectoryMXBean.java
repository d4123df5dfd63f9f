package io.github.log4jray.file;

/**
 * Counters of the files of an appender, and of what bounds the disk of a session. All appenders of a JVM that write to
 * the same file share its counters, and those of one session share the counters of its bound, until the last of them
 * has stopped. With {@code -Dlog4jray.jmx=true} the MBean
 * {@code io.github.log4jray:type=SessionDirectory,context="…",name="…"} shows them. Any thread may ask, at any time.
 */
public interface SessionDirectoryMXBean {

    /** @return how many records were written; a record in the files of both standard streams is two */
    long getRecordsWritten();

    /** @return how many bytes were written, with headers, footers and magic tokens */
    long getBytesWritten();

    /** @return how many records could not be written */
    long getRecordsLost();

    /** @return how often a file of this appender was renamed as it was full */
    long getRotations();

    /** @return how many seconds ago the last record was written; -1 if there was none */
    double getSecondsSinceLastWrite();

    /**
     * One process of a session removes files at a time, and only that one counts them.
     *
     * @return how many files this process has removed from the session, and with old sessions
     */
    long getFilesRemoved();

    /** @return the bytes of these files */
    long getBytesRemoved();

    /** @return the bytes of all log files of the session, when this process has looked last; 0 if it has not looked */
    long getSessionBytes();
}
