package io.github.log4jray.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.spark.SparkCluster;
import io.github.log4jray.testing.spark.SparkClusters;
import io.github.log4jray.testing.spark.SparkCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlschannel.TlsChannel;

/** Applications on real clusters, each with the two options of the manual and no file. */
@Tag("spark")
@ExtendWith(SparkClusters.class)
class RayLogsPluginTest {

    private static final Pattern PREFIX = Pattern.compile("\\((.*) pid=(\\d+)(?:, ip=[^)]*)?\\) (.*)");
    private static final Pattern WAITING = Pattern.compile("\\(.* pid=(\\d+).*\\) .*waits");
    private static final Pattern CONTEXT = Pattern.compile(
            "context \\{app_id=app-\\S+, attempt=0, executor_id=\\d+, .*partition=([0-3]), stage=0, task_name=stage 0, task \\1.0}");
    private static final String EXECUTOR = "^\\(executor \\d+ pid=\\d+(, ip=[^)]*)?\\) ";
    private static final int LINES = 50;
    private static final int LINES_OF_PYTHON = 20;

    static List<String> versions() throws IOException {
        return SparkCluster.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void twoApplicationsAtOnceShowEachLineOnceWithItsTask(String version) throws Exception {
        SparkCluster cluster = SparkClusters.of(version);
        try (SparkCommand java = cluster.job()
                        // A worker has no memory for two of them: Spark speculates on another host only.
                        .conf("spark.executor.memory", "1600m")
                        .conf("spark.speculation", "true")
                        .conf("spark.speculation.interval", "100ms")
                        .conf("spark.speculation.quantile", "1")
                        .last("lines", "failure", "reconfiguration", "speculation", "exit", "kill")
                        .start();
                SparkCommand python = cluster.withPlugin("spark-submit")
                        .conf("spark.dynamicAllocation.enabled", "true")
                        .conf("spark.dynamicAllocation.shuffleTracking.enabled", "true")
                        .conf("spark.jars", AgentJar.path() + "," + tlsChannel())
                        .conf("spark.log4jray.tls", "true")
                        .conf("spark.log4jray.levl", "WARN")
                        .conf("spark.log4jray.dedup", "ja")
                        .last(Path.of("src/test/python/spark_job.py")
                                .toAbsolutePath()
                                .toString())
                        .start()) {
            killWaitingExecutor(java);
            python.join();
            java.join();

            assertThat(linesOfTasks(java.out()))
                    .containsExactlyInAnyOrderElementsOf(
                            with(numbered("out"), "[stage 2, task 0.0] printed before and after the reconfiguration"));
            // An attempt that another one overtakes may be killed before it logs.
            assertThat(linesOfTasks(java.err()))
                    .filteredOn(line -> !line.equals("[stage 3, task 0.0] is tried"))
                    .containsExactlyInAnyOrderElementsOf(loggedOrPrintedToStandardError());
            assertThat(java.out()).endsWith("SUMMARY");
            assertThat(java.out())
                    .filteredOn(line -> line.endsWith("printed before the exit, without an end"))
                    .satisfiesExactlyInAnyOrder(
                            line -> assertThat(line).matches(EXECUTOR + "\\[stage 4, task 0.0] .*"),
                            line -> assertThat(line).matches("\\(stage 4, task 0.1 pid.*\\) \\[stage 4, task 0.1] .*"));
            assertThat(java.err().stream().filter(line -> line.endsWith("INFO Driver: begin of lines")))
                    .hasSize(1);
            assertThat(python.ofExecutors().stream().map(line -> line.replaceFirst(EXECUTOR, "")))
                    .containsExactlyInAnyOrderElementsOf(ofPython());
            assertThat(python.err()).anyMatch(line -> line.contains("RayLogsPlugin: ") && line.endsWith(", in TLS"));
            // Log4j 2.20 says it on standard output.
            assertThat(python.others().stream().filter(line -> line.matches(".*\\bERROR .*RayLogsPlugin: .*")))
                    .satisfiesExactlyInAnyOrder(
                            line -> assertThat(line)
                                    .contains("unknown setting spark.log4jray.levl \"WARN\""
                                            + " (did you mean spark.log4jray.level?)"),
                            line -> assertThat(line).contains("invalid spark.log4jray.dedup \"ja\""));
            assertThat(python.out()).contains("SUM 4").endsWith("SUMMARY");
            assertThat(java.ofExecutors())
                    .filteredOn(line -> line.contains("context {"))
                    .hasSize(4)
                    .allMatch(line -> CONTEXT.matcher(line).find());
        }
    }

    /** The jar by class path, and files; what the shell itself says stays as it is. */
    @Test
    void shellIsAsQuietAsWithoutThePlugin(@TempDir Path directory) throws Exception {
        String work = """
                def work(i):
                    print("printed", i)
                    return i

                sc.parallelize(range(2), 2).map(work).sum() + 41
                """;
        SparkCluster cluster = SparkClusters.of(versions().get(0));
        try (SparkCommand plain = cluster.withoutPlugin("pyspark")
                        .conf("spark.cores.max", "1")
                        .start();
                SparkCommand shell = cluster.onClassPath("pyspark")
                        .conf("spark.cores.max", "1")
                        .conf("spark.log4jray.files", "true")
                        .conf("spark.executorEnv.RAY_TMPDIR", directory.toString())
                        .start()) {
            plain.tell(work);
            shell.tell(work);
            plain.join();
            shell.join();

            assertThat(shell.ofExecutors()).hasSize(2).allMatch(line -> line.matches(EXECUTOR + "printed [01]"));
            assertThat(said(shell)).isEqualTo(said(plain));
            assertThat(outFiles(directory)).filteredOn("printed 0"::equals).hasSize(1);
        }
    }

    /** What a shell says beside the lines of executors, without what is another one in each process. */
    private static List<String> said(SparkCommand shell) {
        return shell.others().stream()
                .filter(line ->
                        !line.contains("could not bind on port") && !line.contains("has not accepted any resources"))
                // How often Spark draws its progress bar depends on the time.
                .filter(line -> !line.startsWith("[Stage ") && !line.isBlank())
                .map(line -> line.replaceAll("\\d{2}/\\d{2}/\\d{2} [\\d:]{8}|app-\\d+-\\d+|:\\d{2,}", "…"))
                .toList();
    }

    /** The files that have every line; those of standard error are in {@code .err}, too. */
    private static List<String> outFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<String> lines = new ArrayList<>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".out")).toList()) {
                lines.addAll(Files.readAllLines(file));
            }
            return lines;
        }
    }

    @Test
    void localModeShowsNothingTwice() throws Exception {
        try (SparkCommand local = SparkClusters.of(versions().get(0))
                .job()
                .option("--master", "local[2]")
                .last("lines")
                .start()) {
            local.join();

            assertThat(local.ofExecutors()).isEmpty();
            assertThat(local.out())
                    .filteredOn("[stage 0, task 1.0] out 7"::equals)
                    .hasSize(1);
            assertThat(local.err().stream().filter(line -> line.contains("context {")))
                    .hasSize(4)
                    .allMatch(line -> line.contains("executor_id=driver") && line.contains("task_name=stage 0, task "));
        }
    }

    private static Path tlsChannel() throws Exception {
        return Path.of(TlsChannel.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static void killWaitingExecutor(SparkCommand java) {
        Optional<ProcessHandle> executor = await().until(
                        () -> java.ofExecutors().stream()
                                .map(WAITING::matcher)
                                .filter(Matcher::matches)
                                .findFirst()
                                .flatMap(line -> ProcessHandle.of(Long.parseLong(line.group(1)))),
                        Optional::isPresent);
        executor.orElseThrow().destroyForcibly();
    }

    /** Checks that the prefix names the task that has logged the line, and returns the lines without the prefix. */
    private static List<String> linesOfTasks(List<String> lines) {
        List<String> texts = new ArrayList<>();
        for (String line : lines) {
            Matcher shown = PREFIX.matcher(line);
            if (shown.matches() && isOfTask(shown.group(3))) {
                assertThat(shown.group(3)).startsWith("[" + shown.group(1) + "] ");
                texts.add(shown.group(3));
            }
        }
        return texts;
    }

    /** But for that of the context, and one without an end, which a thread of the executor logs if the task never ends. */
    private static boolean isOfTask(String text) {
        return text.startsWith("[stage ") && !text.contains("] context ") && !text.endsWith(", without an end");
    }

    private static List<String> numbered(String kind) {
        return IntStream.range(0, 4 * LINES)
                .mapToObj(i -> "[stage 0, task " + i / LINES + ".0] " + kind + " " + i % LINES)
                .toList();
    }

    private static List<String> loggedOrPrintedToStandardError() {
        return with(
                Stream.concat(numbered("logged").stream(), numbered("err").stream())
                        .toList(),
                "[stage 1, task 0.0] may fail",
                "[stage 1, task 1.0] may fail",
                "[stage 1, task 1.1] may fail",
                "[stage 2, task 0.0] logged before the reconfiguration",
                "[stage 2, task 0.0] logged after the reconfiguration",
                "[stage 2, task 0.0] printed after the reconfiguration",
                "[stage 3, task 0.1] is tried",
                "[stage 3, task 1.0] is tried",
                "[stage 4, task 0.0] logged before the exit",
                "[stage 4, task 0.1] logged before the exit",
                "[stage 5, task 0.0] waits",
                "[stage 5, task 0.1] waits");
    }

    private static List<String> ofPython() {
        return IntStream.range(0, 4 * LINES_OF_PYTHON)
                .boxed()
                .flatMap(i -> Stream.of(" printed %d äöü", " logged %d")
                        .map(text ->
                                "[python partition " + i / LINES_OF_PYTHON + "]" + text.formatted(i % LINES_OF_PYTHON)))
                .toList();
    }

    private static List<String> with(List<String> lines, String... others) {
        return Stream.concat(lines.stream(), Stream.of(others)).toList();
    }
}
