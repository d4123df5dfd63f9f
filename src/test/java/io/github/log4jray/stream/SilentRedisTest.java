package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.session.Address;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sender whose Redis answers nothing, with the long times of the protocol. */
@Tag("redis")
class SilentRedisTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path directory;

    private static StreamSender sender(RedisServer redis, String stream) throws Exception {
        Address address = Address.parse(redis.address() + stream);
        return WithSender.sender(new StreamSender.Driver(address, ""), Protocol.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?stream=lines"})
    void stopEndsTheWaitForAnAnswerAndReportsTheLines(String stream) throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                StatusMessages messages = StatusMessages.listen()) {
            StreamSender sender = sender(redis, stream);
            await().until(() -> sender.connections() == 1);
            redis.suspend();
            WithSender.log(sender, "line");
            assertThat(sender.stop(SHORT)).isTrue();
            assertThat(messages.containing(Level.WARN, "1 line was not acknowledged"))
                    .hasSize(1);
        }
    }

    @Test
    void stopEndsTheWaitOfASenderThatIsNotKnownYet() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                StatusMessages messages = StatusMessages.listen()) {
            redis.suspend();
            StreamSender sender = sender(redis, "?stream=lines");
            WithSender.log(sender, "line");
            assertThat(sender.stop(SHORT)).isTrue();
            assertThat(messages.containing(Level.WARN, "1 line was not acknowledged"))
                    .hasSize(1);
        }
    }
}
