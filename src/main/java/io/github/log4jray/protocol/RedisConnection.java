package io.github.log4jray.protocol;

import io.github.log4jray.session.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connects with a Redis that hands batches from workers to drivers, on the channel on which Ray published them when its
 * GCS was a Redis (before Ray 2.0).
 */
public final class RedisConnection {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String CHANNEL = "RAY_LOG_CHANNEL";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private RedisConnection() {}

    /** @return the name of the channel */
    public static byte[] channel() {
        return CHANNEL.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Connects and says who this is. What the caller does with the connection throws {@link JedisException}, which
     * {@link #failure} makes one of these.
     *
     * @param owner names the appender in what is reported
     * @param address of the Redis
     * @param deadAfter how long an answer may take
     * @return the connection, to be closed
     * @throws RejectedException where user or password are wrong
     * @throws IOException where there is no connection
     */
    public static Connection open(String owner, Address.Redis address, Duration deadAfter) throws IOException {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .connectionTimeoutMillis((int) CONNECT_TIMEOUT.toMillis())
                .socketTimeoutMillis((int) deadAfter.toMillis())
                .user(address.user())
                .password(address.password())
                .database(address.database());
        if (address.tls()) {
            config.sslOptions(
                    SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
        } else {
            InetAddress remote = InetAddress.getByName(address.host());
            ClearText.warn(owner, "password and lines", "to the Redis at " + address, remote);
        }
        Connection connection = null;
        try {
            connection = new Connection(new HostAndPort(address.host(), address.port()), config.build());
            connection.connect();
            return connection;
        } catch (JedisException e) {
            close(connection);
            throw failure(e);
        }
    }

    /** @param connection to be closed, in whatever state; null for none */
    public static void close(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (JedisException e) {
            LOGGER.debug("log4j-ray: a connection with a Redis that has ended: {}", e.toString());
        }
    }

    /**
     * @param e what a connection has thrown
     * @return the same, to be thrown: {@link RejectedException}, or what is known of the reason
     */
    public static IOException failure(JedisException e) {
        if (e instanceof JedisAccessControlException) {
            return RejectedException.answered(e.getMessage(), "");
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
