package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.ExhaustedStack;
import io.github.log4jray.testing.fixtures.Logging;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

/** The stack ends at each place of a call of the appender: each event that has reached it is in the buffer or counted. */
final class ExhaustedStackTest {

    @Test
    void eachEventThatHasReachedTheAppenderIsInTheBufferOrCounted() throws Exception {
        try (Logging logging = Logging.with(Config.driverStream()
                .with("name", "driver")
                .with("address", "tcp://127.0.0.1:9")
                .with("bufferSize", "64 MB")
                .with("shutdownTimeoutMillis", 0))) {
            DriverStreamAppender appender = logging.context().getConfiguration().getAppender("driver");
            ExhaustedStack stack = new ExhaustedStack(
                    appender,
                    Log4jLogEvent.newBuilder()
                            .setLevel(Level.INFO)
                            .setThreadName("deep")
                            .setMessage(new SimpleMessage("event"))
                            .build());

            stack.appendAtEachDepth();

            long ended = stack.returned() + stack.reached();
            assertThat(stack.reached()).isGreaterThan(10);
            assertThat(appender.getLinesBuffered() + appender.getLinesDropped())
                    .isBetween(ended, ended + stack.unknown());
            assertThat(appender.getLinesDropped()).isPositive();
        }
    }
}
