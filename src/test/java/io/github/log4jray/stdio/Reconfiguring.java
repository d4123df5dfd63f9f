package io.github.log4jray.stdio;

import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.Patience;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Eight threads print numbered lines while Log4j is reconfigured, by call and by a change of the file that it monitors.
 * The file {@code counts} says how many lines each thread has printed to each stream.
 */
public final class Reconfiguring {

    private static final int THREADS = 8;
    private static final int CALLS = 10;

    private static volatile boolean done;

    private Reconfiguring() {}

    public static void main(String[] arguments) throws Exception {
        LoggerContext context = LoggerContext.getContext(false);
        int[] counts = new int[THREADS];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(new Thread(() -> counts[number] = print(number)));
        }
        threads.forEach(Thread::start);
        for (int i = 0; i < CALLS; i++) {
            Configurator.reconfigure();
        }
        Path file = Path.of(URI.create(System.getProperty("log4j2.configurationFile")));
        Configuration before = context.getConfiguration();
        int[] changes = {0};
        await().atMost(Patience.LONG).until(() -> {
            // each time another time of change, as that of a file counts by seconds in places
            Logging.replace(file, Files.readString(file) + "<!-- " + changes[0]++ + " -->\n");
            return context.getConfiguration() != before;
        });
        done = true;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < THREADS; i++) {
            threads.get(i).join();
            text.append(counts[i]).append('\n');
        }
        Files.writeString(Path.of(arguments[0], "counts"), text);
        System.exit(0);
    }

    private static int print(int number) {
        int count = 0;
        while (!done) {
            System.out.println("thread " + number + " out " + count);
            System.err.print("thread " + number);
            System.err.println(" err " + count);
            count++;
            LockSupport.parkNanos(200_000);
        }
        return count;
    }
}
