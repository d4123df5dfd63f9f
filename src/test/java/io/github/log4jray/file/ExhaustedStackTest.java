package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.ExhaustedStack;
import io.github.log4jray.testing.fixtures.Logging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stack ends at each place of a call of the appender: each event that has reached it is in the file or counted. */
class ExhaustedStackTest {

    private static final LogEvent EVENT = Log4jLogEvent.newBuilder()
            .setLoggerName("test")
            .setLevel(Level.INFO)
            .setThreadName("deep")
            .setTimeMillis(1)
            .setMessage(new SimpleMessage("event"))
            .build();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachEventThatHasReachedTheAppenderIsInTheFileOrCounted(boolean immediateFlush) throws Exception {
        Path log;
        ExhaustedStack stack;
        try (Logging logging = Logging.with(Config.sessionDirectory()
                .with("sessionDir", directory)
                .with("fileName", "app.log")
                .with("maxBytes", 0)
                .with("immediateFlush", immediateFlush))) {
            SessionDirectoryAppender appender =
                    logging.context().getConfiguration().getAppender("file");
            log = appender.file();
            stack = new ExhaustedStack(appender, EVENT);
            stack.appendAtEachDepth();
        }
        List<String> lines = Files.readAllLines(log);
        long missing = lines.stream()
                .filter(line -> line.contains(" missing here: "))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*: (\\d+) records? (is|are) missing here.*", "$1")))
                .sum();
        long events = lines.stream().filter(line -> line.endsWith(": event")).count();
        assertThat(stack.reached()).isGreaterThan(10);
        assertThat(events).isBetween(stack.returned(), stack.returned() + stack.unknown() + stack.reached());
        assertThat(events + missing)
                .isBetween(stack.returned() + stack.reached(), stack.returned() + stack.reached() + stack.unknown());
    }
}
