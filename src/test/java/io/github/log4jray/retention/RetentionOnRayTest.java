package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.session.Registration;
import io.github.log4jray.session.Session;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Files of Ray's own dead workers go, and nothing of a living Ray is harmed. Needs {@code .ci/install-ray}. */
@Tag("ray")
class RetentionOnRayTest {

    private static final List<String> VERSIONS = RayClusters.VERSIONS;
    private static final Pattern WORKER = Pattern.compile(".*worker-[0-9a-f]{56}.*[-_](\\d+)\\.(?:out|err|log)");

    private static final String SAY = """
            import ray, sys
            ray.init(address=sys.argv[1])
            @ray.remote
            def say(word):
                print(word, "said")
            ray.get(say.remote(sys.argv[2]))
            print("done", flush=True)
            sys.stdin.read()
            """;

    @TempDir
    private Path directory;

    /** A driver in Python, which shows what its worker prints: the log monitor reads the worker's file. */
    private void say(RayCluster cluster, String word) throws Exception {
        Path out = directory.resolve(word + ".out");
        Process python = new ProcessBuilder(cluster.python().toString(), "-c", SAY, cluster.address(), word)
                .redirectOutput(out.toFile())
                .redirectError(directory.resolve(word + ".err").toFile())
                .start();
        try {
            await().until(() -> Files.readString(out).contains(word + " said"));
            python.getOutputStream().close();
            assertThat(python.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            python.destroyForcibly();
        }
    }

    private static List<String> names(Path logs) throws Exception {
        try (Stream<Path> all = Files.list(logs)) {
            return all.map(name -> name.getFileName().toString()).toList();
        }
    }

    private static boolean isOfDeadWorker(String name) {
        Matcher worker = WORKER.matcher(name);
        return worker.matches() && !new HostProcesses().isAlive(Long.parseLong(worker.group(1)));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void filesOfDeadWorkersGoAndRayGoesOn(String version) throws Exception {
        try (RayCluster cluster = RayCluster.startWithDashboard(version)) {
            Path logs = cluster.logs().toRealPath();
            Session session = Session.named(logs.getParent(), null);
            say(cluster, "one");
            await().until(() -> names(logs).stream().anyMatch(RetentionOnRayTest::isOfDeadWorker));
            List<String> ofRay = names(logs).stream()
                    .filter(name -> name.matches("(raylet|gcs_server|monitor|log_monitor|dashboard).*"))
                    .toList();
            assertThat(ofRay).hasSizeGreaterThan(3);
            Registration bound = new Registration(session.bookkeepingDirectory());
            bound.addSettings(new RetentionSettings(1, 0, 1).written());
            RetentionPass pass = new RetentionPass(session, new HostProcesses(), InstantSource.system());

            await().until(() -> {
                pass.run();
                return names(logs).stream().noneMatch(RetentionOnRayTest::isOfDeadWorker);
            });
            assertThat(names(logs)).containsAll(ofRay);

            say(cluster, "two");
            RetentionPass.Result result = pass.run();
            bound.close();

            assertThat(result.unmet()).contains("living processes");
            assertThat(names(logs)).containsAll(ofRay);
            assertThat(cluster.tool("list", "nodes")).anyMatch(line -> line.contains("ALIVE"));
            assertThat(cluster.tool("logs"))
                    .as("the dashboard lists the files that are there")
                    .anyMatch(line -> line.contains("raylet.out"));
        }
    }
}
