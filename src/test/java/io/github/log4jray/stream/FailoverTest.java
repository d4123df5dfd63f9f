package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.junit.jupiter.api.Test;

/** {@code ignoreExceptions="false"}: the caller, or {@code Failover}, learns of every event that is given up. */
final class FailoverTest extends WithFakeDriver {

    private static final String LARGE = "x".repeat(700);

    private Logging strict(String... attributes) {
        return Logging.with(stream(
                "shutdownTimeoutMillis=\"0\" bufferSize=\"4 KB\" ignoreExceptions=\"false\"",
                String.join(" ", attributes)));
    }

    private static void fill(Logger logger) {
        for (int i = 0; i < 100; i++) {
            logger.info(LARGE);
        }
    }

    @Test
    void callerLearnsThatThereIsNoRoom() {
        try (Logging worker = strict("")) {
            Logger logger = worker.logger("a");
            assertThatThrownBy(() -> fill(logger))
                    .isInstanceOf(AppenderLoggingException.class)
                    .hasMessageContaining("DriverStream \"driver\"")
                    .hasMessageContaining("the buffer is full");
        }
    }

    @Test
    void callerLearnsThatAnEventIsTooLarge() {
        try (Logging worker = strict("")) {
            assertThatThrownBy(() -> worker.logger("a").info("x".repeat(10_000)))
                    .isInstanceOf(AppenderLoggingException.class)
                    .hasMessageContaining("larger than the buffer");
        }
    }

    @Test
    void callerLearnsThatTheWaitForRoomWasInVain() throws IOException {
        try (Logging worker = strict("overflow=\"block\" blockTimeoutMillis=\"1\"");
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            Logger logger = worker.logger("a");
            assertThatThrownBy(() -> fill(logger)).isInstanceOf(AppenderLoggingException.class);
            assertThat(connection.hasEnded()).isFalse();
        }
    }

    @Test
    void byDefaultTheCallerLearnsNothingAndOneErrorSaysIt() {
        try (StatusMessages messages = StatusMessages.listen();
                Logging worker = Logging.with(stream("shutdownTimeoutMillis=\"0\"", "bufferSize=\"4 KB\""))) {
            fill(worker.logger("a"));
            assertThat(messages.containing(Level.ERROR, "DriverStream \"driver\": the buffer is full", "counted"))
                    .hasSize(1);
        }
    }

    @Test
    void failoverGetsTheEventsThatFindNoRoom() throws IOException {
        Path file = directory.resolve("failover.log");
        Config configuration = Config.of(
                        stream("shutdownTimeoutMillis=\"0\"", "bufferSize=\"4 KB\"", "ignoreExceptions=\"false\""),
                        Config.file(file).with(Config.pattern("%m%n")),
                        Config.failover("driver", "file"))
                .writingTo("failover");
        int lines = 100;
        int streamed = 0;
        try (Logging worker = Logging.with(configuration)) {
            Logger logger = worker.logger("a");
            for (int i = 0; i < lines; i++) {
                logger.info("{} {}", i, LARGE);
            }
            try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
                Map<String, Object> batch;
                do {
                    batch = connection.next();
                    streamed += ((List<?>) batch.get("lines")).size();
                    connection.acknowledge((Long) batch.get("seq"));
                } while (!batch.containsKey("dropped"));
            }
        }
        assertThat(streamed).isPositive();
        assertThat(Files.readAllLines(file)).hasSize(lines - streamed);
    }
}
