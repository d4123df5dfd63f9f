package io.github.log4jray.protocol;

import io.github.log4jray.settings.ReportOnce;
import java.net.InetAddress;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/** Warns once in a process that a connection carries lines or secrets unencrypted. For any thread. */
public final class ClearText {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /**
     * The consequences of clear text for the stream between workers and driver. The token does not travel, so an
     * eavesdropper can't learn it. But the proofs do not protect the bytes after them.
     */
    public static final String STREAM =
            "anyone on the network path can read all lines; anyone who can change packets can also write as a worker,"
                    + " silence a worker, or acknowledge lines instead of the driver; set tls=\"true\" at the"
                    + " DriverConsole to prevent this";

    private ClearText() {}

    /**
     * Warns, unless the connection stays on this host.
     *
     * @param label names the appender in the message
     * @param content what the connection carries, for example {@code lines}
     * @param where the direction, for example {@code to the driver at 10.0.0.5}; one warning for each
     * @param remote the address of the other side, or the address that this process listens at
     */
    public static void warn(String label, String content, String where, InetAddress remote) {
        if (!remote.isLoopbackAddress()) {
            warn(label, content, where);
        }
    }

    /**
     * Warns once that lines go to a driver in clear text, unless they stay on this host. The warning has the consequences.
     *
     * @param label names the appender in the message
     * @param remote the address of the driver
     */
    public static void warnOfStream(String label, InetAddress remote) {
        String where = "to the driver at " + remote;
        if (!remote.isLoopbackAddress() && ReportOnce.CLEAR_TEXT.first(where)) {
            LOGGER.warn("{}: lines travel in clear text {}: {}", label, where, STREAM);
        }
    }

    /**
     * Warns of a connection that leaves this host.
     *
     * @param label names the appender in the message
     * @param content what the connection carries, for example {@code lines}
     * @param where the direction, for example {@code to the driver at 10.0.0.5}; one warning for each
     */
    public static void warn(String label, String content, String where) {
        if (ReportOnce.CLEAR_TEXT.first(where)) {
            LOGGER.warn("{}: {} travel in clear text {}", label, content, where);
        }
    }
}
