package io.github.log4jray.testing.programs;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A driver whose application uses up the memory again and again: as often as the argument says, for half a second each.
 * Then it logs {@code there is memory again}, and goes when its standard input ends. Needs a small heap.
 */
public final class ExhaustedDriver {

    private static final int LARGEST = 1 << 20;
    private static final int SMALLEST = 16;

    /** Keeps the compiler from leaving the memory out. */
    private static volatile Object[] held;

    private ExhaustedDriver() {}

    public static void main(String[] arguments) throws IOException {
        Logger logger = LogManager.getLogger(ExhaustedDriver.class);
        logger.info("driver is up");
        for (int i = Integer.parseInt(arguments[0]); i > 0; i--) {
            exhaust(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        logger.info("there is memory again");
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    private static void exhaust(long until) {
        int size = LARGEST;
        while (System.nanoTime() < until) {
            try {
                held = new Object[] {held, new byte[size]};
            } catch (OutOfMemoryError e) {
                size = Math.max(SMALLEST, size / 4);
            }
        }
        held = null;
    }
}
