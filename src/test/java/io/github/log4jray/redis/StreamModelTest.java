package io.github.log4jray.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.StreamScripts;
import io.github.log4jray.redis.StreamFeed.Item;
import io.github.log4jray.redis.StreamPositions.Position;
import io.github.log4jray.testing.fixtures.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * Workers and drivers take random steps at a real Redis: answers get lost, batches are sent twice, entries are dropped
 * for want of room, drivers die and are followed by others, the Redis loses its data. Each line is shown, or counted as
 * dropped, and none is both or twice, except where a driver dies.
 */
@Tag("redis")
class StreamModelTest {

    private static final String KEY = "log4jray:model";
    private static final int TTL = 3600;

    /** Property {@code log4jray.seed} tries others. */
    private static final long SEED = 20261128;

    @TempDir
    Path directory;

    private final Random random = new Random();

    /** What a worker knows. */
    private static final class Worker {
        private final String sender;
        private long seq;
        private long lines;
        private long shown;
        private List<Long> unanswered = new ArrayList<>();

        private Worker(String sender) {
            this.sender = sender;
        }
    }

    /** What a driver knows, and what it has accounted for: per sender, the number of lines up to the last one. */
    private static final class Driver {
        private final StreamPositions positions = new StreamPositions();
        private final List<Item> held = new ArrayList<>();
        private final Set<String> ids = new HashSet<>();
        private String from = "0";
    }

    @Test
    void eachLineIsShownOrCountedWhateverHappens() throws Exception {
        long seed = Long.getLong("log4jray.seed", SEED);
        try (RedisServer redis = RedisServer.start(directory);
                Connection connection = new Connection(
                        new HostAndPort("127.0.0.1", redis.port()),
                        DefaultJedisClientConfig.builder().resp2().build())) {
            for (int run = 0; run < 40; run++) {
                random.setSeed(seed + run);
                redis.command(Command.FLUSHALL);
                new Run("seed " + (seed + run), connection, run % 2 == 0 ? 1 << 30 : 4096, run % 4 > 1).go();
            }
        }
    }

    private final class Run {
        private final String name;
        private final Connection connection;
        private final long maxBytes;
        private final boolean loses;
        private final List<byte[]> keys = StreamScripts.keys(KEY);
        private final List<Worker> workers = new ArrayList<>();
        private final Map<String, Long> accounted = new LinkedHashMap<>();

        /** Of what was accounted for, that which the Redis knows. */
        private final Map<String, Long> removed = new LinkedHashMap<>();

        private Driver driver = new Driver();
        private int drivers;

        private Run(String name, Connection connection, long maxBytes, boolean loses) {
            this.name = name;
            this.connection = connection;
            this.maxBytes = maxBytes;
            this.loses = loses;
            for (int i = 0; i < 3; i++) {
                workers.add(new Worker("sender" + i));
            }
        }

        private void go() {
            for (int i = 0; i < 300; i++) {
                step();
            }
            workers.forEach(worker -> {
                append(worker, true);
                register(worker);
            });
            driver = successor(driver);
            for (int i = 0; i < 500; i++) {
                read(true);
                remove(driver.held.size());
            }
            for (Worker worker : workers) {
                assertThat(accounted.getOrDefault(worker.sender, 0L))
                        .as(name + " " + worker.sender)
                        .isEqualTo(worker.lines);
            }
            assertThat(number(Command.XLEN, KEY)).as(name).isZero();
            assertThat(number(Command.HLEN, KEY + ":lost")).as(name).isZero();
        }

        private long number(Command command, String key) {
            connection.sendCommand(command, key);
            return connection.getIntegerReply();
        }

        private void step() {
            Worker worker = workers.get(random.nextInt(workers.size()));
            switch (random.nextInt(loses ? 12 : 11)) {
                case 0, 1, 2, 3 -> append(worker, random.nextInt(5) > 0);
                case 4 -> register(worker);
                case 5, 6, 7 -> read(random.nextInt(5) > 0);
                case 8, 9 -> remove(random.nextInt(driver.held.size() + 1));
                case 10 -> driver = random.nextInt(5) == 0 ? successor(driver) : driver;
                default -> {
                    if (random.nextInt(10) == 0) {
                        workers.forEach(this::register);
                        connection.sendCommand(Command.FLUSHALL);
                        connection.getStatusCodeReply();
                        awaitNextMillisecond();
                    }
                }
            }
        }

        /** Ids of entries begin with the time. A Redis that has lost its data does not start anew in the same millisecond. */
        private void awaitNextMillisecond() {
            long flushed = milliseconds();
            while (milliseconds() <= flushed) {
                Thread.onSpinWait();
            }
        }

        private long milliseconds() {
            connection.sendCommand(Command.TIME);
            List<String> time = connection.getMultiBulkReply();
            return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
        }

        /** The driver is another one, which finds what the dead one has left; where a Redis loses data, it is the same. */
        private Driver successor(Driver former) {
            Driver next = new Driver();
            if (loses) {
                next.held.addAll(former.held);
                next.ids.addAll(former.ids);
                former.positions.all().forEach(next.positions::put);
            } else {
                accounted.clear();
                accounted.putAll(removed);
            }
            drivers++;
            connection.sendCommand(Command.DEL, KEY + ":driver");
            connection.getIntegerReply();
            return next;
        }

        private void append(Worker worker, boolean answered) {
            if (worker.unanswered.isEmpty() || random.nextBoolean()) {
                worker.unanswered.add(1L + random.nextInt(5));
            }
            List<Object> arguments = new ArrayList<>(
                    List.of(worker.sender, maxBytes, TTL, StreamScripts.ENTRY_OVERHEAD, worker.lines, worker.shown));
            long seq = worker.seq;
            for (long lines : worker.unanswered) {
                arguments.addAll(List.of(++seq, lines, "x".repeat(1 + random.nextInt(100))));
            }
            List<?> answer = StreamScripts.APPEND.run(connection, keys, arguments);
            if ((Long) answer.get(0) < 0) {
                register(worker);
                append(worker, answered);
            } else if (answered) {
                assertThat((Long) answer.get(0)).isEqualTo(seq);
                worker.seq = seq;
                worker.lines +=
                        worker.unanswered.stream().mapToLong(each -> each).sum();
                worker.unanswered = new ArrayList<>();
                worker.shown = Math.max(worker.shown, (Long) answer.get(1));
            }
        }

        private void register(Worker worker) {
            List<?> answer = StreamScripts.REGISTER.run(
                    connection,
                    keys,
                    List.of(
                            worker.sender,
                            "origin of " + worker.sender,
                            worker.seq,
                            worker.lines,
                            worker.shown,
                            TTL,
                            StreamScripts.ENTRY_OVERHEAD));
            worker.shown = Math.max(worker.shown, (Long) answer.get(1));
        }

        private void read(boolean answered) {
            StreamReader reader = new StreamReader(connection, KEY, "driver" + drivers);
            StreamReader.Answer answer = reader.read(List.of(), Map.of(), 1 + random.nextInt(8), driver.from);
            assertThat(answer.reads()).isTrue();
            if (!answered) {
                driver.from = "0";
                return;
            }
            begins(answer);
            for (StreamReader.Dropped dropped : answer.dropped()) {
                String[] record = dropped.record().split(" ");
                account(
                        dropped.sender(),
                        Long.parseLong(record[0]),
                        Long.parseLong(record[1]),
                        Long.parseLong(record[1]),
                        Long.parseLong(record[2]),
                        new Item(null, -1, dropped.sender(), null, dropped.record()));
            }
            for (StreamEntry entry : answer.entries()) {
                if (driver.ids.add(entry.id())) {
                    account(
                            entry.sender(),
                            entry.seq(),
                            entry.before(),
                            entry.before() + entry.lines(),
                            entry.shown(),
                            new Item(entry.id(), entry.countedSize(), entry.sender(), null, null));
                }
            }
            if (!driver.from.equals(StreamReader.UNREAD) && !answer.begins()) {
                driver.from = answer.entries().isEmpty()
                        ? StreamReader.UNREAD
                        : answer.entries().get(answer.entries().size() - 1).id();
            }
        }

        private void begins(StreamReader.Answer answer) {
            answer.positions().forEach(driver.positions::merge);
            if (answer.begins()) {
                driver.from = driver.from.equals(StreamReader.UNREAD) ? "0" : driver.from;
            }
        }

        private void account(String sender, long seq, long before, long end, long shown, Item item) {
            Position position = null;
            if (sender != null && !driver.positions.isRepeat(sender, seq)) {
                long missing = driver.positions.missing(sender, before, shown);
                long known = accounted.getOrDefault(sender, 0L);
                // what is missing before the batch and its own lines come right after what was accounted for
                assertThat(before - missing).as(name + " " + sender).isEqualTo(known);
                accounted.put(sender, end);
                position = new Position(seq, end);
                driver.positions.put(sender, position);
            }
            driver.held.add(new Item(item.id(), item.size(), sender, position, item.record()));
        }

        private void remove(int count) {
            List<Item> items = new ArrayList<>(driver.held.subList(0, count));
            begins(new StreamReader(connection, KEY, "driver" + drivers).read(items, Map.of(), 0, StreamReader.UNREAD));
            driver.held.subList(0, count).clear();
            for (Item item : items) {
                driver.ids.remove(item.id());
                if (item.position() != null) {
                    removed.put(item.sender(), item.position().lines());
                }
            }
        }
    }
}
