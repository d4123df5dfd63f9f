package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.TwoHosts;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver on one host and its worker on another. */
@Tag("root")
class ManyHostsTest {

    private static final String JOB = "01000000";
    private static final String PASSWORD = "known to both hosts";

    @TempDir
    Path directory;

    @Test
    @Tag("redis")
    void workerIsShownByRedisWithTheIpOfItsHost() throws Exception {
        String address = "redis://:" + PASSWORD.replace(" ", "%20") + "@" + TwoHosts.FIRST + ":6379";
        try (TwoHosts hosts = new TwoHosts();
                AutoCloseable redis = redisOnFirst(hosts);
                JavaProcess driver = driver(hosts, "source=\"" + address + "\"", Map.of())) {
            // an assertion: it fails until the Redis is up
            await().untilAsserted(() -> assertThat(hosts.runOnFirst(
                                    "redis-cli",
                                    "-h",
                                    TwoHosts.FIRST,
                                    "-a",
                                    PASSWORD,
                                    "PUBSUB",
                                    "NUMSUB",
                                    "RAY_LOG_CHANNEL")
                            .strip())
                    .endsWith("\n1"));
            JavaProcess worker = worker(hosts, "address=\"" + address + "\"", Map.of());
            assertThat(worker.join()).isZero();
            assertShown(driver, worker);
            assertThat(saidBy(worker)).contains("clear text to the Redis").doesNotContain("of%20both");
            assertThat(saidBy(driver)).contains("clear text to the Redis").doesNotContain("of%20both");
        }
    }

    /** The worker's own host has the second driver. */
    @Test
    @Tag("redis")
    @Tag("slow")
    void driverThatIsKilledIsFollowedByOneOnAnotherHost() throws Exception {
        String address = "redis://:" + PASSWORD.replace(" ", "%20") + "@" + TwoHosts.FIRST + ":6379?stream";
        Set<Integer> all = new TreeSet<>();
        try (TwoHosts hosts = new TwoHosts();
                AutoCloseable redis = redisOnFirst(hosts);
                JavaProcess worker = JavaProcess.plan(directory, LogLines.class)
                        .configured(Config.driverStream()
                                .with("sessionDir", directory.resolve("second"))
                                .with("jobId", JOB)
                                .with("overflow", "block")
                                .with("shutdownTimeoutMillis", "60000")
                                .with("address", address))
                        .launchedBy(hosts.second())
                        .start()) {
            for (int life = 1; life <= 3; life++) {
                try (JavaProcess driver = JavaProcess.plan(directory, LogLines.class)
                        .configured(Config.driverConsole()
                                .with("sessionDir", directory.resolve("driver" + life))
                                .with("jobId", JOB)
                                .with("shutdownTimeoutMillis", "60000")
                                .with("source", address))
                        .option("-DRAY_DEDUP_LOGS=0")
                        .launchedBy(life == 2 ? hosts.second() : hosts.first())
                        .start()) {
                    worker.tell(20_000);
                    await().until(() -> numbers(driver).size() > 1000);
                    if (life == 3) {
                        worker.end();
                        driver.end();
                    } else {
                        driver.kill();
                    }
                    assertThat(numbers(driver)).doesNotHaveDuplicates().isSorted();
                    all.addAll(numbers(driver));
                }
            }
        }
        assertThat(all).hasSize(60_000);
    }

    /** A driver that is killed may have written a part of its last line. */
    private static List<Integer> numbers(JavaProcess driver) {
        return driver.lines().stream()
                .filter(line -> line.matches("\\(pid=.*\\) line \\d+"))
                .map(line -> Integer.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(number -> number < 60_000)
                .toList();
    }

    @Test
    void workerIsShownByTcpWithTheIpOfItsHost() throws Exception {
        Map<String, String> token = Map.of("RAY_DRIVER_LOG_TOKEN", PASSWORD);
        try (TwoHosts hosts = new TwoHosts();
                JavaProcess driver = driver(hosts, "host=\"0.0.0.0\" port=\"4560\"", token)) {
            JavaProcess worker = worker(hosts, "address=\"tcp://" + TwoHosts.FIRST + ":4560\"", token);
            assertThat(worker.join()).isZero();
            assertShown(driver, worker);
            assertThat(saidBy(worker)).contains("clear text to the driver").doesNotContain(PASSWORD);
        }
    }

    @Test
    void withoutADefaultRouteTheAddressOfTheInterfaceIsPublishedAndShown() throws Exception {
        try (TwoHosts hosts = new TwoHosts()) {
            hosts.removeDefaultRoutes();
            assertFoundBySession(hosts, TwoHosts.FIRST, TwoHosts.SECOND);
        }
    }

    @Test
    void hostsWithoutIpv4AreFoundByTheirIpv6Addresses() throws Exception {
        try (TwoHosts hosts = new TwoHosts()) {
            hosts.useOnly("fd00:231::1", "fd00:231::2");
            assertFoundBySession(hosts, "[fd00:231:0:0:0:0:0:1]", "fd00:231:0:0:0:0:0:2");
        }
    }

    @Test
    void driverForOtherHostsOnAHostWithLoopbackOnlySaysThatTheyCannotFindIt() throws Exception {
        try (TwoHosts hosts = new TwoHosts()) {
            hosts.cut();
            try (JavaProcess driver = driver(hosts, "host=\"0.0.0.0\"", Map.of())) {
                assertThat(PublishedDriver.await(directory.resolve("first"), JOB)
                                .host())
                        .isEqualTo("127.0.0.1");
                await().until(() -> saidBy(driver).contains("other hosts can't find this driver"));
            }
        }
    }

    /** The two hosts share a disk, and so the session. */
    private void assertFoundBySession(TwoHosts hosts, String first, String second) throws Exception {
        try (JavaProcess driver = driver(hosts, "host=\"0.0.0.0\"", Map.of())) {
            assertThat(PublishedDriver.await(directory.resolve("first"), JOB).host())
                    .isEqualTo(first);
            JavaProcess worker = worker(hosts, "first", "", Map.of());
            assertThat(worker.join()).isZero();
            assertShown(driver, worker, second);
            assertThat(saidBy(driver)).doesNotContain("other hosts");
        }
    }

    private static void assertShown(JavaProcess driver, JavaProcess worker) {
        assertShown(driver, worker, TwoHosts.SECOND);
    }

    private static void assertShown(JavaProcess driver, JavaProcess worker, String ip) {
        String shown = "(pid=" + worker.pid() + ", ip=" + ip + ") line 0";
        await().until(() -> driver.lines().contains(shown));
    }

    private static String saidBy(JavaProcess process) {
        return process.err() + String.join("\n", process.lines());
    }

    private AutoCloseable redisOnFirst(TwoHosts hosts) throws IOException {
        List<String> command = new ArrayList<>(List.of(hosts.first()));
        command.addAll(List.of("redis-server", "--bind", TwoHosts.FIRST, "--save", "", "--requirepass", PASSWORD));
        Process redis = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.out").toFile())
                .start();
        return () -> redis.destroyForcibly().onExit().join();
    }

    private JavaProcess driver(TwoHosts hosts, String attributes, Map<String, String> environment) throws IOException {
        return JavaProcess.plan(directory, LogLines.class)
                .configured(Config.driverConsole()
                        .with("sessionDir", directory.resolve("first"))
                        .with("jobId", JOB)
                        .attributes(attributes))
                .environment(environment)
                .launchedBy(hosts.first())
                .start();
    }

    /** It has its own disk, and so no session of the driver. */
    private JavaProcess worker(TwoHosts hosts, String attributes, Map<String, String> environment) throws IOException {
        return worker(hosts, "second", attributes, environment);
    }

    private JavaProcess worker(TwoHosts hosts, String session, String attributes, Map<String, String> environment)
            throws IOException {
        return JavaProcess.plan(directory, LogLines.class, "1")
                .configured(Config.driverStream()
                        .with("sessionDir", directory.resolve(session))
                        .with("jobId", JOB)
                        .with("shutdownTimeoutMillis", "60000")
                        .attributes(attributes))
                .environment(environment)
                .launchedBy(hosts.second())
                .start();
    }
}
