package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayClusters;
import io.github.log4jray.testing.ray.RayDriver;
import io.github.log4jray.testing.ray.RayIdsShutdown;
import io.github.log4jray.testing.ray.RayIdsWork;
import io.github.log4jray.testing.ray.RayLocalMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Whose lines tasks, actors and drivers log, on real clusters. Needs {@code .ci/install-ray}. */
@Tag("ray")
@ExtendWith(RayClusters.class)
class IdsOnRayTest {

    private static final List<String> VERSIONS = RayClusters.VERSIONS;
    private static final String NONE = "";

    /** How many lines the workers write. */
    private static final int WORKER_LINES = 41;

    private static final String OWN_TASK = "0".repeat(48);

    @TempDir
    private Path directory;

    private RayCluster cluster;
    private JavaProcess driver;

    /** What Ray says of a task, an actor or the driver. */
    private record Known(String job, String node, String actor, String task) {

        static Known of(String[] parts) {
            return new Known(parts[1], parts[2], parts[3].equals("-") ? NONE : parts[3], parts[4]);
        }
    }

    private static String configuration(String name, String attributes, boolean isAsync) {
        Element file = Config.sessionDirectory()
                .with("immediateFlush", true)
                .attributes(attributes)
                .with(Config.pattern("%m|%X{job_id}|%X{node_id}|%X{actor_id}|%X{task_id}%n"));
        Config direct = Config.of(file);
        return (isAsync ? direct.and(Config.async("file")).writingTo("async") : direct)
                .name(name)
                .toString();
    }

    private RayDriver plan(String version, String how, Class<?> main) throws IOException {
        boolean isAsync = how.equals("Async");
        Path worker = Files.writeString(
                directory.resolve("worker.xml"), configuration("worker", "component=\"java-worker\"", isAsync));
        Path configuration = Files.writeString(
                directory.resolve("driver.xml"),
                configuration(
                        "driver", "fileName=\"driver.log\" sessionDir=\"" + directory.resolve("s") + "\"", isAsync));
        cluster = RayClusters.of(version);
        RayDriver plan = new RayDriver(cluster, directory, main)
                .withLog4jRay()
                .options("-Dlog4j2.configurationFile=" + configuration.toUri())
                .workerOptions(AgentJar.option(worker));
        if (how.equals("AsyncLogger")) {
            String selector = "-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector";
            plan.options(selector).workerOptions(selector);
        }
        return plan;
    }

    private Map<String, String> run(String version, String how) throws Exception {
        driver = plan(version, how, RayIdsWork.class).start();
        Map<String, String> lines = new LinkedHashMap<>();
        try (JavaProcess running = driver) {
            // Ray kills its workers with all that waits in them for other threads
            endWhen(() -> workerLines().size() >= WORKER_LINES);
            lines.putAll(workerLines());
        }
        read(directory.resolve("s/logs/driver.log"), lines);
        return lines;
    }

    /** Lets the driver go when it has done its work and the condition holds. */
    private void endWhen(Callable<Boolean> condition) throws Exception {
        Awaitility.await()
                .until(() -> !driver.process().isAlive() || driver.lines().contains("done") && condition.call());
        driver.end();
    }

    private Map<String, String> workerLines() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        String job = known("driver").job();
        for (String name : TempDirectory.names(cluster.logs())) {
            if (name.matches("java-worker-" + job + "-\\d+\\.log")) {
                read(cluster.logs().resolve(name), lines);
            }
        }
        return lines;
    }

    /** A line may not be whole yet. */
    private static void read(Path file, Map<String, String> lines) throws IOException {
        String text = Files.readString(file);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            int end = line.indexOf('|');
            assertThat(lines.put(line.substring(0, end), line.substring(end + 1)))
                    .as(line)
                    .isNull();
        }
    }

    private Known known(String word) {
        return driver.lines().stream()
                .map(line -> line.split("\t"))
                .filter(parts -> parts[0].equals(word) && parts.length == 5)
                .map(Known::of)
                .findFirst()
                .orElseThrow(() -> new AssertionError(word + " in " + driver.lines()));
    }

    private static String ids(String... ids) {
        return String.join("|", ids);
    }

    @ParameterizedTest
    @CsvSource({
        "2.60.0, Logger",
        "2.60.0, Async",
        "2.60.0, AsyncLogger",
        "2.39.0, Logger",
        "2.39.0, Async",
        "2.39.0, AsyncLogger"
    })
    void eventsHaveTheIdsOfTheTaskThatRunsOnTheirThread(String version, String how) throws Exception {
        Map<String, String> lines = run(version, how);

        for (String word : List.of("one", "two", "three")) {
            Known known = known(word);
            String ofTask = ids(known.job, known.node, NONE, known.task);
            String ofProcess = ids(known.job, known.node, NONE, NONE);
            assertThat(lines.get("task " + word)).as(word).isEqualTo(ofTask);
            assertThat(lines.get("thread " + word)).as(word).isEqualTo(ofProcess);
            assertThat(lines.get("wrapped " + word)).as(word).isEqualTo(ofTask);
            assertThat(lines.get("bare again " + word)).as(word).isEqualTo(ofProcess);
            assertThat(lines.get("entered " + word)).as(word).isEqualTo(ids(known.job, known.node, NONE, OWN_TASK));
            assertThat(lines.get("put " + word)).as(word).isEqualTo(ids("mine", known.node, NONE, known.task));
            assertThat(lines.get("end " + word)).as(word).isEqualTo(ofTask);
        }
        Known loading = known("loading");
        assertThat(lines.get("loads loading")).isEqualTo(ofTask(loading));
        assertThat(lines.get("task loading")).isEqualTo(ofTask(loading));

        Known created = known("creates actor");
        assertThat(created.actor).hasSize(32);
        assertThat(lines.get("creates actor")).isEqualTo(ofTask(created));
        for (String word : List.of("call", "again")) {
            Known known = known(word);
            assertThat(known.actor).isEqualTo(created.actor);
            assertThat(lines.get("task " + word)).isEqualTo(ofTask(known));
            assertThat(lines.get("thread " + word)).isEqualTo(ids(known.job, known.node, known.actor, NONE));
        }
        for (String word : List.of("a0", "a1", "a2", "b0", "b1", "b2")) {
            assertThat(lines.get("task " + word)).as(word).isEqualTo(ofTask(known(word)));
            assertThat(lines.get("end " + word)).as(word).isEqualTo(ofTask(known(word)));
        }

        Known known = known("driver");
        String ofDriver = ids(known.job, known.node, NONE, NONE);
        assertThat(lines.get("before")).isEqualTo(ids(NONE, NONE, NONE, NONE));
        assertThat(lines.get("first of the driver")).startsWith(known.job + "|");
        assertThat(lines.get("last of the driver")).isEqualTo(ofDriver);
        assertThat(lines.get("thread of the driver")).isEqualTo(ofDriver);
        String told = ids(known.job, RayIdsWork.TOLD_NODE, NONE, NONE);
        assertThat(lines.get("told")).isEqualTo(told);
        assertThat(lines.get("after")).isEqualTo(told);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void jsonAndFilesOfTheirOwnFollowTasks(String version) throws Exception {
        Element routing = Config.routing(
                "$${ray:task_id:-none}",
                Config.sessionDirectory()
                        .with("fileName", "task-${ray:task_id:-none}-${ray:pid}.json")
                        .with("sessionDir", directory.resolve("w"))
                        .with("immediateFlush", true)
                        .with(Config.rayJson()));
        Path worker = Files.writeString(
                directory.resolve("routing.xml"), Config.of(routing).toString());
        // counts before the argument of the agent
        driver = plan(version, "Logger", RayIdsWork.class)
                .workerOptions("-Dlog4j2.configurationFile=" + worker.toUri())
                .start();
        try (JavaProcess running = driver) {
            endWhen(() -> true);
        }
        List<String> names = TempDirectory.names(directory.resolve("w/logs"));
        for (String word : List.of("one", "two", "call", "a0")) {
            Known known = known(word);
            List<String> files = names.stream()
                    .filter(name -> name.startsWith("task-" + known.task + "-"))
                    .toList();
            assertThat(files).hasSize(1);
            assertThat(Files.readAllLines(directory.resolve("w/logs").resolve(files.get(0))))
                    .filteredOn(line -> !line.contains("\"message\":\"put "))
                    .allMatch(line -> line.contains("\"job_id\":\"" + known.job + "\"")
                            && line.contains("\"node_id\":\"" + known.node + "\"")
                            && line.contains("\"task_id\":\"" + known.task + "\"")
                            && line.contains("\"actor_id\":\"" + known.actor + "\"") != known.actor.isEmpty())
                    .anyMatch(line -> line.contains("\"message\":\"task " + word + "\""));
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void inRaysLocalModeEventsHaveTheJob(String version) throws Exception {
        driver = plan(version, "Logger", RayLocalMode.class)
                .options("-Dray.run-mode=LOCAL")
                .start();
        try (JavaProcess running = driver) {
            assertThat(running.join()).as(running.err()).isZero();
            assertThat(running.errors()).isEmpty();
            String job = running.lines().stream()
                    .filter(line -> line.startsWith("job "))
                    .findFirst()
                    .orElseThrow()
                    .substring("job ".length());
            assertThat(Files.readAllLines(directory.resolve("s/logs/driver.log")))
                    .containsExactly("driver|" + job + "|||", "task|" + job + "|||");
        }
    }

    /** Ray ends a process that asks for an id meanwhile. */
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void nothingAsksRayWhileItShutsDown(String version) throws Exception {
        driver = plan(version, "Logger", RayIdsShutdown.class).start();
        try (JavaProcess running = driver) {
            assertThat(running.join()).as(running.err()).isZero();
            assertThat(running.lines()).contains("the actor has left", "done");
            assertThat(running.errors()).isEmpty();
        }
        List<String> jobs = driver.lines().stream()
                .filter(line -> line.startsWith("job "))
                .map(line -> line.substring("job ".length()))
                .toList();
        assertThat(jobs).hasSize(RayIdsShutdown.TIMES).doesNotHaveDuplicates();
        List<String> lines = Files.readAllLines(directory.resolve("s/logs/driver.log"));
        for (int i = 0; i < RayIdsShutdown.TIMES; i++) {
            String begin = "joined " + i + "|" + jobs.get(i) + "|";
            assertThat(lines)
                    .anyMatch(line -> line.startsWith(begin) && line.matches("[^|]+\\|\\w{8}\\|\\w{56}\\|\\|"));
        }
    }

    private static String ofTask(Known known) {
        return ids(known.job, known.node, known.actor, known.task);
    }
}
