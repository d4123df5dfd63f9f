package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An appender that takes long for an event, while the JVM ends. */
class JvmEndQuietTest {

    /** Longer than the pause after which no more events are expected. */
    private static final Duration LONGER = Duration.ofMillis(150);

    @TempDir
    private Path directory;

    private static final class Settings extends SessionAppenderBuilder<Settings> {}

    /** Is within an event from {@link #enter} to {@link #close}. */
    private static final class Slow extends SessionAppender implements AutoCloseable {

        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch leaving = new CountDownLatch(1);
        private final Thread thread =
                new Thread(() -> append(Log4jLogEvent.newBuilder().build()));

        Slow(Configuration configuration) {
            super(new Settings().setName("slow").setConfiguration(configuration), PatternLayout.createDefaultLayout());
            start();
        }

        void enter() throws InterruptedException {
            thread.start();
            entered.await();
        }

        @Override
        protected void deliver(LogEvent event) {
            entered.countDown();
            try {
                leaving.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected boolean lose(int events) {
            return true;
        }

        @Override
        public void close() throws InterruptedException {
            leaving.countDown();
            thread.join();
            stop();
        }
    }

    @Test
    void eventThatIsStillWithinTheAppenderIsAwaited() throws InterruptedException {
        try (Slow appender = new Slow(null)) {
            appender.beginJvmEnd();
            appender.enter();

            assertThat(appender.awaitQuietAtJvmEnd(LONGER)).isFalse();
        }
    }

    /** The thread of a queue has more events. */
    @Test
    void eventOfAQueueThatCameBeforeTheEndIsAwaited() throws InterruptedException {
        Config queue = Config.of(Config.file(directory.resolve("log"))).and(Config.async("file"));
        try (Logging logging = Logging.with(queue);
                Slow appender = new Slow(logging.context().getConfiguration())) {
            appender.enter();
            appender.beginJvmEnd();

            assertThat(appender.awaitQuietAtJvmEnd(LONGER)).isFalse();
        }
    }
}
