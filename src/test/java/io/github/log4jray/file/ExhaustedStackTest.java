package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Logging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

    private static final int THREADS = 10;
    private static final int CALLS_AT_THE_END = 100;

    private static final LogEvent EVENT = Log4jLogEvent.newBuilder()
            .setLoggerName("test")
            .setLevel(Level.INFO)
            .setThreadName("deep")
            .setTimeMillis(1)
            .setMessage(new SimpleMessage("event"))
            .build();

    @TempDir
    private Path directory;

    private SessionDirectoryAppender appender;
    private final StackOverflowError[] errors = new StackOverflowError[CALLS_AT_THE_END];
    private int failed;
    private int returned;

    /** Events whose call ended within the appender, and those for which that is not known. */
    private long reached;

    private long unknown;

    private void append() {
        if (failed == errors.length) {
            return;
        }
        try {
            appender.append(EVENT);
            returned++;
        } catch (StackOverflowError e) {
            errors[failed++] = e;
        }
    }

    private void descend() {
        try {
            descend();
        } catch (StackOverflowError e) {
            // the end of the stack
        }
        append();
    }

    /** Shifts the frames against the end of the stack. */
    private void from(int height) {
        if (height > 0) {
            from(height - 1);
        } else {
            descend();
        }
    }

    private void classify() {
        for (int i = 0; i < failed; i++) {
            List<String> frames = Arrays.stream(errors[i].getStackTrace())
                    .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                    .toList();
            int at = frames.indexOf(SessionDirectoryAppender.class.getName() + ".append");
            reached += at > 0 ? 1 : 0;
            unknown += at == 0 ? 1 : 0;
            errors[i] = null;
        }
        failed = 0;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachEventThatHasReachedTheAppenderIsInTheFileOrCounted(boolean immediateFlush) throws Exception {
        Path log;
        try (Logging logging =
                Logging.with("<SessionDirectory name=\"file\" sessionDir=\"%s\" fileName=\"app.log\" maxBytes=\"0\""
                                .formatted(directory)
                        + " immediateFlush=\"" + immediateFlush + "\"/>")) {
            appender = logging.context().getConfiguration().getAppender("file");
            log = appender.file();
            for (int i = 0; i < 5_000; i++) {
                // the JDK initializes its classes
                append();
            }
            for (int i = 0; i < THREADS; i++) {
                int height = i;
                Thread thread = new Thread(null, () -> from(height), "deep", 160 * 1024 + 4096L * (i % 16));
                thread.start();
                thread.join();
                classify();
            }
            append();
        }
        List<String> lines = Files.readAllLines(log);
        long missing = lines.stream()
                .filter(line -> line.contains(" missing here: "))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*: (\\d+) records? (is|are) missing here.*", "$1")))
                .sum();
        long events = lines.stream().filter(line -> line.endsWith(": event")).count();
        assertThat(reached).isGreaterThan(THREADS);
        assertThat(events).isBetween((long) returned, returned + unknown + reached);
        assertThat(events + missing).isBetween(returned + reached, returned + reached + unknown);
    }
}
