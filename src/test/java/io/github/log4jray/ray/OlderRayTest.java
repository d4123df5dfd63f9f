package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayDriver;
import io.github.log4jray.testing.ray.RayLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent and the log channel on versions of Ray between and before those of the other tests, in short. */
@Tag("ray")
class OlderRayTest {

    private static final int COUNT = 5;

    @TempDir
    private Path directory;

    private static List<String> lines(String word) {
        return IntStream.range(0, COUNT).mapToObj(i -> word + " " + i).toList();
    }

    private static List<String> ofWorkers(Stream<String> printed, String word) {
        return printed.filter(line -> line.matches("\\(pid=\\d+\\) " + word + " \\d+"))
                .map(line -> line.substring(line.indexOf(')') + 2))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.49.2", "2.9.3"})
    void driverShowsEachLineOfWorkersWithTheAgentOnce(String version) throws Exception {
        Element console = Config.driverConsole()
                .with("sessionDir", directory.resolve("session"))
                .with(Config.pattern("%m%n"));
        Path configuration = Files.writeString(
                directory.resolve("driver.xml"), Config.of(console).toString());
        try (RayCluster cluster = RayCluster.start(version, Map.of());
                JavaProcess driver = new RayDriver(cluster, directory, RayLines.class, "red", "" + COUNT, "java")
                        .options("-Dlog4j2.configurationFile=" + configuration.toUri(), "-DRAY_DEDUP_LOGS=0")
                        .withLog4jRay()
                        .withGrpc()
                        .workerOptions(AgentJar.option())
                        .start()) {
            List<String> words = List.of("red task", "red actor");
            await().until(() -> !driver.process().isAlive()
                    || words.stream()
                            .allMatch(word -> ofWorkers(driver.errLines().stream(), word + " err")
                                            .contains(word + " err " + (COUNT - 1))
                                    && ofWorkers(driver.lines().stream(), word).contains(word + " " + (COUNT - 1))));
            driver.end();

            assertThat(driver.lines()).containsOnlyOnce("own red");
            for (String word : words) {
                assertThat(ofWorkers(driver.lines().stream(), word)).isEqualTo(lines(word));
                assertThat(ofWorkers(driver.errLines().stream(), word + " err")).isEqualTo(lines(word + " err"));
            }
            assertThat(driver.errors()).isEmpty();
            assertThat(ofWorkerFiles(cluster.logs().toRealPath()))
                    .containsOnlyOnceElementsOf(lines("red task"))
                    .containsOnlyOnceElementsOf(lines("red actor"));
        }
    }

    private static List<String> ofWorkerFiles(Path logs) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String name : TempDirectory.names(logs)) {
            if (name.matches("worker-[0-9a-f]{56}-[0-9a-f]{8}-\\d+\\.out")) {
                lines.addAll(Files.readAllLines(logs.resolve(name)));
            }
        }
        return lines;
    }
}
