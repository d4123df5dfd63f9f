package io.github.log4jray.testing.ray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A run of {@link RayWork} that has ended, and what its workers have left. */
public final class RayRun {

    private final Path logs;
    private final long outBefore;
    private final long errBefore;
    private final JavaProcess driver;

    /** What a run is to come to. */
    @FunctionalInterface
    public interface Condition {
        boolean holds(RayRun run) throws IOException, InterruptedException;
    }

    /**
     * What a task or an actor has said of its process.
     *
     * @param pid of the worker
     * @param configurations names of those of both logger contexts
     * @param open the names of log files of workers, once for each open descriptor
     */
    public record Worker(long pid, String configurations, List<String> open) {}

    private RayRun(Path logs, long outBefore, long errBefore, JavaProcess driver) {
        this.logs = logs;
        this.outBefore = outBefore;
        this.errBefore = errBefore;
        this.driver = driver;
    }

    /** Starts the driver, with the given arguments and options of its workers, and waits for its end. */
    public static RayRun of(RayCluster cluster, Path directory, List<String> work, String... workerOptions)
            throws Exception {
        return of(null, cluster, directory, work, workerOptions);
    }

    /** The same, but when the work is done the driver and its workers stay until a condition holds. */
    public static RayRun staying(
            Condition until, RayCluster cluster, Path directory, List<String> work, String... workerOptions)
            throws Exception {
        List<String> staying =
                Stream.concat(work.stream(), Stream.of("stay", "until")).toList();
        return of(until, cluster, directory, staying, workerOptions);
    }

    private static RayRun of(
            Condition until, RayCluster cluster, Path directory, List<String> work, String... workerOptions)
            throws Exception {
        Path logs = cluster.logs().toRealPath();
        long out = Files.size(logs.resolve("raylet.out"));
        long err = Files.size(logs.resolve("raylet.err"));
        try (JavaProcess driver = new RayDriver(cluster, directory, RayWork.class, work.toArray(String[]::new))
                .workerOptions(workerOptions)
                .start()) {
            RayRun run = new RayRun(logs, out, err, driver);
            if (until != null) {
                Awaitility.await()
                        .atMost(Patience.LONG)
                        .until(() ->
                                !driver.process().isAlive() || driver.lines().contains("done") && until.holds(run));
                driver.process().getOutputStream().close();
            }
            assertThat(driver.join()).as(driver.err()).isZero();
            return run;
        }
    }

    /** @return the id of the job, of the driver from Ray */
    public String job() {
        return driver.lines().stream()
                .filter(line -> line.startsWith("job "))
                .map(line -> line.substring("job ".length()))
                .findFirst()
                .orElseThrow();
    }

    /** @return the id of the actor that was called with this word */
    public String actor(String word) {
        String start = "actor " + word + " ";
        return driver.lines().stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElseThrow();
    }

    /** @return the worker that a task or an actor was in */
    public Worker worker(String word) {
        return driver.lines().stream()
                .filter(line -> line.startsWith(word + "\t"))
                .map(line -> List.of(line.split("\t")))
                .map(parts -> new Worker(
                        Long.parseLong(parts.get(1)),
                        parts.get(2),
                        parts.subList(3, parts.size()).stream()
                                .map(open -> open.replaceFirst("\\d+=", ""))
                                .sorted()
                                .toList()))
                .findFirst()
                .orElseThrow();
    }

    /** @return Ray's id of a worker, from the name of the file that Ray's native code writes */
    public String workerId(Worker worker) throws IOException {
        List<String> names = names("java-core-worker-\\w+_" + worker.pid + "\\.log");
        assertThat(names).hasSize(1);
        return names.get(0).replaceAll("java-core-worker-|_.*", "");
    }

    /** @return the names of the files that match, in the logs of the session */
    public List<String> names(String pattern) throws IOException {
        return TempDirectory.names(logs).stream()
                .filter(name -> name.matches(pattern))
                .toList();
    }

    /** @return {@code worker-<worker id>-<job>-<pid>}, with which the names of a worker's files begin */
    public String stem(Worker worker) throws IOException {
        return "worker-" + workerId(worker) + "-" + job() + "-" + worker.pid;
    }

    public List<String> file(String name) throws IOException {
        return Files.readAllLines(logs.resolve(name));
    }

    /** @return the lines of {@code java-worker-<job>-<pid>.log} */
    public List<String> javaWorkerFile(Worker worker) throws IOException {
        return file("java-worker-" + job() + "-" + worker.pid + ".log");
    }

    /** @return the lines of all such files of this job, with their names */
    public Map<String, List<String>> javaWorkerFiles() throws IOException {
        Map<String, List<String>> files = new TreeMap<>();
        for (String name : names("java-worker-" + job() + "-\\d+\\.log.*")) {
            files.put(name, file(name));
        }
        return files;
    }

    /** @return what workers have really printed since this run began, to both streams, wherever this Ray puts that */
    public List<String> printed() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : names("worker-\\w+-" + job() + "-\\d+\\.(out|err)")) {
            all.append(Files.readString(logs.resolve(name)));
        }
        all.append(since(outBefore, "raylet.out")).append(since(errBefore, "raylet.err"));
        return all.toString().lines().toList();
    }

    /** @return those of the lines printed in which Log4j or the agent reports something */
    public List<String> reported() throws IOException {
        return printed().stream()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR ") || line.contains("log4j-ray:"))
                .toList();
    }

    private String since(long before, String name) throws IOException {
        byte[] bytes = Files.readAllBytes(logs.resolve(name));
        return new String(bytes, (int) before, bytes.length - (int) before, StandardCharsets.UTF_8);
    }

    /** @return the lines that {@link RayWork} writes for a word, of all its ways to write, without layout */
    public static List<String> linesOf(String word) {
        return Stream.of("class", "name", "slf4j", "out", "err")
                .map(way -> way + " " + word)
                .collect(Collectors.toList());
    }
}
