package io.github.log4jray.stream;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RedisConnection;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.protocol.StreamScripts;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Appends batches to a stream of a Redis, on one connection. A batch leaves the buffer when it is in the stream. For the
 * sender's thread.
 *
 * <p>While there are no lines, the publisher makes its sender known again and again. So the keys live on, a Redis that has
 * lost its data is noticed, and the publisher knows how many lines were shown.
 */
final class RedisStreamPublisher implements AutoCloseable {

    private static final long UNKNOWN_SENDER = -1;

    /** The place of the number of shown lines among the arguments of {@link StreamScripts#APPEND}. */
    private static final int SHOWN_ARGUMENT = 5;

    private final Connection connection;
    private final Selector selector;
    private final SendBuffer buffer;
    private final StopRequest stop;
    private final Protocol protocol;
    private final AppendedBatches appended;
    private final List<byte[]> keys;
    private final long maxBytes;
    private byte[] origin = {};
    private long lastCall = System.nanoTime();

    /**
     * @param connection is closed with this publisher
     * @param maxBytes bounds the stream
     * @param appended the batches that were appended over earlier connections
     * @param selector its {@code wakeup} announces lines to send or a stop
     * @param buffer has the batches to send
     * @param stop ends the work when all is acknowledged or no time is left
     * @param protocol the times of the protocol
     */
    RedisStreamPublisher(
            Connection connection,
            long maxBytes,
            AppendedBatches appended,
            Selector selector,
            SendBuffer buffer,
            StopRequest stop,
            Protocol protocol) {
        this.connection = connection;
        this.maxBytes = maxBytes;
        this.selector = selector;
        this.buffer = buffer;
        this.stop = stop;
        this.protocol = protocol;
        this.appended = appended;
        this.keys = StreamScripts.keys(appended.key());
    }

    /**
     * Makes the sender known.
     *
     * @throws IOException if the Redis can't have streams, or the connection ends
     */
    void begin() throws IOException {
        try {
            register();
        } catch (JedisException e) {
            throw RedisConnection.failure(e);
        }
    }

    /**
     * Appends until the stop is complete.
     *
     * @throws IOException when the connection ends before, or the Redis can't take a batch
     */
    void sendAll() throws IOException {
        buffer.rewind();
        try {
            while (!stop.isComplete(buffer::isAcknowledged)) {
                List<BufferedBatch> batches = buffer.pollBatches();
                if (batches.isEmpty()) {
                    keepAlive();
                    waitForLines();
                } else {
                    registerChange();
                    append(batches);
                    letLinesGather();
                }
            }
        } catch (JedisException e) {
            throw RedisConnection.failure(e);
        }
    }

    private void append(List<BufferedBatch> batches) throws IOException {
        RedisConnection.limitWait(connection, protocol.deadAfter(), stop);
        List<Object> arguments = new ArrayList<>();
        arguments.add(appended.sender());
        arguments.add(maxBytes);
        arguments.add(StreamScripts.SECONDS_TO_LIVE);
        arguments.add(StreamScripts.ENTRY_OVERHEAD);
        arguments.add(appended.lines());
        arguments.add(appended.shown());
        int bytes = 0;
        for (BufferedBatch batch : batches) {
            arguments.add(batch.seq());
            arguments.add(batch.lines());
            arguments.add(batch.json());
            bytes += batch.json().length + 1;
        }
        List<?> answer = StreamScripts.APPEND.run(connection, keys, arguments);
        if ((Long) answer.get(0) == UNKNOWN_SENDER) {
            register();
            arguments.set(SHOWN_ARGUMENT, appended.shown());
            answer = StreamScripts.APPEND.run(connection, keys, arguments);
        }
        long last = batches.get(batches.size() - 1).seq();
        if ((Long) answer.get(0) < last) {
            throw new IOException("it loses its data again and again");
        }
        appended.appended(batches);
        appended.shown((Long) answer.get(1));
        appended.answeredAt((Long) answer.get(2));
        buffer.sent(bytes);
        buffer.acknowledged(last);
        lastCall = System.nanoTime();
    }

    /** The file of a process is often known with its first line only. A loss names it. */
    private void registerChange() {
        if (!Arrays.equals(origin, buffer.emptyBatch())) {
            register();
        }
    }

    private void register() {
        RedisConnection.limitWait(connection, protocol.deadAfter(), stop);
        origin = buffer.emptyBatch();
        List<?> answer = StreamScripts.REGISTER.run(
                connection,
                keys,
                List.of(
                        appended.sender(),
                        origin,
                        appended.lastSeq(),
                        appended.lines(),
                        appended.shown(),
                        StreamScripts.SECONDS_TO_LIVE,
                        StreamScripts.ENTRY_OVERHEAD,
                        appended.data(),
                        appended.lastCall()));
        appended.shown((Long) answer.get(1));
        appended.knownIn((byte[]) answer.get(2));
        appended.answeredAt((Long) answer.get(3));
        lastCall = System.nanoTime();
    }

    private void keepAlive() {
        if (System.nanoTime() - lastCall >= protocol.keepAlive().toNanos()) {
            register();
            buffer.forgetSpares();
        }
    }

    private void letLinesGather() throws IOException {
        if (!stop.isRequested() && buffer.gather()) {
            selector.select(DriverConnection.GATHER_MILLIS);
        }
    }

    private void waitForLines() throws IOException {
        long nanos = protocol.keepAlive().toNanos() - (System.nanoTime() - lastCall);
        nanos = Math.min(nanos, stop.nanosLeft());
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    @Override
    public void close() {
        RedisConnection.close(connection);
    }
}
