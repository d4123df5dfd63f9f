package io.github.log4jray.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A worker whose heap is exhausted again and again while it logs, and then no more. The last line that it logs is
 * {@code memory is back}.
 */
public final class LogWithoutMemory {

    private static final int TIMES = 40;
    private static final Logger LOGGER = LogManager.getLogger(LogWithoutMemory.class);

    private static final long PAUSE_NANOS = 200_000;
    private static volatile boolean exhausting = true;

    private LogWithoutMemory() {}

    public static void main(String[] arguments) throws InterruptedException {
        LOGGER.info("begins");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(LogWithoutMemory::log);
            thread.start();
            threads.add(thread);
        }
        for (int i = 0; i < TIMES; i++) {
            exhaust();
        }
        exhausting = false;
        for (Thread thread : threads) {
            thread.join();
        }
        LOGGER.info("memory is back");
        System.exit(0);
    }

    private static void log() {
        while (exhausting) {
            try {
                LOGGER.info("a line while there is little memory");
            } catch (OutOfMemoryError e) {
                // as intended
            }
            // so that the driver's output can be read again and again
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static void exhaust() {
        List<byte[]> held = new ArrayList<>();
        try {
            for (int size = 1 << 20; ; ) {
                try {
                    held.add(new byte[size]);
                } catch (OutOfMemoryError e) {
                    if (size < 64) {
                        return;
                    }
                    size /= 4;
                }
            }
        } catch (OutOfMemoryError e) {
            // even the list could not grow
        }
    }
}
