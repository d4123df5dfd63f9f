package io.github.log4jray.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.stream.DriverStreamAppender;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exhausted memory while an executor hands an event to its appenders. */
class ExecutorAppenderTest {

    @TempDir
    private Path directory;

    private Logging logging;
    private DriverStreamAppender events;
    private SessionDirectoryAppender files;
    private ExecutorAppender appender;

    private static Element stream(String name) {
        return Config.driverStream()
                .with("name", name)
                .with("address", "tcp://127.0.0.1:9")
                .with("shutdownTimeoutMillis", 0);
    }

    @BeforeEach
    void start() {
        logging = Logging.with(
                stream("prints"),
                stream("events"),
                Config.sessionDirectory().with("sessionDir", directory).with("fileName", "executor.log"));
        events = logging.appender("events", DriverStreamAppender.class);
        files = logging.appender("file", SessionDirectoryAppender.class);
        appender = new ExecutorAppender(
                logging.appender("prints", DriverStreamAppender.class), events, files, Level.INFO, Level.WARN, "1");
    }

    @AfterEach
    void stop() {
        logging.close();
    }

    private static LogEvent event(Object message) {
        return Log4jLogEvent.newBuilder()
                .setLevel(Level.INFO)
                .setMessage(new ObjectMessage(message))
                .build();
    }

    @Test
    void eventThatCanNotBeWrittenIsForwardedAllTheSame() {
        LogEvent failing = event(new Object() {
            private boolean failed;

            @Override
            public String toString() {
                if (!failed) {
                    failed = true;
                    throw new OutOfMemoryError("of the test");
                }
                return "line";
            }
        });

        assertThatThrownBy(() -> appender.append(failing)).isInstanceOf(OutOfMemoryError.class);
        appender.append(event("next"));

        assertThat(files.getRecordsLost()).isEqualTo(1);
        assertThat(events.getLinesBuffered()).isEqualTo(2);
        assertThat(events.getLinesDropped()).isZero();
    }

    @Test
    void eventThatGetsNoNameOfItsTaskIsCounted() {
        LogEvent failing = new Log4jLogEvent("own", null, "own", Level.INFO, new SimpleMessage("line"), null, null) {
            private static final long serialVersionUID = 1;

            @Override
            public ReadOnlyStringMap getContextData() {
                throw new OutOfMemoryError("of the test");
            }
        };

        assertThatThrownBy(() -> appender.append(failing)).isInstanceOf(OutOfMemoryError.class);
        appender.append(event("next"));

        assertThat(events.getLinesDropped()).isEqualTo(1);
        assertThat(events.getLinesBuffered()).isEqualTo(1);
    }
}
