package io.github.log4jray.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.display.Screen;
import io.github.log4jray.protocol.StreamScripts;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.redis.StreamFeed.Item;
import io.github.log4jray.redis.StreamPositions.Position;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** What a real Redis keeps beside a stream: of workers that are gone, and of those that come back. */
@Tag("redis")
class StreamKeysTest {

    private static final String KEY = "log4jray:silent";
    private static final String ORIGIN = "{\"pid\":1,\"lines\":[]}";

    /** Every sender was silent for so long. */
    private static final Duration ANY = Duration.ofHours(-1);

    @TempDir
    Path directory;

    private final List<byte[]> keys = StreamScripts.keys(KEY);
    private final AtomicLong now = new AtomicLong();
    private final StreamPositions positions = new StreamPositions(now::get);
    private final StreamDiagnostics diagnostics =
            new StreamDiagnostics("test", (Address.Redis) Address.parse("redis://127.0.0.1:1?stream"));
    private RedisServer redis;
    private Connection connection;
    private StreamReader reader;

    @BeforeEach
    void connect() throws IOException {
        redis = RedisServer.start(directory);
        connection = new Connection(
                new HostAndPort("127.0.0.1", redis.port()),
                DefaultJedisClientConfig.builder().resp2().build());
        reader = new StreamReader(connection, KEY, "driver");
        reader.read(List.of(), Map.of(), 0, StreamReader.UNREAD);
    }

    @AfterEach
    void disconnect() {
        reader.close();
        redis.close();
    }

    /** As a sender that has called nothing for long. Returns since when the Redis has its data. */
    private String register(String sender, long seq, long lines, long shown, String data) {
        return new String((byte[]) register(sender, seq, lines, shown, data, 0).get(2), StandardCharsets.UTF_8);
    }

    private List<?> register(String sender, long seq, long lines, long shown, String data, long lastCall) {
        return StreamScripts.REGISTER.run(
                connection,
                keys,
                List.of(sender, ORIGIN, seq, lines, shown, 3600, StreamScripts.ENTRY_OVERHEAD, data, lastCall));
    }

    /** Appends a batch of one line, and returns what the Redis answers. */
    private List<?> append(String sender, long seq, long before, long shown, long maxBytes) {
        return StreamScripts.APPEND.run(
                connection,
                keys,
                List.of(sender, maxBytes, 3600, StreamScripts.ENTRY_OVERHEAD, before, shown, seq, 1, "{}"));
    }

    /** Reads and removes all entries; returns how many lines were missing. */
    private long show() {
        long missing = 0;
        StreamReader.Answer answer = reader.read(List.of(), Map.of(), 100, StreamReader.UNREAD);
        List<Item> items = new ArrayList<>();
        for (StreamEntry entry : answer.entries()) {
            missing += positions.missing(entry.sender(), entry.before(), entry.shown());
            Position position = new Position(entry.seq(), entry.before() + entry.lines());
            positions.put(entry.sender(), position);
            items.add(new Item(entry.id(), entry.countedSize(), entry.sender(), position, null));
        }
        reader.read(items, Map.of(), 0, StreamReader.UNREAD);
        return missing;
    }

    private long fields(String suffix) {
        return (Long) redis.command(Command.HLEN, KEY + suffix);
    }

    private List<String> forget(Duration silence, String... strangers) {
        List<String> senders =
                reader.forget("0", 100, silence, List.of(strangers)).senders();
        senders.forEach(positions::remove);
        return senders;
    }

    @Test
    void keysThatADriverMakesHaveATimeToLive() {
        reader.read(List.of(), Map.of("worker", new Position(1, 1)), 1, "0");
        assertThat((Long) redis.command(Command.TTL, KEY)).isPositive();
        assertThat((Long) redis.command(Command.TTL, KEY + ":shown")).isPositive();
        assertThat((Long) redis.command(Command.TTL, KEY + ":driver")).isPositive();
    }

    @Test
    void silentSenderIsForgottenOnceAllItsLinesAreShown() {
        register("idle", 0, 0, 0, "");
        register("worker", 0, 0, 0, "");
        append("worker", 1, 0, 0, 1 << 20);
        assertThat(forget(Duration.ofMinutes(10))).isEmpty();
        assertThat(forget(ANY)).containsExactly("idle");
        show();
        assertThat(forget(ANY)).containsExactly("worker");
        assertThat(fields(":appended")).isOne();
        assertThat(fields(":shown") + fields(":workers")).isZero();
        assertThat(positions.all()).isEmpty();
    }

    @Test
    void senderThatComesBackHasNoLineMissingAndNoneTwice() {
        String data = register("worker", 0, 0, 0, "");
        append("worker", 1, 0, 0, 1 << 20);
        append("worker", 2, 1, 0, 1 << 20);
        assertThat(show()).isZero();
        forget(ANY);
        assertThat((Long) append("worker", 3, 2, 0, 1 << 20).get(0)).isNegative();
        assertThat(register("worker", 2, 2, 0, data)).isEqualTo(data);
        List<?> answer = append("worker", 3, 2, 2, 1 << 20);
        assertThat(answer.subList(0, 2)).isEqualTo(List.of(3L, 2L));
        assertThat(show()).isZero();
        assertThat(positions.all()).containsOnly(Map.entry("worker", new Position(3, 3)));
    }

    @Test
    void senderThatIsMissingInOtherDataHasItsLinesCounted() {
        String data = register("worker", 0, 0, 0, "");
        append("worker", 1, 0, 0, 1 << 20);
        redis.command(Command.FLUSHALL);
        reader.read(List.of(), Map.of(), 1, "0");
        assertThat(register("worker", 1, 1, 0, data)).isNotEqualTo(data);
        assertThat(show()).isOne();
    }

    /** Perhaps the Redis has lost its last writes, and is otherwise the same. */
    @Test
    void senderThatIsMissingSoonAfterItsLastCallHasItsLinesCounted() {
        List<?> known = register("worker", 0, 0, 0, "", 0);
        String data = new String((byte[]) known.get(2), StandardCharsets.UTF_8);
        long fiftyMinutes = 3000;
        for (long silence : List.of(0L, fiftyMinutes - 60, fiftyMinutes)) {
            append("worker", 1, 0, 0, 1 << 20);
            show();
            redis.command(Command.HDEL, KEY + ":appended", "worker");
            redis.command(Command.HDEL, KEY + ":shown", "worker");
            positions.remove("worker");
            register("worker", 1, 1, 0, data, (Long) known.get(3) - silence);
            assertThat(show()).as("after %s s", silence).isEqualTo(silence < fiftyMinutes ? 1 : 0);
            redis.command(Command.DEL, KEY + ":appended", KEY + ":shown");
            positions.remove("worker");
            redis.command(Command.HSET, KEY + ":appended", "", data, "worker", "0 0");
        }
    }

    @Test
    void driverThatHasNotGotAnAnswerGetsThePositionsAgain() {
        register("worker", 0, 0, 0, "");
        append("worker", 1, 0, 0, 1 << 20);
        show();
        for (int i = 0; i < 2; i++) {
            assertThat(reader.read(List.of(), Map.of(), 1, "0").positions())
                    .isEqualTo(Map.of("worker", new Position(1, 1)));
        }
        assertThat(reader.read(List.of(), Map.of(), 1, StreamReader.UNREAD).positions())
                .isEmpty();
    }

    @Test
    void senderWhoseLastLinesOthersHaveDroppedUnreadIsForgottenOnceTheyAreCounted() throws IOException {
        register("worker", 0, 0, 0, "");
        register("other", 0, 0, 0, "");
        append("worker", 1, 0, 0, 1 << 20);
        append("other", 1, 0, 0, 1);
        assertThat(fields(":lost")).isOne();
        StreamFeed feed = new StreamFeed(
                new Display(DisplaySettings.of(Environment.process(), "10.0.0.1"), new Screen().console()));
        StreamDisplay display = new StreamDisplay(new DriverJobs(null), feed, positions, diagnostics);
        List<Long> lost = new ArrayList<>();
        StreamReader.Answer answer = reader.read(List.of(), Map.of(), 100, StreamReader.UNREAD);
        for (StreamReader.Dropped dropped : answer.dropped()) {
            display.show(dropped, batch -> lost.add(batch.dropped()));
        }
        for (StreamEntry entry : answer.entries()) {
            display.show(entry, reader::origin, batch -> {});
        }
        assertThat(lost).containsExactly(1L);
        reader.read(feed.handledItems(), Map.of(), 0, StreamReader.UNREAD);
        assertThat(forget(ANY)).containsExactlyInAnyOrder("worker", "other");
        assertThat(fields(":lost")).isZero();
    }

    @Test
    void senderWithLinesThatWereDroppedUnreadStays() {
        register("worker", 0, 0, 0, "");
        register("other", 0, 0, 0, "");
        append("worker", 1, 0, 0, 1);
        append("other", 1, 0, 0, 1);
        assertThat(fields(":lost")).isOne();
        show();
        assertThat(forget(ANY)).containsExactly("other");
    }

    @Test
    void otherProgramIsForgottenAfterADayByTheDriver() {
        redis.command(Command.XADD, KEY, "*", "batch", "{}", "sender", "program", "seq", "7");
        show();
        register("worker", 0, 0, 0, "");
        append("worker", 1, 0, 0, 1 << 20);
        show();
        SilentSenders silentSenders = new SilentSenders(positions, diagnostics, now::get);
        silentSenders.remove(reader);
        assertThat(positions.all()).containsOnlyKeys("program", "worker");
        now.addAndGet(Duration.ofDays(1).toNanos());
        silentSenders.remove(reader);
        assertThat(positions.all()).containsOnlyKeys("worker");
        assertThat(fields(":shown")).isOne();
    }
}
