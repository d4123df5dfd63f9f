package io.github.log4jray.stream;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RedisConnection;
import io.github.log4jray.protocol.StopRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Publishes batches on a Redis, on one connection. A batch leaves the buffer when Redis has answered: Redis delivers it to
 * the current subscribers and stores nothing. For the sender's thread.
 */
final class RedisPublisher implements AutoCloseable {

    private final Connection connection;
    private final Selector selector;
    private final SendBuffer buffer;
    private final StopRequest stop;
    private final Protocol protocol;
    private final byte[] channel = RedisConnection.channel();
    private long lastWritten = System.nanoTime();

    /**
     * @param connection is closed with this publisher
     * @param selector its {@code wakeup} announces lines to send or a stop
     * @param buffer has the batches to send
     * @param stop ends the work when all is acknowledged or no time is left
     * @param protocol the times of the protocol
     */
    RedisPublisher(Connection connection, Selector selector, SendBuffer buffer, StopRequest stop, Protocol protocol) {
        this.connection = connection;
        this.selector = selector;
        this.buffer = buffer;
        this.stop = stop;
        this.protocol = protocol;
    }

    /**
     * Publishes until the stop is complete.
     *
     * @throws IOException when the connection ends before
     */
    void sendAll() throws IOException {
        buffer.rewind();
        try {
            while (!stop.isComplete(buffer::isAcknowledged)) {
                ByteBuffer out = buffer.poll();
                if (out == null) {
                    keepAlive();
                    waitForLines();
                } else {
                    publish(out);
                    letLinesGather();
                }
            }
        } catch (JedisException e) {
            throw RedisConnection.failure(e);
        }
    }

    private void publish(ByteBuffer out) {
        RedisConnection.limitWait(connection, protocol.deadAfter(), stop);
        List<byte[]> batches = batches(out);
        for (byte[] batch : batches) {
            connection.sendCommand(Command.PUBLISH, channel, batch);
        }
        for (byte[] batch : batches) {
            connection.getIntegerReply();
            buffer.sent(batch.length + 1);
            buffer.acknowledged(Long.MAX_VALUE);
        }
        lastWritten = System.nanoTime();
    }

    private static List<byte[]> batches(ByteBuffer lines) {
        List<byte[]> batches = new ArrayList<>();
        int start = lines.position();
        for (int i = start; i < lines.limit(); i++) {
            if (lines.get(i) == '\n') {
                byte[] batch = new byte[i - start];
                lines.get(start, batch);
                batches.add(batch);
                start = i + 1;
            }
        }
        return batches;
    }

    private void keepAlive() {
        if (System.nanoTime() - lastWritten >= protocol.keepAlive().toNanos()) {
            RedisConnection.limitWait(connection, protocol.deadAfter(), stop);
            RedisConnection.ping(connection);
            lastWritten = System.nanoTime();
            buffer.forgetSpares();
        }
    }

    private void letLinesGather() throws IOException {
        if (!stop.isRequested() && buffer.gather()) {
            selector.select(DriverConnection.GATHER_MILLIS);
        }
    }

    private void waitForLines() throws IOException {
        long nanos = protocol.keepAlive().toNanos() - (System.nanoTime() - lastWritten);
        nanos = Math.min(nanos, stop.nanosLeft());
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    @Override
    public void close() {
        RedisConnection.close(connection);
    }
}
