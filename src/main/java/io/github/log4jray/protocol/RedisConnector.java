package io.github.log4jray.protocol;

import io.github.log4jray.session.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.SSLSocketWrapper;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connects with a Redis, for one thread, with one connection at a time. Any other thread may end what that thread waits for:
 * the connection, the handshake of TLS, the login, or an answer. Only the system ends the look-up of a host name.
 */
public final class RedisConnector {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final String label;
    private final Address.Redis address;
    private final Duration deadAfter;
    private final StopRequest stop;

    /** Below TLS: to close it waits for nothing. */
    private volatile Socket socket;

    /**
     * @param label names the appender in messages
     * @param address of the Redis
     * @param deadAfter the longest wait for an answer
     * @param stop limits all waits: its deadline is not exceeded
     */
    public RedisConnector(String label, Address.Redis address, Duration deadAfter, StopRequest stop) {
        this.label = label;
        this.address = address;
        this.deadAfter = deadAfter;
        this.stop = stop;
    }

    /**
     * Connects and authenticates. It tries every address of the host name. The user needs no right but to publish or to
     * subscribe. Later calls of the connection throw {@link JedisException}, which {@link RedisConnection#failure} converts.
     *
     * @return the connection; the caller closes it
     * @throws RejectedException if user or password are invalid
     * @throws IOException if there is no connection
     */
    public Connection open() throws IOException {
        if (!address.tls()) {
            for (InetAddress remote : InetAddress.getAllByName(address.host())) {
                ClearText.warn(label, "password and lines", "to the Redis at " + address, remote);
            }
        }
        try {
            Connection connection = new Connection(
                    new OneSocket(),
                    DefaultJedisClientConfig.builder()
                            .resp2()
                            .socketTimeoutMillis(RedisConnection.millis(deadAfter, stop))
                            .user(address.user())
                            .password(address.password())
                            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                            .build());
            select(connection);
            return connection;
        } catch (JedisException e) {
            abandon();
            throw RedisConnection.failure(e);
        } catch (RuntimeException | Error e) {
            abandon();
            throw e;
        }
    }

    /** A user without the right to select a database can publish and subscribe all the same: channels have no database. */
    private void select(Connection connection) {
        if (address.database() > 0) {
            connection.sendCommand(Command.SELECT, Integer.toString(address.database()));
            if (address.stream() == null) {
                RedisConnection.ignoreForbidden(connection::getStatusCodeReply);
            } else {
                connection.getStatusCodeReply();
            }
        }
    }

    /**
     * Ends what the thread waits for. The connection is useless afterwards. For any thread. Without effect on a connection that
     * begins later, unless the deadline of the stop has passed.
     */
    public void abandon() {
        close(socket);
    }

    private static void close(Socket open) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: closing a connection with a Redis failed: {}", e.toString());
        }
    }

    /**
     * Makes the socket of a connection, once. If the connection is lost, Jedis would connect again with the next command, and
     * would neither log in nor select the database.
     */
    private final class OneSocket implements JedisSocketFactory {

        private boolean made;

        @Override
        public Socket createSocket() {
            if (made) {
                throw new JedisConnectionException("the connection has ended");
            }
            made = true;
            try {
                Socket connected = connect();
                return address.tls() ? secure(connected) : connected;
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                close(socket);
                throw new JedisConnectionException(e);
            }
        }

        private Socket connect() throws IOException {
            IOException problem = null;
            for (InetAddress host : InetAddress.getAllByName(address.host())) {
                socket = new Socket();
                try {
                    connect(socket, new InetSocketAddress(host, address.port()));
                    return socket;
                } catch (IOException e) {
                    close(socket);
                    problem = e;
                }
            }
            throw problem;
        }

        private void connect(Socket next, InetSocketAddress remote) throws IOException {
            if (stop.nanosLeft() <= 0) {
                throw new IOException("no time is left before the stop");
            }
            next.setKeepAlive(true);
            next.setTcpNoDelay(true);
            next.setSoLinger(true, 0); // else a close may wait for what the Redis does not take
            next.connect(remote, RedisConnection.millis(CONNECT_TIMEOUT, stop));
            next.setSoTimeout(RedisConnection.millis(deadAfter, stop));
        }

        private Socket secure(Socket plain) throws IOException, GeneralSecurityException {
            SslOptions options =
                    SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build();
            SSLSocket secured = (SSLSocket) options.createSslContext()
                    .getSocketFactory()
                    .createSocket(plain, address.host(), address.port(), true);
            secured.setSSLParameters(options.getSslParameters());
            return new SSLSocketWrapper(secured, plain);
        }
    }
}
