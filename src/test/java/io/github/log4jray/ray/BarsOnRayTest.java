package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.ray.RayBars;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayClusters;
import io.github.log4jray.testing.ray.RayDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Bars of tasks in Java and Python, on drivers in both, on real clusters. Needs {@code .ci/install-ray}. */
@Tag("ray")
@ExtendWith(RayClusters.class)
class BarsOnRayTest {

    private static final List<String> VERSIONS = RayClusters.VERSIONS;

    @TempDir
    private Path directory;

    /** The last states of both are what the manager of tqdm_ray has at the end of each bar. */
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void managerOfTqdmRayEndsWithTheStatesOfJavaAsOfPython(String version) throws Exception {
        RayCluster cluster = RayClusters.of(version);
        Path out = directory.resolve("python.out");
        Path err = directory.resolve("python.err");
        List<String> command = new ArrayList<>(List.of(
                cluster.python().toString(),
                "src/test/python/ray_bars.py",
                cluster.address(),
                RayDriver.codeSearchPath()));
        command.addAll(RayDriver.workerOptions());
        command.add(AgentJar.option());
        Process python = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(python.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(python.exitValue()).as(Files.readString(err)).isZero();
            assertThat(Files.readAllLines(out))
                    .contains("returned python java", "ended 30 30 rows python", "ended 30 30 rows java");
            // tqdm draws it; Ray 2.39 adds the position to the description
            assertThat(Files.readString(err))
                    .containsPattern("\\(pid=\\d+\\) .*java( 0)?: 100%\\|█+\\| 30\\.0/30\\.0 \\[");
        } finally {
            python.destroyForcibly();
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void driverInJavaShowsBarsOfJavaAndPythonToTheirEnds(String version) throws Exception {
        Path configuration = Files.writeString(
                directory.resolve("driver.xml"),
                Config.of(Config.driverConsole().with("sessionDir", directory.resolve("session")))
                        .toString());
        try (JavaProcess driver = new RayDriver(RayClusters.of(version), directory, RayBars.class)
                .options("-Dlog4j2.configurationFile=" + configuration.toUri())
                .searching(Path.of("src/test/python"))
                .withLog4jRay()
                .withGrpc()
                .workerOptions(AgentJar.option())
                .start()) {
            for (String word : List.of("java", "python")) {
                await().until(() -> !driver.process().isAlive()
                        || driver.errLines().stream().anyMatch(line -> isEndOf(word, line)));
            }
            driver.end();
            for (String word : List.of("java", "python")) {
                assertThat(driver.errLines().stream().filter(line -> isEndOf(word, line)))
                        .as(driver.err())
                        .hasSize(1);
            }
            assertThat(driver.lines())
                    .contains("returned python java")
                    .noneMatch(line -> line.contains("__magic_token__"));
        }
    }

    private static boolean isEndOf(String word, String line) {
        return line.matches("\\(pid=\\d+\\) " + word + ": 100%\\|█{10}\\| 30\\.0/30\\.0 \\[00:0\\d<.*rows/s]");
    }
}
