package io.github.log4jray.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What worker and driver do with a connection with a Redis, which a {@link RedisConnector} has made. The channel is the one
 * that Ray used when its GCS was a Redis (before Ray 2.0).
 */
public final class RedisConnection {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String CHANNEL = "RAY_LOG_CHANNEL";

    /** The answers of a Redis before 6.2 to a script of this library. */
    private static final Pattern OLD = Pattern.compile("syntax error|[Uu]nknown (Redis )?command");

    /** The user may not call a command or use a key of a script, a key has another use, or the Redis is too old. */
    private static final Pattern REJECTION =
            Pattern.compile("WRONGTYPE|NOPERM|ACL failure|can't (run|access)|" + OLD.pattern());

    private RedisConnection() {}

    /** @return the name of the channel */
    public static byte[] channel() {
        return CHANNEL.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns at least 1, as 0 means no limit to a socket. */
    static int millis(Duration longest, StopRequest stop) {
        long left = TimeUnit.NANOSECONDS.toMillis(stop.nanosLeft());
        return (int) Math.max(1, Math.min(left, longest.toMillis()));
    }

    /**
     * Limits the next waits for an answer after a request to stop: its deadline is not exceeded.
     *
     * @param connection an open connection
     * @param deadAfter the longest wait
     * @param stop the request
     */
    public static void limitWait(Connection connection, Duration deadAfter, StopRequest stop) {
        if (stop.isRequested()) {
            connection.setSoTimeout(millis(deadAfter, stop));
        }
    }

    /**
     * Sends a ping and waits for the answer. Redis may forbid the ping: that is an answer too.
     *
     * @param connection an open connection
     * @throws JedisException if there is no answer
     */
    public static void ping(Connection connection) {
        ignoreForbidden(connection::ping);
    }

    static void ignoreForbidden(Runnable command) {
        try {
            command.run();
        } catch (JedisAccessControlException e) {
            if (!e.getMessage().startsWith("NOPERM")) {
                throw e;
            }
            LOGGER.debug("log4j-ray: a Redis forbids a command that is not necessary: {}", e.getMessage());
        }
    }

    /** @param connection is closed, in any state; null for none */
    public static void close(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (JedisException e) {
            LOGGER.debug("log4j-ray: closing a connection with a Redis failed: {}", e.toString());
        }
    }

    /**
     * @param e an exception of a connection
     * @return {@link RejectedException}, or an exception with the message of the root cause
     */
    public static IOException failure(JedisException e) {
        if (e instanceof JedisAccessControlException) {
            return RejectedException.answered(e.getMessage(), "");
        }
        if (e instanceof JedisDataException && REJECTION.matcher(e.getMessage()).find()) {
            String hint = OLD.matcher(e.getMessage()).find() ? "; a stream needs Redis 6.2 or later" : "";
            return RejectedException.answered(e.getMessage(), hint);
        }
        Throwable reason = e;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        for (Throwable attempt : reason.getSuppressed()) {
            reason = attempt;
        }
        return new IOException(reason.getMessage(), e);
    }
}
