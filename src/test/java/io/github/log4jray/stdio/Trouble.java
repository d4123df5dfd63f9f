package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.Patience;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.filter.AbstractFilter;

/** Appenders and filters that print, fail or wait, while others print. Its argument says which. */
public final class Trouble {

    private static final PrintStream ERR = System.err;

    private final ByteArrayOutputStream original = new ByteArrayOutputStream();

    private Trouble() {}

    public static void main(String[] arguments) throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace(ERR);
            Runtime.getRuntime().halt(1);
        });
        Trouble trouble = new Trouble();
        switch (arguments[1]) {
            case "throws" -> trouble.anAppenderThatThrows();
            case "filter" -> trouble.aFilterThatPrints();
            case "line" ->
                trouble.anAppenderThatPrintsATraceWhileAnotherThreadWaitsForIt(() -> System.out.println("waits"));
            case "trace" ->
                trouble.anAppenderThatPrintsATraceWhileAnotherThreadWaitsForIt(
                        () -> new IllegalStateException("waits").printStackTrace());
            case "another" -> trouble.anAppenderThatWaitsForAThreadThatPrints();
            default -> throw new IllegalArgumentException(arguments[1]);
        }
        System.exit(0);
    }

    /** An appender that does what it is told. */
    private static final class Told extends AbstractAppender {
        private final Consumer<LogEvent> action;

        private Told(boolean ignoreExceptions, Consumer<LogEvent> action) {
            super("told", null, null, ignoreExceptions, Property.EMPTY_ARRAY);
            this.action = action;
            start();
        }

        @Override
        public void append(LogEvent event) {
            action.accept(event);
        }
    }

    private Logging logging(boolean ignoreExceptions, Consumer<LogEvent> action) {
        original.reset();
        PrintStream stream = new PrintStream(original, true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
        Logging logging = Logging.with(Capturing.file("app"));
        Configuration configuration = logging.context().getConfiguration();
        configuration.getRootLogger().addAppender(new Told(ignoreExceptions, action), null, null);
        return logging;
    }

    /** What the original streams got, but for what Log4j says of itself. */
    private List<String> original(String... wanted) {
        return original.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> List.of(wanted).contains(line))
                .toList();
    }

    private void anAppenderThatThrows() {
        try (Logging logging = logging(false, event -> {
            throw new IllegalStateException("can't");
        })) {
            System.out.println("out");
            System.err.print("err\nand more\n");
        }
        assertThat(original("out", "err", "and more")).containsExactly("out", "err", "and more");
    }

    private void aFilterThatPrints() {
        try (Logging logging = logging(true, event -> {})) {
            logging.context().addFilter(new AbstractFilter() {
                @Override
                public Result filter(Logger logger, Level level, Marker marker, String text, Object... parameters) {
                    return printed();
                }

                @Override
                public Result filter(Logger logger, Level level, Marker marker, Object message, Throwable thrown) {
                    return printed();
                }

                private Filter.Result printed() {
                    System.out.println("filter to out");
                    System.err.println("filter to err");
                    return Result.NEUTRAL;
                }
            });
            System.out.println("out");
            System.err.println("err");
        }
    }

    /** Throwable.printStackTrace holds the monitor of the stream all the while. */
    private void anAppenderThatPrintsATraceWhileAnotherThreadWaitsForIt(Runnable printing) throws Exception {
        Object lock = new Object();
        CountDownLatch inside = new CountDownLatch(1);
        Thread waiting = new Thread(printing, "waiting");
        try (Logging logging = logging(true, event -> {
            synchronized (lock) {
                if (event.getLoggerName().equals("first")) {
                    inside.countDown();
                    await().until(Trouble::somebodyIsBlocked);
                    new IllegalStateException("inside").printStackTrace();
                }
            }
        })) {
            Thread first = new Thread(() -> logging.logger("first").info("first"), "first");
            first.start();
            inside.await();
            waiting.start();
            ended(first);
            ended(waiting);
        }
        assertThat(original("java.lang.IllegalStateException: inside")).hasSize(1);
    }

    /** The thread that prints, or the one that logs for it. */
    private static boolean somebodyIsBlocked() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getState() == Thread.State.BLOCKED);
    }

    private void anAppenderThatWaitsForAThreadThatPrints() throws Exception {
        try (Logging logging = logging(true, event -> {
            if (event.getMessage().getFormattedMessage().equals("first")) {
                Thread another = new Thread(() -> System.out.println("of another thread"), "another");
                another.start();
                try {
                    ended(another);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        })) {
            System.out.println("first");
        }
    }

    private static void ended(Thread thread) throws InterruptedException {
        thread.join(Patience.LONG.toMillis() / 2);
        if (thread.isAlive()) {
            StringBuilder all = new StringBuilder();
            Thread.getAllStackTraces().forEach((other, frames) -> {
                all.append(other).append('\n');
                for (StackTraceElement frame : frames) {
                    all.append("  ").append(frame).append('\n');
                }
            });
            ERR.println(all);
            Runtime.getRuntime().halt(2);
        }
    }
}
