package io.github.log4jray.stdio;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Threads print numbered lines while Log4j is started and shut down again and again. The file {@code counts} says how
 * many lines each thread has printed. Arguments: the directory of that file, how often Log4j is shut down.
 */
public final class StopsWhilePrinting {

    private static final int THREADS = 4;

    private static volatile boolean done;

    private StopsWhilePrinting() {}

    public static void main(String[] arguments) throws Exception {
        int stops = Integer.parseInt(arguments[1]);
        int[] counts = new int[THREADS];
        List<Thread> threads = IntStream.range(0, THREADS)
                .mapToObj(number -> new Thread(() -> counts[number] = print(number)))
                .toList();
        threads.forEach(Thread::start);
        for (int i = 0; i < stops; i++) {
            LoggerContext context = LoggerContext.getContext(false);
            Configurator.shutdown(context);
        }
        done = true;
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.get(i).join();
            texts.add(Integer.toString(counts[i]));
        }
        Files.write(Path.of(arguments[0], "counts"), texts);
        System.exit(0);
    }

    private static int print(int number) {
        int count = 0;
        while (!done) {
            if (count % 2 == 0) {
                System.out.println("thread " + number + " line " + count);
            } else {
                System.out.print("thread " + number + " line " + count + "\n");
            }
            count++;
            LockSupport.parkNanos(20_000);
        }
        return count;
    }
}
