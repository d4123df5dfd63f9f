package io.github.log4jray.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;

/** What the threads of this library in another process cost, as Linux counts it. */
public final class ThreadTimes {

    /** Linux cuts names of threads to 15 bytes. */
    private static final String OURS = "Log4j2-log4jray";

    private static final long TICK_MILLIS = 10;
    private static final int UTIME = 11;
    private static final int STIME = 12;

    private ThreadTimes() {}

    /** @return processor time of all of them so far, as soon as there are some */
    public static Duration of(JavaProcess process) {
        return Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> now(process), Objects::nonNull);
    }

    private static Duration now(JavaProcess process) throws IOException {
        long ticks = 0;
        int threads = 0;
        try (DirectoryStream<Path> tasks =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path task : tasks) {
                try {
                    if (Files.readString(task.resolve("comm")).startsWith(OURS)) {
                        String stat = Files.readString(task.resolve("stat"));
                        String[] fields =
                                stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                        ticks += Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
                        threads++;
                    }
                } catch (NoSuchFileException e) {
                    // it has ended
                }
            }
        }
        return threads == 0 ? null : Duration.ofMillis(ticks * TICK_MILLIS);
    }
}
