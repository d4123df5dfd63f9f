package io.github.log4jray.rotation;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Uses up the memory for half a second, as often as the argument says, while a thread logs at such a pace that the rotation
 * is given up and claimed again each time. Then it logs {@value #RECORDS} records. Needs a small heap.
 */
final class RotateWithoutMemory {

    static final int RECORDS = 3_000;

    private static volatile Object[] held;
    private static volatile boolean ended;

    private RotateWithoutMemory() {}

    public static void main(String[] arguments) {
        Logger logger = LogManager.getLogger(RotateWithoutMemory.class);
        log(logger, "before");
        Thread other = new Thread(() -> logSlowly(logger));
        other.setDaemon(true);
        other.start();
        for (int i = Integer.parseInt(arguments[0]); i > 0; i--) {
            exhaust(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        ended = true;
        log(logger, "after");
    }

    private static void log(Logger logger, String text) {
        for (int i = 0; i < RECORDS; i++) {
            logger.info("{} {} with some more text, so that the file rotates often", text, i);
        }
    }

    private static void logSlowly(Logger logger) {
        while (!ended) {
            try {
                logger.info("during");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_050));
            } catch (OutOfMemoryError e) {
                // the next record
            }
        }
    }

    private static void exhaust(long until) {
        int size = 1 << 20;
        while (System.nanoTime() < until) {
            try {
                held = new Object[] {held, new byte[size]};
            } catch (OutOfMemoryError e) {
                size = Math.max(16, size / 4);
            }
        }
        held = null;
    }
}
