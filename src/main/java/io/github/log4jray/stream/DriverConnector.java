package io.github.log4jray.stream;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.protocol.ClearText;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RedisConnector;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.OptionalLibrary;
import io.github.log4jray.stream.DriverCandidates.Candidate;
import io.github.log4jray.transport.TlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import redis.clients.jedis.Connection;

/**
 * Connects with one address, of a driver or of a Redis, and sends the contents of a {@link SendBuffer} there until the
 * connection ends. It keeps what the next connection must know of the ones before it: the id of this sender, and the driver
 * that has welcomed it. For the sender's thread.
 */
final class DriverConnector {

    private static final int SENDER_ID_BYTES = 16;

    private final String label;
    private final DriverFinder finder;
    private final TlsClient tls;
    private final Protocol protocol;
    private final SendBuffer buffer;
    private final StopRequest stop;
    private String senderId = ProcessIds.randomHex(SENDER_ID_BYTES);

    /** The id of the last driver that has welcomed this process; null for none. */
    private String lastDriver;

    /** The batches in the stream of a Redis; null for none. */
    private AppendedBatches appended;

    /** Of the last Redis; null for none. */
    private volatile RedisConnector redisConnector;

    /**
     * @param label names the appender in messages
     * @param finder knows the worker id
     * @param tls how it connects with a driver that speaks TLS
     * @param protocol the times of the protocol
     * @param buffer has the batches to send
     * @param stop ends the work when all is acknowledged or no time is left
     */
    DriverConnector(
            String label, DriverFinder finder, TlsClient tls, Protocol protocol, SendBuffer buffer, StopRequest stop) {
        this.label = label;
        this.finder = finder;
        this.tls = tls;
        this.protocol = protocol;
        this.buffer = buffer;
        this.stop = stop;
    }

    /** @return whether a driver has ever welcomed this process */
    boolean wasWelcomed() {
        return lastDriver != null;
    }

    /**
     * Connects, and sends until the stop is complete.
     *
     * @param candidate where to connect
     * @param timeout the longest wait for the connection
     * @param selector its {@code wakeup} announces lines to send or a stop
     * @param connected is called when the driver has welcomed this process
     * @throws IOException when there is no connection, or when it ends before
     */
    void send(Candidate candidate, Duration timeout, Selector selector, Runnable connected) throws IOException {
        if (candidate.driver().address() instanceof Address.Redis redis) {
            if (redis.stream() == null) {
                publish(redis, selector, connected);
            } else {
                append(redis, selector, connected);
            }
        } else {
            stream(candidate, timeout, selector, connected);
        }
    }

    private void publish(Address.Redis redis, Selector selector, Runnable connected) throws IOException {
        try (RedisPublisher publisher = new RedisPublisher(open(redis), selector, buffer, stop, protocol)) {
            connected.run();
            publisher.sendAll();
        }
    }

    private void append(Address.Redis redis, Selector selector, Runnable connected) throws IOException {
        String key = redis.stream().keyOf(finder.job());
        if (key == null) {
            throw new RejectedException(
                    "this process has no job and so no stream to use; set RAY_JOB_ID, or name a stream with"
                            + " ?stream=<key>",
                    null);
        }
        if (appended == null || !appended.key().equals(key)) {
            appended = new AppendedBatches(key);
        }
        long maxBytes = redis.stream().maxBytes();
        try (RedisStreamPublisher publisher =
                new RedisStreamPublisher(open(redis), maxBytes, appended, selector, buffer, stop, protocol)) {
            publisher.begin();
            connected.run();
            publisher.sendAll();
        }
    }

    private Connection open(Address.Redis redis) throws IOException {
        RedisConnector connector = new RedisConnector(label, redis, protocol.deadAfter(), stop);
        redisConnector = connector;
        return connector.open();
    }

    /** Ends the wait of the sender's thread for a Redis that does not answer. For any thread, after the deadline of a stop. */
    void abandon() {
        RedisConnector connector = redisConnector;
        if (connector != null) {
            connector.abandon();
        }
    }

    private void stream(Candidate candidate, Duration timeout, Selector selector, Runnable connected)
            throws IOException {
        Identity identity = Identity.of(candidate.driver().token(), senderId, finder.locateWorkerId());
        InetSocketAddress address = candidate.socket();
        if (address.isUnresolved()) {
            throw new IOException("the host is not known");
        }
        Address.Tcp overTls = candidate.driver().address() instanceof Address.Tcp tcp && tcp.tls() ? tcp : null;
        if (overTls != null && !OptionalLibrary.TLS_CHANNEL.isPresent()) {
            throw new RejectedException(
                    "TLS needs " + OptionalLibrary.TLS_CHANNEL.artifact() + ", which is not on the class path", null);
        }
        InetAddress remote = address.getAddress();
        try (SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            DriverConnection connection = new DriverConnection(channel, selector, buffer, stop, protocol);
            connection.connect(address, timeout);
            if (overTls == null) {
                ClearText.warnOfStream(label, remote);
            } else {
                connection.secure(tls.transport(channel, overTls.host(), overTls.port(), overTls.sha256()));
            }
            lastDriver = connection.hello(identity, lastDriver);
            connected.run();
            connection.sendAll();
        } catch (GeneralSecurityException e) {
            throw new RejectedException("this Java can't speak TLS: " + e.getMessage(), e);
        } catch (SenderTakenException e) {
            senderId = ProcessIds.randomHex(SENDER_ID_BYTES);
            throw e;
        } finally {
            selector.selectNow(); // deregisters the closed channel
        }
    }
}
