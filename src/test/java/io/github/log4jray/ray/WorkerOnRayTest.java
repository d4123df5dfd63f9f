package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayClusters;
import io.github.log4jray.testing.ray.RayRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Java workers with the agent, on real clusters. Needs {@code .ci/install-ray}. */
@Tag("ray")
@ExtendWith(RayClusters.class)
class WorkerOnRayTest {

    private static final List<String> VERSIONS = RayClusters.VERSIONS;
    private static final List<String> TASK = List.of("task", "one");
    private static final List<String> TASK_AND_ACTOR = List.of("task", "one", "actor", "two", "task", "three");
    private static final int MANY = 200;

    @TempDir
    private Path directory;

    private Path configuration(String attributes) throws IOException {
        Element file = Config.sessionDirectory()
                .with("captureStandardStreams", true)
                .attributes(attributes)
                .with(Config.pattern("%m%n"));
        return Files.writeString(
                directory.resolve("worker.xml"), Config.of(file).name("mine").toString());
    }

    private RayRun run(String version, List<String> work, String... options) throws Exception {
        return RayRun.of(RayClusters.of(version), directory, work, options);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void configurationIsInForceInTasksAndActors(String version) throws Exception {
        RayRun run = run(version, TASK_AND_ACTOR, AgentJar.option(configuration("component=\"java-worker\"")));

        for (String word : List.of("one", "two", "three")) {
            RayRun.Worker worker = run.worker(word);
            assertThat(worker.configurations()).isEqualTo("mine+mine");
            assertThat(run.javaWorkerFile(worker)).containsSubsequence(RayRun.linesOf(word));
            assertThat(worker.open()).containsOnlyOnce("java-worker-" + run.job() + "-" + worker.pid() + ".log");
            assertThat(run.workerId(worker)).hasSize(56);
        }
        assertThat(run.javaWorkerFiles().values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(Stream.of("one", "two", "three")
                        .flatMap(word -> RayRun.linesOf(word).stream())
                        .toList());
        assertThat(run.reported()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void builtInConfigurationIsForWorkersOfWhichNoneIsNamed(String version) throws Exception {
        RayRun run = run(version, TASK, AgentJar.option());

        assertBuiltIn(run);
        assertThat(run.reported()).isEmpty();
    }

    private static void assertBuiltIn(RayRun run) throws IOException {
        RayRun.Worker worker = run.worker("one");
        String name = "log4j-ray's for workers";
        assertThat(worker.configurations()).isEqualTo(name + "+" + name);
        String event = "[-0-9]{10} [0-9:,]{12} INFO \\w+ \\[.+]: ";
        String tokens = ":job_id:" + run.job() + "\n:task_name:jtask\n";
        assertThat(String.join("\n", run.file(run.stem(worker) + ".out")))
                .matches(tokens + event + "class one\n" + event + "name one\n" + event + "slf4j one\nout one");
        // what comes first was printed by the agent, or by the JVM, where the file is Ray's
        assertThat(String.join("\n", run.file(run.stem(worker) + ".err"))).endsWith(tokens + "err one");
        assertThat(run.javaWorkerFiles()).isEmpty();
    }

    /** Ray's tools, and its dashboard, find the lines of a worker by the name of its files. */
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void raysOwnToolsShowWhatAnActorWrites(String version) throws Exception {
        try (RayCluster cluster = RayCluster.startWithDashboard(version)) {
            List<String> lines = RayRun.linesOf("one");
            RayRun.staying(
                    run -> {
                        String actor = run.actor("one");
                        String pid = "" + run.worker("one").pid();
                        assertEachOnce(
                                cluster.tool("logs", "actor", "--id", actor, "--tail", "-1"), lines.subList(0, 4));
                        assertEachOnce(
                                cluster.tool("logs", "actor", "--id", actor, "--tail", "-1", "--err"),
                                lines.subList(4, 5));
                        assertEachOnce(
                                cluster.tool("logs", "worker", "--pid", pid, "--tail", "-1"), lines.subList(0, 4));
                        return true;
                    },
                    cluster,
                    directory,
                    List.of("actor", "one"),
                    AgentJar.option());
        }
    }

    private static void assertEachOnce(List<String> shown, List<String> ends) {
        assertThat(ends)
                .as("in %s", shown)
                .allSatisfy(end ->
                        assertThat(shown).filteredOn(line -> line.endsWith(end)).hasSize(1));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void workerWhoseConfigurationIsMissingSaysSoAndHasTheBuiltInOne(String version) throws Exception {
        RayRun run = run(version, TASK, AgentJar.option("/none/there.xml"));

        assertBuiltIn(run);
        assertThat(run.reported())
                .isNotEmpty()
                .allMatch(
                        "log4j-ray: invalid configuration \"/none/there.xml\" (expected a file); using the built-in configuration"
                                ::equals);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void workerWhoseConfigurationIsBrokenSaysSoAndHasTheBuiltInOne(String version) throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.xml"), "<Configuration>\n<Appenders>");
        RayRun run = run(version, TASK, AgentJar.option(broken));

        assertBuiltIn(run);
        assertThat(run.reported())
                .isNotEmpty()
                .allMatch(
                        line -> line.matches(
                                "log4j-ray: invalid configuration \".*/broken.xml\" \\(broken in line 2: .*\\); using the built-in .*"));
    }

    /** The nodes of a cluster may have the agent in their environment; the options of a job count before it. */
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void agentWorksInJavaToolOptions(String version) throws Exception {
        Path argument = configuration("component=\"java-worker\"");
        Path named = directory.resolve("named.xml");
        Files.writeString(named, Files.readString(argument).replace("mine", "named"));
        try (RayCluster cluster = RayCluster.start(version, Map.of("JAVA_TOOL_OPTIONS", AgentJar.option(argument)))) {
            for (String name : List.of("mine", "named")) {
                String[] options =
                        name.equals("mine") ? new String[0] : new String[] {"-Dlog4j2.configurationFile=" + named};
                RayRun run = RayRun.of(cluster, directory, TASK, options);
                RayRun.Worker worker = run.worker("one");
                assertThat(worker.configurations()).isEqualTo(name + "+" + name);
                assertThat(run.javaWorkerFile(worker)).isEqualTo(RayRun.linesOf("one"));
                assertThat(run.reported()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void raysConfigurationIsInForceWhereTheUserWantsIt(String version) throws Exception {
        RayRun run = run(version, TASK, AgentJar.option(), "-Dlog4jray.keepConfiguration=false");

        assertThat(run.worker("one").configurations()).endsWith("+DefaultLogger");
    }

    /** Ray kills its workers, without shutdown hooks. */
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void everyLineOfATaskThatHasReturnedIsInTheFile(String version) throws Exception {
        RayRun run =
                run(version, List.of("many", "" + MANY), AgentJar.option(configuration("component=\"java-worker\"")));

        assertThat(run.javaWorkerFiles().values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, MANY)
                        .boxed()
                        .flatMap(i -> Stream.of("logged " + i, "printed " + i))
                        .toList());
    }

    @Test
    void componentWorkerHasFilesOfItsOwnWhereRayHasNone() throws Exception {
        RayRun run =
                run("2.39.0", TASK_AND_ACTOR, AgentJar.option(configuration("component=\"worker\" stderrTo=\"err\"")));

        for (String word : List.of("one", "two")) {
            RayRun.Worker worker = run.worker(word);
            String stem = run.stem(worker);
            List<String> lines = RayRun.linesOf(word);
            assertThat(run.file(stem + ".out")).containsOnlyOnceElementsOf(lines.subList(0, 4));
            assertThat(run.file(stem + ".out")).noneMatch(line -> line.startsWith("err "));
            assertThat(run.file(stem + ".err")).containsOnlyOnce("err " + word);
        }
        assertThat(run.reported()).isEmpty();
    }

    @Test
    void componentWorkerLeavesRaysFileToRay() throws Exception {
        assertLeavesRaysFile(RayClusters.of("2.60.0"));
    }

    /** Where Ray rotates, a pipe goes to the file, and what is in it when the worker is killed is lost: as is Ray's. */
    @Test
    void componentWorkerLeavesRaysRotationToRay() throws Exception {
        try (RayCluster cluster = RayCluster.start("2.60.0", Map.of("RAY_ROTATION_MAX_BYTES", "100000"))) {
            assertLeavesRaysFile(cluster);
        }
    }

    /** {@code maxBytes} would rotate a file of log4j-ray after every line or two. */
    private void assertLeavesRaysFile(RayCluster cluster) throws Exception {
        RayRun run = RayRun.staying(
                soFar -> soFar.printed().containsAll(RayRun.linesOf("one")),
                cluster,
                directory,
                TASK,
                AgentJar.option(configuration("component=\"worker\" stderrTo=\"err\" maxBytes=\"20\"")));
        RayRun other = RayRun.of(cluster, directory, TASK, AgentJar.option(configuration("component=\"java-worker\"")));

        RayRun.Worker worker = run.worker("one");
        String stem = run.stem(worker);
        List<String> lines = RayRun.linesOf("one");
        assertThat(worker.configurations()).isEqualTo("mine+mine");
        assertThat(run.names(stem + ".*")).containsExactly(stem + ".err", stem + ".out");
        assertThat(Stream.concat(run.file(stem + ".out").stream(), run.file(stem + ".err").stream()))
                .containsOnlyOnceElementsOf(lines);
        assertThat(run.file(stem + ".out")).containsSubsequence(lines.subList(0, 4));
        assertThat(run.file(stem + ".err")).contains(lines.get(4));
        assertThat(run.reported()).singleElement().asString().contains("component=\"java-worker\"", stem + ".out");

        RayRun.Worker otherWorker = other.worker("one");
        String otherStem = other.stem(otherWorker);
        assertThat(worker.open().stream().map(name -> name.replace(stem, "worker")))
                .as("none is open but those that Ray has opened")
                .isEqualTo(otherWorker.open().stream()
                        .filter(name -> !name.startsWith("java-worker"))
                        .map(name -> name.replace(otherStem, "worker"))
                        .toList());
    }
}
