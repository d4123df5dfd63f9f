package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.ray.OwnRayCommand;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayClusters;
import io.github.log4jray.testing.ray.RayDriver;
import io.github.log4jray.testing.ray.RayOnCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Drivers in Java on another cluster than one that runs already. Needs {@code .ci/install-ray}. */
@Tag("ray")
@ExtendWith(RayClusters.class)
class SeveralClustersTest {

    private static final List<String> VERSIONS = RayClusters.VERSIONS;
    private static final int COUNT = 100;

    @TempDir
    private Path directory;

    private final AtomicInteger probes = new AtomicInteger();

    private RayDriver driver(String version, String attributes) throws IOException {
        Element console = Config.driverConsole()
                .with("sessionDir", directory.resolve("session"))
                .attributes(attributes);
        Path configuration = Files.writeString(
                directory.resolve("driver.xml"), Config.of(console).toString());
        return new RayDriver(RayClusters.of(version), directory, RayOnCommand.class, "" + COUNT)
                .options("-Dlog4j2.configurationFile=" + configuration.toUri(), "-DRAY_DEDUP_LOGS=0")
                .workerOptions(AgentJar.option())
                .withLog4jRay()
                .withGrpc();
    }

    private static void tell(JavaProcess driver, String command) throws IOException {
        driver.tell(command);
        await().until(() ->
                driver.lines().contains("did " + command) || !driver.process().isAlive());
        assertThat(driver.lines()).as(driver.err()).contains("did " + command);
    }

    private static List<String> shown(JavaProcess driver, String word) {
        return driver.lines().stream()
                .filter(line -> line.matches("\\(pid=\\d+\\) " + word + " \\d+"))
                .map(line -> line.substring(line.indexOf(')') + 2))
                .toList();
    }

    /** A subscription begins a moment after the driver has joined: what was written before is not shown. */
    private void awaitSubscription(JavaProcess driver) {
        await().until(() -> {
            String probe = "probe" + probes.incrementAndGet();
            tell(driver, probe);
            return !shown(driver, probe).isEmpty();
        });
    }

    private static void assertShown(JavaProcess driver, String word) {
        await().until(() -> shown(driver, word).contains(word + " " + (COUNT - 1)));
        assertThat(shown(driver, word))
                .containsExactlyElementsOf(
                        IntStream.range(0, COUNT).mapToObj(i -> word + " " + i).toList());
    }

    private static void end(JavaProcess driver) throws Exception {
        driver.end();
        assertThat(Stream.concat(driver.lines().stream(), driver.errLines().stream()))
                .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void driverThatLeavesAClusterAndJoinsAnotherOneShowsTheWorkersOfBoth(String version) throws Exception {
        try (RayCluster other = RayCluster.start(version, Map.of());
                JavaProcess driver = driver(version, "").start()) {
            tell(driver, "join");
            tell(driver, "first");
            assertShown(driver, "first");
            tell(driver, "leave");
            tell(driver, "join " + other.address());
            awaitSubscription(driver);
            tell(driver, "second");
            assertShown(driver, "second");
            tell(driver, "job");
            assertThat(driver.lines()).as("job for new processes").anyMatch(line -> line.matches("job (\\w{8}) \\1"));
            end(driver);
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void clusterThatTheDriverStartsItselfIsFollowed(String version) throws Exception {
        try (OwnRayCommand ray = new OwnRayCommand(version, directory);
                JavaProcess driver = driver(version, "")
                        .options("-Dray.address=")
                        .environment(ray.environment())
                        .start()) {
            tell(driver, "join");
            awaitSubscription(driver);
            tell(driver, "own");
            assertShown(driver, "own");
            tell(driver, "leave");
            end(driver);
        }
    }
}
