package io.github.log4jray.testing.programs;

import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** A process that logs so many records, so many a second. */
public final class LogAtRate {

    private LogAtRate() {}

    public static void main(String[] arguments) {
        int records = Integer.parseInt(arguments[0]);
        long nanosEach = 1_000_000_000L / Integer.parseInt(arguments[1]);
        Logger logger = LogManager.getLogger("app");
        long begin = System.nanoTime();
        for (int i = 0; i < records; i++) {
            for (long left = 1; left > 0; ) {
                left = begin + i * nanosEach - System.nanoTime();
                LockSupport.parkNanos(left);
            }
            logger.info("record {}", i);
        }
        LogManager.shutdown();
    }
}
