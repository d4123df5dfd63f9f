package io.github.log4jray.jmh;

import io.github.log4jray.driver.WorkerEnvironment;
import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayDriver;
import io.ray.api.Ray;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleFunction;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * How many lines a second of one worker reach the output of its driver, a file, and how long a line takes to get there:
 * over TCP, on a cluster of Ray by its log channel, and with Ray's own driver in Python on the same cluster. Arguments:
 * how many rounds, and versions of Ray that {@code .ci/install-ray} has installed, or {@code tls} for TLS beside TCP and
 * Log4j's {@code Socket} with and without {@code <Ssl>}, or {@code redis} for TCP beside the channel and the stream of a
 * Redis, or {@code formats} for the forms in which a driver prints lines. Prints a table with medians of the rounds, which are
 * in turn, their least and their greatest; the lines are counted.
 */
public final class ToDriver {

    private static final int FEW = 500;
    private static final int FEW_MILLIS = 20;
    private static final int MANY = 300_000;
    private static final int MANY_OVER_TCP = 20 * MANY;
    /** In JSON a line has ten times the bytes. */
    private static final int MANY_IN_FORMATS = 5 * MANY;

    private static final long MOST_SECONDS = 120;
    private static final long LOOK_NANOS = 100_000;
    private static final Pattern LINE = Pattern.compile("line (\\d+) (\\d+)");

    private ToDriver() {}

    /** A driver, and the file that its output is. */
    record Running(Process process, Path out) {}

    private interface Way {
        Running start(int count, int pauseMillis) throws IOException;
    }

    /** What the rounds of one way gave. */
    private static final class Results {
        private final int many;
        private final List<Double> linesPerSecond = new ArrayList<>();
        private final List<Double> missing = new ArrayList<>();
        private final List<Double> medianMillis = new ArrayList<>();
        private final List<Double> mostMillis = new ArrayList<>();

        private Results(int many) {
            this.many = many;
        }

        private String row(String name) {
            Collections.sort(missing);
            String most = whole(missing.get(missing.size() - 1));
            String lost =
                    missing.get(0) < missing.get(missing.size() - 1) ? whole(missing.get(0)) + " to " + most : most;
            return "| " + name + " | " + range(linesPerSecond, value -> whole(1000 * Math.rint(value / 1000))) + " of "
                    + whole(many) + " | " + lost + " | " + range(medianMillis, Results::millis) + " | "
                    + range(mostMillis, Results::millis) + " |";
        }

        private static String whole(double value) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }

        private static String millis(double value) {
            return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
        }

        private static String range(List<Double> values, DoubleFunction<String> format) {
            Collections.sort(values);
            return format.apply(values.get(values.size() / 2)) + " (" + format.apply(values.get(0)) + " to "
                    + format.apply(values.get(values.size() - 1)) + ")";
        }
    }

    private static final Map<String, Results> RESULTS = new LinkedHashMap<>();

    public static void main(String[] arguments) throws Exception {
        List<String> against = List.of(arguments).subList(1, arguments.length);
        Path directory = Files.createTempDirectory("log4j-ray-to-driver");
        for (int round = 0; round < Integer.parseInt(arguments[0]); round++) {
            if (against.contains("formats")) {
                measureFormats(directory);
                continue;
            }
            measureOwn(MANY_OVER_TCP, directory, "`DriverConsole`, TCP", "", "");
            for (String other : against) {
                if (other.equals("tls")) {
                    measureOwn(MANY_OVER_TCP, directory, "`DriverConsole`, TLS", " tls=\"true\"", "");
                    measureSocket(directory, "Log4j's `Socket`, TCP", false);
                    measureSocket(directory, "Log4j's `Socket`, TLS", true);
                } else if (other.equals("redis")) {
                    measureByRedis(directory);
                } else {
                    measureOnRay(directory, other);
                }
            }
        }
        System.out.println(
                "| driver | lines a second | missing | milliseconds for a line, median | most |\n|---|---|---|---|---|");
        RESULTS.forEach((name, results) -> System.out.println(results.row(name)));
    }

    private static void measureFormats(Path directory) throws Exception {
        String json = " workerFormat=\"json\"";
        String layout = "<RayJsonLayout/>";
        measureOwn(MANY_IN_FORMATS, directory, "plain", "", "");
        measureOwn(MANY_IN_FORMATS, directory, "plain, lines of `RayJsonLayout`", "", layout);
        measureOwn(MANY_IN_FORMATS, directory, "`workerFormat=\"json\"`", json, "");
        measureOwn(MANY_IN_FORMATS, directory, "`workerFormat=\"json\"`, lines of `RayJsonLayout`", json, layout);
    }

    private static void measureOwn(int many, Path directory, String name, String attributes, String layout)
            throws Exception {
        measure(name, many, (count, pause) -> overTcp(directory, attributes, layout, count, pause));
    }

    private static void measureSocket(Path directory, String name, boolean tls) throws Exception {
        measure(name, MANY, (count, pause) -> SocketDriver.start(directory, tls, count, pause));
    }

    private static void measureOnRay(Path directory, String version) throws Exception {
        try (RayCluster cluster = RayCluster.start(version, Map.of())) {
            measure(
                    "`DriverConsole` on Ray " + version,
                    MANY,
                    (count, pause) -> onRay(cluster, directory, count, pause));
            measure("Ray's in Python, " + version, MANY, (count, pause) -> inPython(cluster, directory, count, pause));
        }
    }

    private static Running overTcp(Path directory, String attributes, String layout, int count, int pauseMillis)
            throws IOException {
        Path worker = Files.writeString(
                Files.createTempFile(directory, "worker", ".xml"),
                Logging.configuration("<DriverStream name=\"a\" overflow=\"block\">" + layout + "</DriverStream>"));
        JavaProcess driver = JavaProcess.plan(directory, Driver.class, worker.toString(), "" + count, "" + pauseMillis)
                .configured(driver(directory, attributes))
                .option("-Xmx1g")
                .option("-XX:TieredStopAtLevel=4")
                .start();
        return new Running(driver.process(), driver.out());
    }

    private static String driver(Path directory, String attributes) {
        return Logging.configuration("<DriverConsole name=\"a\" tempDir=\"" + directory + "\"" + attributes + "/>");
    }

    /** The driver may fall behind, as nothing holds the worker up: the Redis keeps what it has not read. */
    private static void measureByRedis(Path directory) throws Exception {
        try (RedisServer redis =
                RedisServer.start(directory, "--client-output-buffer-limit", "pubsub", "0", "0", "0")) {
            String channel = " source=\"" + redis.address() + "\"";
            String stream = " source=\"" + redis.address() + "?stream&amp;maxBytes=4GB\"";
            measureOwn(MANY_OVER_TCP, directory, "`DriverConsole`, channel of a Redis", channel, "");
            measureOwn(MANY_OVER_TCP, directory, "`DriverConsole`, stream of a Redis", stream, "");
        }
    }

    private static Running onRay(RayCluster cluster, Path directory, int count, int pauseMillis) throws IOException {
        Path configuration =
                Files.writeString(Files.createTempFile(directory, "driver", ".xml"), driver(directory, ""));
        JavaProcess driver = new RayDriver(cluster, directory, JavaDriver.class, "" + count, "" + pauseMillis)
                .withLog4jRay()
                .withGrpc()
                .options("-Xmx1g", "-XX:TieredStopAtLevel=4", "-Dlog4j2.configurationFile=" + configuration)
                .workerOptions("-XX:TieredStopAtLevel=4", AgentJar.option())
                .start();
        return new Running(driver.process(), driver.out());
    }

    private static Running inPython(RayCluster cluster, Path directory, int count, int pauseMillis) throws IOException {
        Path out = Files.createTempFile(directory, "python", ".out");
        Process process = new ProcessBuilder(
                        cluster.python().toString(),
                        "src/jmh/python/print_lines.py",
                        cluster.address(),
                        "" + count,
                        "" + pauseMillis)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Running(process, out);
    }

    private static void measure(String name, int many, Way way) throws Exception {
        Results results = RESULTS.computeIfAbsent(name, key -> new Results(many));
        Running running = way.start(many, 0);
        long end = awaitLast(running, many);
        end(running);
        long begin = 0;
        long shown = 0;
        try (BufferedReader lines = Files.newBufferedReader(running.out)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.find()) {
                    begin = shown == 0 ? Long.parseLong(matcher.group(2)) : begin;
                    shown++;
                }
            }
        }
        Files.delete(running.out);
        results.linesPerSecond.add(1e9 * shown / (end - begin));
        results.missing.add((double) many - shown);
        List<Double> millis = millis(way.start(FEW, FEW_MILLIS));
        results.medianMillis.add(millis.get(millis.size() / 2));
        results.mostMillis.add(millis.get(millis.size() - 1));
    }

    /** Waits until the file ends with the last line, and says when that was. */
    private static long awaitLast(Running running, int count) throws IOException {
        String last = "line " + (count - 1) + " ";
        byte[] tail = new byte[1000];
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        try (RandomAccessFile file = new RandomAccessFile(running.out.toFile(), "r")) {
            while (System.nanoTime() - until < 0) {
                long now = now();
                file.seek(Math.max(0, file.length() - tail.length));
                int read = file.read(tail);
                if (read > 0 && new String(tail, 0, read, StandardCharsets.UTF_8).contains(last)) {
                    return now;
                }
                LockSupport.parkNanos(10 * LOOK_NANOS);
            }
        }
        throw new IOException("the last line was not shown, see " + running.out);
    }

    /** How long each line took from the worker's call to the file, the shortest first. */
    private static List<Double> millis(Running running) throws Exception {
        List<Double> millis = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        byte[] bytes = new byte[8192];
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        try (RandomAccessFile file = new RandomAccessFile(running.out.toFile(), "r")) {
            while (millis.size() < FEW && System.nanoTime() - until < 0) {
                int read = file.read(bytes);
                long now = now();
                for (int i = 0; i < read; i++) {
                    if (bytes[i] == '\n') {
                        Matcher matcher = LINE.matcher(line);
                        if (matcher.find()) {
                            millis.add((now - Long.parseLong(matcher.group(2))) / 1e6);
                        }
                        line.setLength(0);
                    } else {
                        line.append((char) bytes[i]);
                    }
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
        end(running);
        Files.delete(running.out);
        Collections.sort(millis);
        return millis;
    }

    private static void end(Running running) throws Exception {
        running.process.getOutputStream().close();
        if (!running.process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            running.process.destroyForcibly();
        }
    }

    private static long now() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
    }

    private static void each(int count, int pauseMillis, IntConsumer line) {
        for (int i = 0; i < count; i++) {
            line.accept(i);
            if (pauseMillis > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            }
        }
    }

    /** Arguments: the worker's configuration, and its arguments. */
    static ProcessBuilder worker(String[] arguments) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlog4j2.configurationFile=" + arguments[0],
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        arguments[1],
                        arguments[2])
                .inheritIO();
    }

    /** A driver that starts a worker. Arguments: the worker's configuration, and its arguments. */
    public static final class Driver {

        private Driver() {}

        public static void main(String[] arguments) throws Exception {
            LogManager.getLogger(Driver.class).info("begins");
            ProcessBuilder worker = worker(arguments);
            worker.environment().putAll(WorkerEnvironment.variables());
            worker.start().waitFor();
            System.in.transferTo(OutputStream.nullOutputStream());
            System.exit(0);
        }
    }

    /** Logs lines with the time. Arguments: how many, and the milliseconds between two. */
    public static final class Worker {

        private Worker() {}

        public static void main(String[] arguments) {
            Logger logger = LogManager.getLogger(Worker.class);
            each(
                    Integer.parseInt(arguments[0]),
                    Integer.parseInt(arguments[1]),
                    i -> logger.info("line {} {}", i, now()));
            System.exit(0);
        }
    }

    /** A driver on Ray with a task that prints lines with the time. Arguments as those of a worker. */
    public static final class JavaDriver {

        private JavaDriver() {}

        public static void main(String[] arguments) throws IOException {
            Ray.init();
            LogManager.getLogger(JavaDriver.class).info("begins");
            Ray.task(JavaDriver::print, Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]))
                    .remote()
                    .get();
            System.in.transferTo(OutputStream.nullOutputStream());
            Ray.shutdown();
        }

        public static Integer print(Integer count, Integer pauseMillis) {
            each(count, pauseMillis, i -> System.out.println("line " + i + " " + now()));
            return count;
        }
    }
}
