package quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Starts many short-lived workers, two at a time, each of which leaves a log file behind, and watches how much disk their
 * session takes. {@code churn.xml} bounds it: {@code retentionBytes="10 MB"}. Arguments: the session directory, and how many
 * workers.
 */
public final class Churn {

    private static final int AT_A_TIME = 2;
    private static final int LINES = 2000;
    private static final long LOOK_MILLIS = 50;
    private static final long MEGABYTE = 1 << 20;

    private Churn() {}

    /** One worker: logs about 200 KB. */
    public static final class ShortLived {

        private ShortLived() {}

        public static void main(String[] arguments) {
            Logger logger = LogManager.getLogger(ShortLived.class);
            for (int i = 0; i < LINES; i++) {
                logger.info("line {} of a worker that lives for a moment and leaves its log behind", i);
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path session = Path.of(arguments[0]);
        int workers = Integer.parseInt(arguments[1]);
        Logger logger = LogManager.getLogger(Churn.class);
        logger.info("{} short-lived workers in {}", workers, session);
        Path archive = Files.createTempDirectory("churn").resolve("classes.jsa");
        run(session, "-XX:ArchiveClassesAtExit=" + archive);

        AtomicLong most = new AtomicLong();
        Thread watch = new Thread(() -> watch(session.resolve("logs"), most));
        watch.setDaemon(true);
        watch.start();
        long written = 0;
        ExecutorService starters = Executors.newFixedThreadPool(AT_A_TIME);
        List<Callable<Long>> all = new ArrayList<>();
        for (int i = 1; i < workers; i++) {
            all.add(() -> run(session, "-XX:SharedArchiveFile=" + archive));
        }
        for (Future<Long> worker : starters.invokeAll(all)) {
            written += worker.get();
        }
        starters.shutdown();
        logger.info(
                "{} workers wrote {} MB; the session never held more than {} MB",
                workers,
                written / MEGABYTE,
                (most.get() + MEGABYTE - 1) / MEGABYTE);
    }

    /** Returns about how many bytes the worker has written. */
    private static long run(Path session, String option) throws IOException, InterruptedException {
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        option,
                        "-Xlog:disable",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx32m",
                        "-Dlog4j2.configurationFile=churn-worker.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShortLived.class.getName())
                .inheritIO()
                .start();
        try {
            if (worker.waitFor() != 0) {
                throw new IOException("a worker has failed");
            }
            return LINES * 120L;
        } finally {
            worker.destroy();
        }
    }

    private static void watch(Path logs, AtomicLong most) {
        try {
            while (true) {
                most.accumulateAndGet(size(logs), Math::max);
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long size(Path logs) {
        try (Stream<Path> files = Files.list(logs)) {
            return files.mapToLong(Churn::sizeOf).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 0 for a file that goes in this moment. */
    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
