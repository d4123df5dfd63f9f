package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.spi.ExtendedLogger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LineLoggerTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream original = new PrintStream(printed, true);
    private final PrintStream monitor = new PrintStream(new ByteArrayOutputStream());
    private final List<String> logged = new CopyOnWriteArrayList<>();

    /** @return a logger that does this for each line */
    private LineLogger lineLogger(LineAction action) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            assertThat(method.getName()).isEqualTo("logIfEnabled");
            action.log((String) arguments[3]);
            return null;
        };
        ExtendedLogger logger = (ExtendedLogger) Proxy.newProxyInstance(
                ExtendedLogger.class.getClassLoader(), new Class<?>[] {ExtendedLogger.class}, handler);
        return new LineLogger(monitor, StandardStream.OUT, original, () -> logger);
    }

    private interface LineAction {
        void log(String line) throws Exception;
    }

    @Test
    void linesAreLoggedByTheThreadThatPrints() {
        Thread self = Thread.currentThread();
        LineLogger logger = lineLogger(line -> {
            assertThat(Thread.currentThread()).isSameAs(self);
            assertThat(LineLogger.isLogging()).isTrue();
            logged.add(line);
        });

        logger.log(List.of("one", "two"));

        assertThat(logged).containsExactly("one", "two");
        assertThat(LineLogger.isLogging()).isFalse();
    }

    @Test
    void linesGoToTheOriginalStreamWithoutALoggerOrIfItFails() {
        new LineLogger(monitor, StandardStream.OUT, original, () -> null).log(List.of("no logger"));
        lineLogger(line -> {
                    throw new IllegalStateException("of an appender");
                })
                .log(List.of("failed", "again"));

        assertThat(printed.toString().lines()).containsExactly("no logger", "failed", "again");
    }

    @Test
    void deputyLogsForAThreadThatHoldsTheMonitorWhichIsFreeMeanwhile() {
        Thread self = Thread.currentThread();
        LineLogger logger = lineLogger(line -> {
            assertThat(Thread.currentThread()).isNotSameAs(self);
            assertThat(Thread.currentThread().getName()).isEqualTo(self.getName());
            CompletableFuture.runAsync(() -> {
                        synchronized (monitor) {
                            logged.add("monitor is free");
                        }
                    })
                    .join();
            logged.add(line + " " + ThreadContext.get("key"));
        });
        ThreadContext.put("key", "value");
        try {
            synchronized (monitor) {
                logger.log(List.of("one", "two"));
                assertThat(Thread.holdsLock(monitor)).isTrue();
            }
        } finally {
            ThreadContext.remove("key");
        }

        assertThat(logged).containsExactly("monitor is free", "one value", "monitor is free", "two value");
    }

    @Test
    void interruptDoesNotEndTheWaitForTheDeputy() {
        LineLogger logger = lineLogger(logged::add);
        synchronized (monitor) {
            Thread.currentThread().interrupt();
            try {
                logger.log(List.of("one"));
                assertThat(logged).containsExactly("one");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Test
    void linesThatWerePrintedTogetherStayTogether() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        LineLogger logger = lineLogger(line -> {
            logged.add(line);
            if (line.equals("one")) {
                begun.countDown();
                other.await();
            }
        });
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> logger.log(List.of("one", "two")));
        begun.await();
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
            other.countDown();
            logger.log(List.of("three"));
        });

        first.join();
        second.join();

        assertThat(logged).containsExactly("one", "two", "three");
    }

    @Test
    void errorOfALoggerLeavesNoTurnBehind() {
        LineLogger logger = lineLogger(line -> {
            if (line.equals("fails")) {
                throw new StackOverflowError();
            }
            logged.add(line);
        });
        assertThatThrownBy(() -> logger.log(List.of("fails"))).isInstanceOf(StackOverflowError.class);
        assertThat(LineLogger.isLogging()).isFalse();

        logger.log(List.of("one"));
        CompletableFuture.runAsync(() -> logger.log(List.of("two"))).join();

        assertThat(logged).containsExactly("one", "two");
    }

    @Test
    void threadDoesNotWaitForeverForALineThatBlocks() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        LineLogger logger = lineLogger(line -> {
            logged.add(line);
            if (line.equals("blocked")) {
                begun.countDown();
                released.await();
            }
        });
        CompletableFuture<Void> blocked = CompletableFuture.runAsync(() -> logger.log(List.of("blocked", "last")));
        begun.await();

        logger.log(List.of("other"));

        released.countDown();
        blocked.join();
        assertThat(logged).containsExactly("blocked", "other", "last");
    }
}
