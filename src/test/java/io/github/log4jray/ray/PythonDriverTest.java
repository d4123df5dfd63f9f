package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayClusters;
import io.github.log4jray.testing.ray.RayDriver;
import io.github.log4jray.testing.ray.RayRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a driver in Python shows of Java workers with the agent, on real clusters. Needs {@code .ci/install-ray}. */
@Tag("ray")
@ExtendWith(RayClusters.class)
class PythonDriverTest {

    private static final List<String> VERSIONS = RayClusters.VERSIONS;
    private static final String EVENT = "[-0-9]{10} [0-9:,]{12} INFO \\w+ \\[.+]: ";

    @TempDir
    private Path directory;

    /** What a driver has printed so far, without colours. */
    private record Shown(List<String> out, List<String> err) {

        static Shown of(Path out, Path err) throws IOException {
            return new Shown(lines(out), lines(err));
        }

        private static List<String> lines(Path file) throws IOException {
            return Files.readString(file)
                    .replaceAll("\u001b\\[[0-9;]*m", "")
                    .lines()
                    .toList();
        }

        /** @return the lines of workers, whatever their prefix */
        List<String> ofWorkers() {
            return Stream.concat(out.stream(), err.stream())
                    .filter(line -> line.matches("\\(.*pid=\\d+.*"))
                    .toList();
        }

        /** @return the prefix of a line of the task */
        String task() {
            return "(jtask pid=" + pids()[1] + ") ";
        }

        /** @return the prefix of a line of the actor */
        String actor() {
            return "(jactor pid=" + pids()[2] + ") ";
        }

        private String[] pids() {
            return out.stream()
                    .filter(line -> line.startsWith("returned "))
                    .findFirst()
                    .orElseThrow()
                    .split(" ");
        }
    }

    /** A line that was shown twice would have come before the last ones of the second calls. */
    private Shown show(RayCluster cluster, String agent) throws Exception {
        Path out = directory.resolve("python.out");
        Path err = directory.resolve("python.err");
        List<String> command = new ArrayList<>(List.of(
                cluster.python().toString(),
                "src/test/python/ray_driver.py",
                cluster.address(),
                RayDriver.codeSearchPath()));
        command.addAll(RayDriver.workerOptions());
        command.add(agent);
        Process python = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try (OutputStream in = python.getOutputStream()) {
            for (List<String> words : List.of(List.of("one", "two"), List.of("three", "four"))) {
                Awaitility.await().until(() -> {
                    List<String> lines = Shown.of(out, err).ofWorkers();
                    return !python.isAlive()
                            || linesOf(words).stream()
                                    .allMatch(end -> lines.stream().anyMatch(line -> line.endsWith(end)));
                });
                assertThat(python.isAlive()).as(Files.readString(err)).isTrue();
                if (words.contains("one")) {
                    in.write('\n');
                    in.flush();
                }
            }
            in.close();
            assertThat(python.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(python.exitValue()).as(Files.readString(err)).isZero();
            return Shown.of(out, err);
        } finally {
            python.destroyForcibly();
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void linesOfTasksAndActorsAreShownOnceWithTheirNames(String version) throws Exception {
        Shown shown = show(RayClusters.of(version), AgentJar.option());

        assertLines(shown, shown.task(), "one", "three");
        assertLines(shown, shown.actor(), "two", "four");
        assertThat(shown.ofWorkers()).hasSize(20);
    }

    private static void assertLines(Shown shown, String prefix, String... words) {
        List<String> outThenErr = linesOf(List.of(words)).stream()
                .sorted(Comparator.comparing(line -> line.startsWith("err ")))
                .toList();
        assertThat(shown.ofWorkers().stream()
                        .filter(line -> line.startsWith(prefix))
                        .map(line -> line.substring(prefix.length()).replaceFirst("^" + EVENT, "")))
                .as(prefix)
                .containsExactlyElementsOf(outThenErr);
    }

    private static List<String> linesOf(List<String> words) {
        return words.stream().flatMap(word -> RayRun.linesOf(word).stream()).toList();
    }

    /** Files of log4j-ray's own, of the names that Ray 2.60 uses itself. */
    @Test
    void standardErrorIsShownAsSuchWhereItHasAFile() throws Exception {
        Element file = Config.sessionDirectory()
                .with("component", "worker")
                .with("stderrTo", "err")
                .with("magicTokens", true)
                .with("captureStandardStreams", true);
        Path configuration = Files.writeString(
                directory.resolve("worker.xml"), Config.of(file).toString());
        Shown shown = show(RayClusters.of("2.39.0"), AgentJar.option(configuration));

        assertThat(shown.ofWorkers()).hasSize(20);
        assertThat(shown.err().stream().filter(line -> line.startsWith("(j")))
                .containsExactlyInAnyOrder(
                        shown.task() + "err one",
                        shown.actor() + "err two",
                        shown.task() + "err three",
                        shown.actor() + "err four");
    }
}
