package io.github.log4jray.file;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A process whose threads log {@code t0 0}, {@code t0 1}, … and {@code t1 0}, {@code t1 1}, … until its input ends.
 * Then it prints how many records each has logged, as {@code t0 1234}. Its argument: how many threads.
 */
final class LogFromThreads {

    private static final int PAUSE_NANOS = 200_000;

    private static volatile boolean ending;

    private LogFromThreads() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Logger logger = LogManager.getLogger(LogFromThreads.class);
        Thread[] threads = new Thread[Integer.parseInt(arguments[0])];
        int[] counts = new int[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int thread = i;
            threads[i] = new Thread(() -> {
                while (!ending) {
                    logger.info("t{} {}", thread, counts[thread]++);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
            threads[i].start();
        }
        System.in.readAllBytes();
        ending = true;
        for (int i = 0; i < threads.length; i++) {
            threads[i].join();
            System.out.println("t" + i + " " + counts[i]);
        }
        System.exit(0);
    }
}
