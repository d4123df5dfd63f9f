package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.session.WatchedAppenders.Watched;
import io.github.log4jray.session.WatchedAppenders.Watcher;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Watchers are foreign code: the registry of an application. */
class WatchedAppendersTest {

    private static final Watched ONE = new Watched("SessionDirectory", "test", "one", new Object());
    private static final Watched TWO = new Watched("SessionDirectory", "test", "two", new Object());

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private final Watcher recorder = new Watcher() {
        @Override
        public void started(Watched appender) {
            told.add("+" + appender.name());
        }

        @Override
        public void stopped(Watched appender) {
            told.add("-" + appender.name());
        }
    };

    static List<Throwable> problems() {
        return List.of(new IllegalStateException("a registry"), new NoSuchMethodError("a registry"));
    }

    private static Watcher throwing(Throwable problem) {
        return new Watcher() {
            @Override
            public void started(Watched appender) {
                WatchedAppendersTest.<RuntimeException>fail(problem);
            }

            @Override
            public void stopped(Watched appender) {
                WatchedAppendersTest.<RuntimeException>fail(problem);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void fail(Throwable problem) throws E {
        throw (E) problem;
    }

    @ParameterizedTest
    @MethodSource("problems")
    void watcherThatThrowsDisturbsNoAppenderAndNoOtherWatcherAndIsReportedOnce(Throwable problem) {
        try (StatusMessages messages = StatusMessages.listen()) {
            Runnable ended = WatchedAppenders.watch(throwing(problem));
            Runnable other = WatchedAppenders.watch(recorder);
            WatchedAppenders.add(ONE).run();
            Runnable two = WatchedAppenders.add(TWO);
            ended.run();
            other.run();
            two.run();

            assertThat(told).containsExactly("+one", "-one", "+two", "-two");
            assertThat(messages.containing(Level.ERROR, "SessionDirectory \"one\"", "a registry"))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR, "a registry")).hasSize(1);
        }
    }

    @Test
    void watcherThatBlocksHoldsUpNoOtherAppenderAndIsToldInOrder() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Watcher blocking = new Watcher() {
            @Override
            public void started(Watched appender) {
                entered.countDown();
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                recorder.started(appender);
            }

            @Override
            public void stopped(Watched appender) {
                recorder.stopped(appender);
            }
        };
        Runnable ended = WatchedAppenders.watch(blocking);
        Thread first = new Thread(() -> WatchedAppenders.add(ONE).run());
        first.start();
        assertThat(entered.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

        Thread second = new Thread(() -> WatchedAppenders.add(TWO).run());
        second.start();
        second.join(10_000);
        boolean waits = second.isAlive();
        leave.countDown();
        first.join();
        second.join();
        ended.run();

        assertThat(waits).isFalse();
        assertThat(told).containsExactly("+one", "+two", "-two", "-one");
    }
}
