package io.github.log4jray.protocol;

import io.github.log4jray.settings.ReportOnce;
import java.net.InetAddress;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/** Warns once in a process that a connection carries lines or secrets unencrypted. For any thread. */
public final class ClearText {

    private static final Logger LOGGER = StatusLogger.getLogger();

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
