package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.ExhaustedStack;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The stack ends at each place of a call of the appender: each event that has reached it is printed or counted. */
class ExhaustedStackTest {

    @Test
    void eachEventThatHasReachedTheAppenderIsPrintedOrCounted() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = Logging.with(Config.driverConsole()
                        .with("name", "console")
                        .with("source", "none")
                        .with(Config.pattern("%m%n")))) {
            DriverConsoleAppender appender =
                    logging.context().getConfiguration().getAppender("console");
            ExhaustedStack stack = new ExhaustedStack(
                    appender,
                    Log4jLogEvent.newBuilder()
                            .setLevel(Level.INFO)
                            .setMessage(new SimpleMessage("event"))
                            .build());

            stack.appendAtEachDepth();

            assertThat(stack.reached()).isGreaterThan(10);
            assertThat(appender.getLinesLost()).isBetween(stack.reached(), stack.reached() + stack.unknown());
            assertThat(printed.toString(StandardCharsets.UTF_8)
                            .lines()
                            .filter("event"::equals)
                            .count())
                    .isGreaterThanOrEqualTo(stack.returned());
            Awaitility.await()
                    .until(() -> !messages.containing(Level.ERROR, "not printed: memory or stack was exhausted")
                            .isEmpty());
        } finally {
            System.setOut(before);
        }
    }
}
