package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.ObjectMessage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A queue in front of an appender still holds many events when the JVM begins to end. */
class QueueAtJvmEndTest {

    private static final int TIMEOUT_MILLIS = 700;

    @TempDir
    private Path directory;

    private boolean awaited;
    private boolean progress = true;

    private static Stream<Element> appenders() {
        return Stream.of(
                Config.driverStream().with("address", "tcp://127.0.0.1:9").with("name", "own"),
                Config.driverConsole().with("source", "none").with("name", "own"));
    }

    private Logging behindQueue(Element appender) {
        return Logging.with(Config.of(appender.with("shutdownTimeoutMillis", TIMEOUT_MILLIS)
                        .with("sessionDir", directory)
                        .with(Config.pattern("%m")))
                .and(Config.async("own"))
                .writingTo("async"));
    }

    private static LogEvent event(Object message) {
        return Log4jLogEvent.newBuilder()
                .setMessage(new ObjectMessage(message))
                .setTimeMillis(System.currentTimeMillis())
                .build();
    }

    @ParameterizedTest
    @MethodSource("appenders")
    void appenderWaitsLongerThanItsTimeoutWhileTheQueueHandsItEvents(Element element) throws InterruptedException {
        try (Logging logging = behindQueue(element)) {
            SessionAppender appender = logging.appender("own", SessionAppender.class);
            LogEvent queued = event("");
            Thread end = new Thread(appender::endWithJvm);
            // An event within the appender: so a busy machine makes no pause in which no event is there.
            appender.append(event(new Object() {
                @Override
                public String toString() {
                    appender.beginJvmEnd();
                    end.start();
                    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS + 200);
                    while (System.nanoTime() - until < 0) {
                        long before = appender.jvmEndProgress();
                        appender.append(queued);
                        progress &= appender.jvmEndProgress() != before;
                        LockSupport.parkNanos(1_000_000);
                    }
                    awaited = end.isAlive();
                    return "";
                }
            }));
            end.join();

            assertThat(awaited).as("the appender still waits").isTrue();
            assertThat(progress).as("each event is progress").isTrue();
        }
    }
}
