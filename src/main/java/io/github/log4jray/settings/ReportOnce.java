package io.github.log4jray.settings;

/**
 * Problems that are reported once in the life of a process, however many configurations, threads and class loaders have
 * them. The caller reports a problem if {@link #first(Object)} returns true. Thread-safe.
 */
public enum ReportOnce {
    /** A system property or an environment variable has an invalid value. */
    INVALID_SETTING,
    /** {@code ${ray:…}} asks for an unknown key. */
    UNKNOWN_LOOKUP_KEY,
    /** A configuration names a component that Ray no longer has. */
    DEPRECATED_COMPONENT,
    /** Plugins of a process ask for a new session and for the latest one, in the same temp directory. */
    SESSION_CHOICE,
    /** A job can't be claimed in a session. */
    JOB_CLAIM,
    /** A session publishes several drivers. */
    SEVERAL_DRIVERS,
    /** A configuration has a DriverStream and a DriverConsole. */
    STREAM_OF_DRIVER,
    /** A lock file can't be opened. */
    LOCK_FILE,
    /** The name of a file had characters that can't be part of it. */
    FILE_NAME,
    /** A file belongs to Ray. */
    FILE_OF_RAY,
    /** Lines or passwords travel in clear text. */
    CLEAR_TEXT,

    /** An address in clear text, of a worker that uses TLS. */
    CLEAR_TEXT_LEFT_OUT,
    /** The log channel of a cluster can't be followed. */
    LOG_CHANNEL,
    /** An optional library is missing. */
    MISSING_LIBRARY,
    /** The value of an additional field is not JSON. */
    JSON_FIELD,
    /** Some progress bars are not shown. */
    TOO_MANY_BARS,
    /** Ray's ids can't be added to events. */
    RAY_IDS;

    /**
     * @param subject of the problem, for example the name of a setting and its value
     * @return true for the first caller in this process that reports this problem of this subject
     */
    public boolean first(Object subject) {
        return JvmState.claim("reported." + name() + "." + subject);
    }

    /** @return true for the first caller in this process that reports this problem, which has no subject */
    public boolean first() {
        return first("");
    }
}
