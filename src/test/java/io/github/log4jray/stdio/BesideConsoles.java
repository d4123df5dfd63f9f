package io.github.log4jray.stdio;

import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/**
 * Threads print lines and log an argument whose {@code toString} prints; one appender prints too and one fails. Then
 * all of that again, after a reconfiguration that was made under the capture. The file {@code counts} says how often
 * the argument and the appender have printed.
 */
public final class BesideConsoles {

    static final int THREADS = 4;
    static final int ROUNDS = 25;

    private static final AtomicInteger ARGUMENT = new AtomicInteger();
    private static final AtomicInteger APPENDER = new AtomicInteger();

    private BesideConsoles() {}

    public static void main(String[] arguments) throws Exception {
        LoggerContext context = LoggerContext.getContext(false);
        phase(context, "first");
        // what asynchronous loggers have not written yet would be for the appenders of the next configuration
        await().atMost(Patience.LONG).until(() -> APPENDER.get() == THREADS * ROUNDS * 3);
        Configurator.reconfigure();
        phase(context, "second");
        Configurator.shutdown(context);
        Files.writeString(Path.of(arguments[0], "counts"), ARGUMENT + " " + APPENDER);
        System.exit(0);
    }

    private static final class Printing extends AbstractAppender {
        private Printing() {
            super("printing", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            APPENDER.incrementAndGet();
            System.out.println("the appender prints");
            System.err.println("the appender prints");
        }
    }

    private static final class Failing extends AbstractAppender {
        private Failing() {
            super("failing", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            throw new IllegalStateException("as intended");
        }
    }

    private static void phase(LoggerContext context, String phase) throws InterruptedException {
        Configuration configuration = context.getConfiguration();
        for (AbstractAppender appender : List.of(new Printing(), new Failing())) {
            appender.start();
            configuration.getRootLogger().addAppender(appender, null, null);
        }
        Logger logger = LogManager.getLogger("app");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String name = phase + " t" + i;
            threads.add(new Thread(() -> print(logger, name)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void print(Logger logger, String name) {
        Object argument = new Object() {
            @Override
            public String toString() {
                ARGUMENT.incrementAndGet();
                System.out.println("the argument prints");
                System.err.println("the argument prints");
                return name;
            }
        };
        for (int i = 0; i < ROUNDS; i++) {
            System.out.println(name + " out " + i);
            System.err.println(name + " err " + i);
            logger.info("{} own {}", argument, i);
        }
    }
}
