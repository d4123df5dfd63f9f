package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Certificate;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.LogLines;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Consoles that follow real clusters without Ray in their process, and what can go wrong there. Lines come from a file
 * in the place of a worker's. Needs {@code .ci/install-ray} and a Redis.
 */
@Tag("ray")
@ExtendWith(RayClusters.class)
class GcsTroubleTest {

    private static final List<String> VERSIONS = RayClusters.VERSIONS;
    private static final String JOB = "07000000";

    @TempDir
    private Path directory;

    private static String source(RayCluster cluster) {
        return "gcs://" + cluster.address();
    }

    private JavaProcess console(RayCluster cluster, Map<String, String> environment, String... options)
            throws IOException {
        return console(source(cluster), environment, options);
    }

    private JavaProcess console(String source, Map<String, String> environment, String... options) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("RAY_JOB_ID", JOB);
        all.put("RAY_SESSION_DIR", directory.resolve("session").toString());
        JavaProcess.Plan plan = JavaProcess.plan(directory, DriverProgram.class);
        List.of(options).forEach(plan::option);
        return plan.configured(Config.driverConsole().with("source", source).with(Config.pattern("own %m%n")))
                .environment(all)
                .start();
    }

    /** What a worker of this job and this pid would write. */
    private static void write(RayCluster cluster, String job, long pid, String line) throws IOException {
        Path file = cluster.logs().resolve("worker-" + "a".repeat(56) + "-" + job + "-" + pid + ".out");
        String head = Files.exists(file) ? "" : ":job_id:" + job + "\n";
        Files.writeString(file, head + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static boolean shows(JavaProcess console, String line) {
        return console.lines().stream().anyMatch(shown -> shown.matches("\\(pid=45(, ip=.*)?\\) " + line));
    }

    /** Writes a line until drivers show it: nobody keeps one for a driver that has not subscribed yet. */
    private static void writeUntilShown(RayCluster cluster, String line, JavaProcess... consoles) {
        int[] count = {0};
        String shown = line + " \\d+";
        await().until(() -> {
            write(cluster, JOB, 45, line + " " + count[0]++);
            return Stream.of(consoles).allMatch(console -> !console.process().isAlive() || shows(console, shown));
        });
        for (JavaProcess console : consoles) {
            assertThat(shows(console, shown)).as(console::err).isTrue();
        }
    }

    private static List<String> said(JavaProcess console, String what) {
        return Stream.concat(console.lines().stream(), console.errLines().stream())
                .filter(line -> line.contains(what))
                .toList();
    }

    private static void end(JavaProcess console) throws Exception {
        console.end();
        assertThat(console.lines()).contains("own driver goes");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    @Tag("redis")
    void gcsThatIsKilledAndStartedAgainIsFollowedAgain(String version) throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                RayCluster cluster = RayCluster.start(
                        version,
                        Map.of("RAY_REDIS_ADDRESS", "127.0.0.1:" + redis.port(), "RAY_NUM_REDIS_GET_RETRIES", "20"));
                JavaProcess console = console(cluster, Map.of())) {
            await().until(() -> console.lines().contains("ready"));
            write(cluster, "08000000", 46, "of another job");
            writeUntilShown(cluster, "before", console);
            cluster.killGcs();
            await().until(() -> said(console, "no connection with the GCS").size() == 1);
            cluster.startGcsAgain();
            await().until(() -> said(console, "connected with the GCS").size() == 1);
            // What is written before the log monitor is connected again too is lost.
            writeUntilShown(cluster, "after", console);
            writeUntilShown(cluster, "later", console);
            end(console);
            assertThat(said(console, " WARN ")).hasSize(2);
            assertThat(said(console, "of another job")).isEmpty();
            List<String> shown = console.lines().stream()
                    .filter(line -> line.startsWith("(pid=45"))
                    .toList();
            assertThat(shown).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void clusterThatHasEndedIsOneWarningAndTheDriverGoesOn(String version) throws Exception {
        RayCluster cluster = RayCluster.start(version, Map.of());
        try (JavaProcess console = console(cluster, Map.of())) {
            await().until(() -> console.lines().contains("ready"));
            writeUntilShown(cluster, "before", console);
            cluster.close();
            await().until(() -> said(console, "no connection with the GCS").size() == 1);
            end(console);
            assertThat(said(console, " WARN ")).hasSize(1);
            assertThat(console.errors()).isEmpty();
        } finally {
            cluster.close();
        }
    }

    @Test
    void severalClustersAndTheReceiverAreSourcesOfOneConsole() throws Exception {
        RayCluster one = RayClusters.of(VERSIONS.get(0));
        RayCluster other = RayClusters.of(VERSIONS.get(1));
        try (JavaProcess console = console("tcp, " + source(one) + "," + source(other), Map.of())) {
            await().until(() -> console.lines().contains("ready"));
            write(one, "08000000", 46, "of another job");
            writeUntilShown(one, "of one cluster", console);
            writeUntilShown(other, "of the other cluster", console);
            JavaProcess worker = JavaProcess.plan(directory, LogLines.class, "1")
                    .configured(Config.driverStream().with("shutdownTimeoutMillis", 60_000))
                    .environment(Map.of(
                            "RAY_JOB_ID",
                            JOB,
                            "RAY_SESSION_DIR",
                            directory.resolve("session").toString()))
                    .start();
            assertThat(worker.join()).as(worker.err()).isZero();
            await().until(() -> console.lines().contains("(pid=" + worker.pid() + ") line 0"));
            end(console);
            assertThat(said(console, "of another job")).isEmpty();
            assertThat(said(console, " WARN ")).isEmpty();
        }
    }

    @Test
    void tokenIsTakenFromWhereRayTakesIt() throws Exception {
        String token = "0123456789abcdef0123456789abcdef";
        Path home = Files.createDirectories(directory.resolve("home/.ray"));
        Files.writeString(home.resolve("auth_token"), token + "\n");
        Path file = Files.writeString(directory.resolve("token"), token);
        try (RayCluster cluster =
                        RayCluster.start("2.60.0", Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN", token));
                JavaProcess told = console(cluster, Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN", token));
                JavaProcess named =
                        console(cluster, Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN_PATH", file.toString()));
                JavaProcess atHome =
                        console(cluster, Map.of("RAY_AUTH_MODE", "token"), "-Duser.home=" + directory.resolve("home"));
                JavaProcess wrong =
                        console(cluster, Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN", "f".repeat(32)));
                JavaProcess none = console(cluster, Map.of())) {
            for (JavaProcess console : List.of(told, named, atHome, wrong, none)) {
                await().until(() -> console.lines().contains("ready"));
            }
            await().until(() -> said(wrong, "can't be asked for lines").size() == 1
                    && said(none, "can't be asked for lines").size() == 1);
            writeUntilShown(cluster, "line", told, named, atHome);
            for (JavaProcess console : List.of(told, named, atHome, wrong, none)) {
                end(console);
            }
            assertThat(told.errors()).isEmpty();
            assertThat(wrong.errors()).singleElement().asString().contains("UNAUTHENTICATED", cluster.address());
            assertThat(wrong.err() + wrong.lines()).doesNotContain("ffff");
            assertThat(none.errors()).hasSize(1);
        }
    }

    @Test
    @Tag("tools")
    void tlsIsSpokenByRaysSettings() throws Exception {
        Map<String, String> tls = certificates();
        try (RayCluster cluster = RayCluster.start("2.60.0", tls);
                JavaProcess console = console(cluster, tls);
                JavaProcess clear = console(cluster, Map.of())) {
            await().until(() -> console.lines().contains("ready"));
            writeUntilShown(cluster, "line", console);
            await().until(() -> said(clear, "no connection with the GCS").size() == 1);
            end(console);
            end(clear);
            assertThat(said(console, " WARN ")).isEmpty();
        }
    }

    /** One certificate for all, as Ray's documentation has it, for each address by which a node may be called. */
    private Map<String, String> certificates() throws Exception {
        Certificate certificate =
                Certificate.of(directory, "DNS:localhost", "IP:127.0.0.1", "IP:" + NodeIp.find(Environment.process()));
        return Map.of(
                "RAY_USE_TLS",
                "1",
                "RAY_TLS_SERVER_CERT",
                certificate.file().toString(),
                "RAY_TLS_SERVER_KEY",
                certificate.key().toString(),
                "RAY_TLS_CA_CERT",
                certificate.file().toString());
    }
}
