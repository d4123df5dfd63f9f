package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventQueuesTest {

    @TempDir
    private Path directory;

    private Config file() {
        return Config.of(Config.file(directory.resolve("app.log")));
    }

    @Test
    void withoutAnAppenderOrALoggerThatIsAsynchronousThereIsNone() {
        assertThat(new EventQueues(null).exist()).isFalse();
        assertThat(new EventQueues(null).hold()).isFalse();
        try (Logging logging = Logging.with(file())) {
            EventQueues queues = new EventQueues(logging.context().getConfiguration());
            assertThat(queues.exist()).isFalse();
            assertThat(queues.hold()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eventsAreHeldWhileTheThreadOfTheQueueIsHeldUp(boolean asyncRoot) {
        Config async = asyncRoot
                ? file().root(Config.element("AsyncRoot").with("level", "info"))
                : file().and(Config.async("file")).writingTo("async");
        CountDownLatch free = new CountDownLatch(1);
        try (Logging logging = Logging.with(async)) {
            Configuration configuration = logging.context().getConfiguration();
            ((AbstractAppender) configuration.getAppender("file")).addFilter(blockedUntil(free));
            EventQueues queues = new EventQueues(configuration);
            assertThat(queues.exist()).isTrue();
            assertThat(queues.hold()).isFalse();
            logging.logger("a").info("is held up");
            logging.logger("a").info("waits");
            assertThat(queues.hold()).isTrue();
            free.countDown();
            await().until(() -> !queues.hold());
        }
    }

    @Test
    void queueThatHasStoppedHoldsNothing() {
        Config async = file().root(Config.element("AsyncRoot").with("level", "info"));
        EventQueues queues;
        try (Logging logging = Logging.with(async)) {
            queues = new EventQueues(logging.context().getConfiguration());
            logging.logger("a").info("line");
        }
        assertThat(queues.hold()).isFalse();
    }

    private static Filter blockedUntil(CountDownLatch free) {
        return new AbstractFilter() {
            @Override
            public Result filter(LogEvent event) {
                try {
                    free.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Result.NEUTRAL;
            }
        };
    }
}
