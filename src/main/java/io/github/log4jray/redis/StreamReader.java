package io.github.log4jray.redis;

import io.github.log4jray.protocol.RedisConnection;
import io.github.log4jray.protocol.StreamScripts;
import io.github.log4jray.redis.StreamFeed.Item;
import io.github.log4jray.redis.StreamPositions.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * Reads a stream of a Redis for a driver, on one connection. For one thread. Each method throws a {@code JedisException}
 * if the connection ends.
 */
final class StreamReader implements AutoCloseable {

    /** The consumer group, and before each id: entries that no driver has read yet. */
    static final String GROUP = "log4jray";

    static final String UNREAD = ">";

    /** How long a driver is the one that reads, after each call. */
    static final Duration LEASE = Duration.ofSeconds(6);

    /** Lines of a sender that were dropped unread: the record of them, and a batch without lines of their worker. */
    record Dropped(String sender, String record, byte[] origin) {}

    /**
     * What the Redis answers.
     *
     * @param reads whether this driver reads the stream
     * @param begins whether it reads from now on
     * @param created whether the stream was not there
     * @param dropped unread batches
     * @param entries in the order of the stream
     * @param positions of senders, as the last driver has left them; empty where this one must have them
     */
    record Answer(
            boolean reads,
            boolean begins,
            boolean created,
            List<Dropped> dropped,
            List<StreamEntry> entries,
            Map<String, Position> positions) {}

    private final Connection connection;
    private final List<byte[]> keys;
    private final String driver;

    /**
     * @param connection is closed with this reader
     * @param key of the stream
     * @param driver the id of this driver
     */
    StreamReader(Connection connection, String key, String driver) {
        this.connection = connection;
        this.keys = StreamScripts.keys(key);
        this.driver = driver;
    }

    /**
     * Removes items from the stream, and reads entries.
     *
     * @param handled the items
     * @param positions of senders that the stream has to know, beside those of the items
     * @param count how many entries to read at most; 0 for none
     * @param from the id before the first one, for entries that a driver has read before; else {@link #UNREAD}
     * @return what the Redis answers
     */
    Answer read(List<Item> handled, Map<String, Position> positions, int count, String from) {
        return answer(call(handled, positions, count, from, LEASE));
    }

    /** Removes items from the stream, and lets another driver read. */
    void leave(List<Item> handled) {
        call(handled, Map.of(), 0, UNREAD, Duration.ZERO);
    }

    /**
     * Which senders are gone from the Redis.
     *
     * @param next where to go on; 0 at the end
     * @param senders that were removed
     */
    record Forgotten(String next, List<String> senders) {}

    /**
     * Removes some of the senders that have called nothing for a while.
     *
     * @param from where to begin; 0 for the first ones
     * @param count how many to look at, about
     * @param silence how long they have called nothing
     * @param strangers senders of which this driver has heard nothing for longer; they are removed unless they are workers
     * @return what the Redis has removed
     */
    Forgotten forget(String from, int count, Duration silence, List<String> strangers) {
        List<Object> arguments =
                new ArrayList<>(List.of(StreamScripts.SECONDS_TO_LIVE, from, count, silence.toSeconds()));
        strangers.forEach(sender -> arguments.add(bytes(sender)));
        List<?> answer = StreamScripts.FORGET.run(connection, keys, arguments);
        return new Forgotten(
                text(answer.get(0)),
                ((List<?>) answer.get(1)).stream().map(StreamReader::text).toList());
    }

    private List<?> call(List<Item> handled, Map<String, Position> more, int count, String from, Duration lease) {
        Map<String, Position> positions = new LinkedHashMap<>(more);
        List<Object> ids = new ArrayList<>();
        List<Object> records = new ArrayList<>();
        for (Item item : handled) {
            if (item.position() != null) {
                positions.put(item.sender(), item.position());
            }
            if (item.id() == null) {
                records.add(bytes(item.sender()));
                records.add(bytes(item.record()));
            } else {
                ids.add(item.id());
                ids.add(item.size());
            }
        }
        List<Object> arguments = new ArrayList<>(List.of(
                GROUP,
                driver,
                StreamScripts.SECONDS_TO_LIVE,
                lease.toMillis(),
                StreamScripts.ENTRY_OVERHEAD,
                count,
                from,
                ids.size() / 2,
                positions.size(),
                records.size() / 2));
        arguments.addAll(ids);
        positions.forEach((sender, position) -> {
            arguments.add(bytes(sender));
            arguments.add(position);
        });
        arguments.addAll(records);
        return StreamScripts.READ.run(connection, keys, arguments);
    }

    private static Answer answer(List<?> answer) {
        long state = (Long) answer.get(0);
        List<Dropped> dropped = new ArrayList<>();
        List<?> lost = (List<?>) answer.get(2);
        for (int i = 0; i < lost.size(); i += 3) {
            dropped.add(new Dropped(text(lost.get(i)), text(lost.get(i + 1)), (byte[]) lost.get(i + 2)));
        }
        List<StreamEntry> entries = new ArrayList<>();
        for (Object entry : (List<?>) answer.get(3)) {
            entries.add(StreamEntry.of((List<?>) entry));
        }
        Map<String, Position> positions = new LinkedHashMap<>();
        List<?> shown = (List<?>) answer.get(4);
        for (int i = 0; i < shown.size(); i += 2) {
            positions.put(text(shown.get(i)), Position.parse(text(shown.get(i + 1))));
        }
        return new Answer(state != 0, state == 1, (Long) answer.get(1) == 1, dropped, entries, positions);
    }

    /**
     * Waits for an entry.
     *
     * @param after the id before it
     * @param timeout the longest wait
     * @return its id; null for none
     */
    String await(String after, Duration timeout) {
        connection.sendCommand(
                Command.XREAD,
                bytes("COUNT"),
                bytes("1"),
                bytes("BLOCK"),
                bytes(Long.toString(Math.max(1, timeout.toMillis()))),
                bytes("STREAMS"),
                keys.get(0),
                bytes(after));
        if (connection.getOne() instanceof List<?> streams && streams.get(0) instanceof List<?> stream) {
            List<?> entry = (List<?>) ((List<?>) stream.get(1)).get(0);
            return text(entry.get(0));
        }
        return null;
    }

    /**
     * @param sender of batches
     * @return a batch without lines of its worker; null for none
     */
    byte[] origin(String sender) {
        connection.sendCommand(Command.HGET, keys.get(5), bytes(sender));
        return connection.getBinaryBulkReply();
    }

    /** Other programs may name senders that are not UTF-8: each byte is a character here. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        RedisConnection.close(connection);
    }
}
