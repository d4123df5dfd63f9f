package io.github.log4jray.protocol;

import io.github.log4jray.session.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connects with a Redis that passes batches from workers to drivers. The channel is the one that Ray used when its GCS was
 * a Redis (before Ray 2.0).
 */
public final class RedisConnection {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String CHANNEL = "RAY_LOG_CHANNEL";

    /** The answers of a Redis before 6.2 to a script of this library. */
    private static final Pattern OLD = Pattern.compile("syntax error|[Uu]nknown (Redis )?command");

    /** The user may not call a command or use a key of a script, a key has another use, or the Redis is too old. */
    private static final Pattern REJECTION =
            Pattern.compile("WRONGTYPE|NOPERM|ACL failure|can't (run|access)|" + OLD.pattern());

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private RedisConnection() {}

    /** @return the name of the channel */
    public static byte[] channel() {
        return CHANNEL.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Connects and authenticates. It tries every address of the host name. The user needs only the right to publish or to
     * subscribe. Later calls of the connection throw {@link JedisException}, which {@link #failure} converts.
     *
     * @param label names the appender in messages
     * @param address of the Redis
     * @param deadAfter the longest wait for an answer
     * @param stop limits all waits: its deadline is not exceeded
     * @return the connection; the caller closes it
     * @throws RejectedException if user or password are invalid
     * @throws IOException if there is no connection
     */
    public static Connection open(String label, Address.Redis address, Duration deadAfter, StopRequest stop)
            throws IOException {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .connectionTimeoutMillis(millis(CONNECT_TIMEOUT, stop))
                .socketTimeoutMillis(millis(deadAfter, stop))
                .user(address.user())
                .password(address.password())
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (address.tls()) {
            config.sslOptions(
                    SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
        } else {
            for (InetAddress remote : InetAddress.getAllByName(address.host())) {
                ClearText.warn(label, "password and lines", "to the Redis at " + address, remote);
            }
        }
        Connection connection = null;
        try {
            connection = new Connection(new HostAndPort(address.host(), address.port()), config.build());
            connection.connect();
            select(connection, address);
            return connection;
        } catch (JedisException e) {
            close(connection);
            throw failure(e);
        }
    }

    /** A user without the right to select a database can also publish and subscribe: channels have no database. */
    private static void select(Connection connection, Address.Redis address) {
        if (address.database() > 0) {
            connection.sendCommand(Command.SELECT, Integer.toString(address.database()));
            if (address.stream() == null) {
                ignoreForbidden(connection::getStatusCodeReply);
            } else {
                connection.getStatusCodeReply();
            }
        }
    }

    /** Returns at least 1, as 0 means no limit to a socket. */
    private static int millis(Duration longest, StopRequest stop) {
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

    private static void ignoreForbidden(Runnable command) {
        try {
            command.run();
        } catch (JedisAccessControlException e) {
            if (!e.getMessage().startsWith("NOPERM")) {
                throw e;
            }
            LOGGER.debug("log4j-ray: a Redis forbids a command that is not necessary: {}", e.getMessage());
        }
    }

    /**
     * Ends what another thread waits for at a connection.
     *
     * @param connection any; null for none
     */
    public static void abandon(Connection connection) {
        try {
            if (connection != null) {
                connection.forceDisconnect();
            }
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: closing a connection with a Redis failed: {}", e.toString());
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
