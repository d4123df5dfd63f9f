package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.text.RenderBuffer;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** What a worker tells a real Redis beside its lines. */
@Tag("redis")
class RedisStreamPublisherTest {

    private static final byte[] HEAD = "{\"lines\":[".getBytes(StandardCharsets.US_ASCII);
    private static final String KEY = "log4jray:published";

    @TempDir
    Path directory;

    /** Of the lines; null until it is known. */
    private Path file;

    private final SendBuffer buffer = new SendBuffer(
            new BufferLimits(1 << 16, false, 0, 0), isErr -> HEAD, () -> file, () -> {}, System::nanoTime);

    private void append(String text) {
        try (RenderBuffer event = RenderBuffer.take()) {
            event.text().append(text);
            BatchLineEncoder.encode(event, () -> null);
            buffer.append(false, null, null, event);
        }
    }

    /** Returns what the entry says of the number of lines that were shown before it. */
    private static String shownAtTheLastOf(RedisServer redis) {
        List<?> entries = (List<?>) redis.command(Command.XREVRANGE, KEY, "+", "-", "COUNT", "1");
        List<?> fields = (List<?>) ((List<?>) entries.get(0)).get(1);
        return new String((byte[]) fields.get(fields.size() - 1), StandardCharsets.UTF_8);
    }

    /** What a test does with a publisher that ends as soon as all lines are sent. */
    private interface Use {
        void of(RedisStreamPublisher publisher, AppendedBatches appended, RedisServer redis) throws IOException;
    }

    private void with(Use use) throws IOException {
        try (RedisServer redis = RedisServer.start(directory);
                Selector selector = Selector.open();
                Connection connection = new Connection(
                        new HostAndPort("127.0.0.1", redis.port()),
                        DefaultJedisClientConfig.builder().resp2().build())) {
            AppendedBatches appended = new AppendedBatches(KEY);
            StopRequest stop = new StopRequest();
            stop.request(Patience.LONG);
            try (RedisStreamPublisher publisher =
                    new RedisStreamPublisher(connection, 1 << 20, appended, selector, buffer, stop, Protocol.DEFAULT)) {
                use.of(publisher, appended, redis);
            }
        }
    }

    /** The worker's own clock may have stood still meanwhile, as its host was suspended. */
    @Test
    void workerThatTheRedisHasForgottenInAnHourOfSilenceSaysThatItsLinesWereShown() throws IOException {
        with((publisher, appended, redis) -> {
            publisher.begin();
            append("first");
            publisher.sendAll();
            assertThat(shownAtTheLastOf(redis)).isEqualTo("0");
            redis.command(Command.HDEL, KEY + ":appended", appended.sender());
            appended.answeredAt(appended.lastCall() - 3600);
            append("second");
            publisher.sendAll();
            assertThat(shownAtTheLastOf(redis)).isEqualTo("1");
        });
    }

    @Test
    void fileThatIsKnownWithTheFirstLineIsToldBeforeThisLineCanBeLost() throws IOException {
        with((publisher, appended, redis) -> {
            publisher.begin();
            assertThat(originOf(appended, redis)).contains("\"file\":null");
            file = Path.of("/logs/worker.out");
            append("first");
            publisher.sendAll();
            assertThat(originOf(appended, redis)).contains("\"file\":\"/logs/worker.out\"");
        });
    }

    private static String originOf(AppendedBatches appended, RedisServer redis) {
        Object origin = redis.command(Command.HGET, KEY + ":workers", appended.sender());
        return new String((byte[]) origin, StandardCharsets.UTF_8);
    }
}
