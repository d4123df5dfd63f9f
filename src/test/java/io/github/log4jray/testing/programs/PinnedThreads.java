package io.github.log4jray.testing.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Virtual threads log ERROR, half of them in a monitor of their own, as a driver of a database may do, while a thread of the
 * platform logs long lines. In a monitor a virtual thread keeps its carrier (JDK 21). Prints {@code done} when all have
 * logged.
 */
public final class PinnedThreads {

    private static final int THREADS = 40;
    private static final int EVENTS = 1000;
    private static final int EVENTS_BETWEEN_PAUSES = 50;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private PinnedThreads() {}

    public static void main(String[] arguments) throws Exception {
        Logger logger = LogManager.getLogger(PinnedThreads.class);
        Thread platform = new Thread(() -> {
            while (true) {
                logger.info("x".repeat(2000));
            }
        });
        platform.setDaemon(true);
        platform.start();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            boolean pinned = i % 2 == 0;
            threads.add((Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable)
                            () -> logAll(logger, pinned)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }

    private static void logAll(Logger logger, boolean pinned) {
        Object own = new Object();
        for (int i = 0; i < EVENTS; i++) {
            if (pinned) {
                synchronized (own) {
                    logger.error("event {}", i);
                }
            } else {
                logger.error("event {}", i);
            }
            if (i % EVENTS_BETWEEN_PAUSES == 0) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            NEVER.await(1, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
