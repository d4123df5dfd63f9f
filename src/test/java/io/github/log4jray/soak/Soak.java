package io.github.log4jray.soak;

import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.AccountedLines;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.DriverOutput;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.programs.DriverProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** See {@code src/test/soak/run}. */
final class Soak implements AutoCloseable {

    private static final Duration LIFE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_CONFIGURATIONS = Duration.ofSeconds(10);
    private static final Duration LOOK_AT = Duration.ofSeconds(15);
    private static final Duration BETWEEN_POLLS = Duration.ofMillis(200);
    private static final int KILLED_EACH = 3;
    private static final int FEWEST_LIVES = 6;

    private final Path directory;
    private final Map<String, String> environment;
    private final Path driverConfiguration;
    private final List<SoakingWorker> workers = new ArrayList<>();
    private final Map<Long, AccountedLines> lines = new HashMap<>();
    private final Usages drivers = new Usages("driver");
    private final List<Integer> sessionFiles = new ArrayList<>();
    private JavaProcess driver;
    private DriverOutput output;
    private int configurations;

    private Soak(Path directory) throws IOException {
        this.directory = directory;
        this.driverConfiguration = directory.resolve("driver.xml");
        this.environment = Map.of(
                "RAY_SESSION_DIR",
                directory.resolve("session").toString(),
                "RAY_JOB_ID",
                "07000000",
                "RAY_NODE_IP",
                "10.0.0.1",
                "RAY_DEDUP_LOGS",
                "0");
        for (int i = 1; i <= 4; i++) {
            // The last one must drop lines whenever there is no driver for a moment.
            SoakingWorker worker = new SoakingWorker(directory, "worker-" + i, i < 4 ? "8 MB" : "64 KB", environment);
            workers.add(worker);
            lines.put(worker.pid(), worker.shown());
        }
    }

    public static void main(String[] arguments) throws Exception {
        int lives = (int) (Long.parseLong(arguments[0]) / LIFE.toSeconds());
        if (lives < FEWEST_LIVES) {
            throw new IllegalArgumentException(
                    "growth can't be told in less than " + FEWEST_LIVES * LIFE.toSeconds() + " seconds");
        }
        Path directory = Files.createTempDirectory("log4j-ray-soak-");
        int status = 0;
        try (Soak soak = new Soak(directory)) {
            soak.run(lives);
        } catch (Exception | AssertionError e) {
            System.out.println("FAILED: " + e.getMessage() + "; what is left of the run is in " + directory);
            e.printStackTrace();
            status = 1;
        }
        if (status == 0) {
            delete(directory);
            System.out.println("everything holds");
        }
        System.exit(status);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void run(int lives) throws Exception {
        for (int life = 1; life <= lives; life++) {
            startDriver();
            long since = System.nanoTime();
            watchUntil(since + BETWEEN_CONFIGURATIONS.toNanos());
            reconfigure();
            watchUntil(since + LOOK_AT.toNanos());
            look();
            watchUntil(since + LIFE.toNanos());
            System.out.printf(
                    "%4d s: %,d lines shown%n",
                    life * LIFE.toSeconds(),
                    lines.values().stream().mapToLong(AccountedLines::shown).sum());
            if (life < lives) {
                reconfigure();
                endDriver(life % KILLED_EACH == 0);
            }
        }
        for (SoakingWorker worker : workers) {
            worker.end();
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> workers.stream().allMatch(SoakingWorker::isAccounted));
        endDriver(false);
        report();
    }

    private void startDriver() throws IOException {
        configureDriver();
        lines.values().forEach(AccountedLines::anotherDriver);
        driver = JavaProcess.plan(directory, DriverProgram.class)
                .option("-Dlog4j2.configurationFile=" + driverConfiguration.toUri())
                .option("-Xms48m")
                .option("-Xmx48m")
                .option("-XX:+UseSerialGC")
                .environment(environment)
                .intoPipe()
                .start();
        output = DriverOutput.read(driver, lines, Duration.ZERO);
    }

    private void configureDriver() throws IOException {
        Element console = Config.driverConsole().with("shutdownTimeoutMillis", 2000 + configurations++);
        Logging.replace(driverConfiguration, Config.of(console).watched().toString());
    }

    private void reconfigure() throws IOException {
        configureDriver();
        for (SoakingWorker worker : workers) {
            worker.reconfigure();
        }
    }

    private void watchUntil(long nanoTime) throws IOException {
        while (System.nanoTime() - nanoTime < 0) {
            LockSupport.parkNanos(BETWEEN_POLLS.toNanos());
            for (SoakingWorker worker : workers) {
                worker.follow();
            }
            if (output.problem() != null) {
                throw new AssertionError(output.problem().getMessage(), output.problem());
            }
            if (!driver.process().isAlive()) {
                throw new AssertionError("the driver has ended: " + output.others());
            }
        }
    }

    private void look() throws IOException {
        drivers.look(driver.pid());
        for (SoakingWorker worker : workers) {
            worker.usages().look(worker.pid());
        }
        try (Stream<Path> files = Files.walk(directory.resolve("session").resolve("log4jray"))) {
            sessionFiles.add((int) files.count());
        }
    }

    private void endDriver(boolean kill) throws Exception {
        if (kill) {
            driver.kill();
        } else {
            driver.end();
        }
        output.awaitEnd();
        if (output.others().stream().anyMatch(line -> line.contains(" ERROR "))) {
            throw new AssertionError("the driver has said: " + output.others());
        }
    }

    private void report() {
        System.out.println();
        System.out.println(
                "worker     | lines in files | rotations | configurations | lines shown | dropped | shown twice"
                        + " | warnings");
        workers.forEach(System.out::println);
        StringBuilder table = new StringBuilder();
        List<String> grown = new ArrayList<>(drivers.growth(table));
        workers.forEach(worker -> grown.addAll(worker.usages().growth(table)));
        System.out.println();
        System.out.println(
                "process    | bytes of live objects   | bytes resident          | threads                 | files");
        System.out.print(table);
        int last = sessionFiles.get(sessionFiles.size() - 1);
        System.out.println("files of the session's own: " + sessionFiles.get(0) + " at first, " + last + " at the end");
        if (last > sessionFiles.get(0)) {
            grown.add("the session has " + last + " files of its own");
        }
        if (!grown.isEmpty()) {
            throw new AssertionError("there is growth: " + String.join("; ", grown));
        }
    }

    @Override
    public void close() throws IOException {
        if (driver != null) {
            driver.close();
        }
        for (SoakingWorker worker : workers) {
            worker.close();
        }
    }
}
