package io.github.log4jray.json;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/**
 * A process whose threads log at once, thread 3 {@code t3 0}, {@code t3 1}, … with the logger {@code app.t3} and, in the
 * context, {@code task_name} {@code t3}, {@code number} and {@code third}: the number, and every third time a text. Every
 * tenth has an exception. Arguments: how many threads, and how many records each of them logs.
 */
final class LogWithContext {

    private LogWithContext() {}

    public static void main(String[] arguments) throws InterruptedException {
        // now: what other threads log while Log4j starts goes to a configuration of its own
        LogManager.getLogger(LogWithContext.class);
        Thread[] threads = new Thread[Integer.parseInt(arguments[0])];
        int count = Integer.parseInt(arguments[1]);
        for (int i = 0; i < threads.length; i++) {
            String name = "t" + i;
            threads[i] = new Thread(() -> log(name, count), name);
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        LogManager.shutdown();
    }

    private static void log(String name, int count) {
        Logger logger = LogManager.getLogger("app." + name);
        ThreadContext.put("task_name", name);
        for (int i = 0; i < count; i++) {
            ThreadContext.put("number", String.valueOf(i));
            if (i % 3 == 0) {
                ThreadContext.put("third", "\"" + name + "\"\n");
            }
            if (i % 10 == 0) {
                logger.error("{} {}", name, i, new IllegalStateException(name));
            } else {
                logger.info("{} {}", name, i);
            }
            ThreadContext.remove("third");
        }
    }
}
