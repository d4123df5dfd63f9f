package io.github.log4jray.soak;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A worker that logs {@code line 0}, {@code line 1} and so on, as many a second as its argument says and each fiftieth as
 * an error, until its standard input ends. Then it prints how many they were.
 */
final class LogSteadily {

    private static final int ERROR_EACH = 50;
    private static final int PAUSE_NANOS = 5_000_000;

    private static volatile boolean ending;

    private LogSteadily() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Logger logger = LogManager.getLogger(LogSteadily.class);
        int linesPerSecond = Integer.parseInt(arguments[0]);
        long[] logged = new long[1];
        Thread thread = new Thread(() -> {
            long since = System.nanoTime();
            while (!ending) {
                long due = (System.nanoTime() - since) * linesPerSecond / 1_000_000_000L;
                for (; logged[0] < due; logged[0]++) {
                    logger.log(logged[0] % ERROR_EACH == 0 ? Level.ERROR : Level.INFO, "line {}", logged[0]);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
        thread.start();
        System.in.readAllBytes();
        ending = true;
        thread.join();
        System.out.println(logged[0]);
        System.exit(0);
    }
}
