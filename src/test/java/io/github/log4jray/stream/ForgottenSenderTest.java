package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.text.RenderBuffer;
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

/**
 * A worker that the Redis has forgotten after an hour of silence, with all its lines shown. Its own clock may have stood still
 * meanwhile, as its host was suspended.
 */
@Tag("redis")
class ForgottenSenderTest {

    private static final byte[] HEAD = "{\"lines\":[".getBytes(StandardCharsets.US_ASCII);
    private static final String KEY = "log4jray:forgotten";

    @TempDir
    Path directory;

    private final SendBuffer buffer = new SendBuffer(
            new BufferLimits(1 << 16, false, 0, 0), isErr -> HEAD, () -> null, () -> {}, System::nanoTime);

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

    @Test
    void itsNextBatchSaysThatTheLinesBeforeWereShown() throws Exception {
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
                publisher.begin();
                append("first");
                publisher.sendAll();
                assertThat(shownAtTheLastOf(redis)).isEqualTo("0");
                redis.command(Command.HDEL, KEY + ":appended", appended.sender());
                appended.answeredAt(appended.lastCall() - 3600);
                append("second");
                publisher.sendAll();
                assertThat(shownAtTheLastOf(redis)).isEqualTo("1");
            }
        }
    }
}
