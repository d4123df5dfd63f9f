package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Python workers of a real cluster print and log is JSON lines of a driver. Needs {@code .ci/install-ray}. */
@Tag("ray")
@ExtendWith(RayClusters.class)
class JsonLinesOnRayTest {

    /** The newest: Ray 2.39 has no JSON. */
    private static final String VERSION = RayClusters.VERSIONS.get(0);

    private static final int TASKS = 5;
    private static final ObjectMapper STRICT =
            new ObjectMapper().configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);

    @TempDir
    private Path directory;

    @Test
    void eachLineIsAnObjectThatSaysWhoseItIs() throws Exception {
        RayCluster cluster = RayClusters.of(VERSION);
        try (JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                .configured(Config.driverConsole()
                        .with("sessionDir", directory.resolve("session"))
                        .with("source", "gcs://" + cluster.address())
                        .with("workerFormat", "json"))
                .start()) {
            await().until(() -> driver.lines().contains("ready"));
            runTasks(cluster);
            await().until(() -> objects(driver, "printed ").size() == TASKS
                    && objects(driver, "to standard error ").size() == TASKS
                    && objects(driver, "logged ").size() == TASKS);
            driver.end();

            for (JsonNode printed : objects(driver, "printed ")) {
                assertThat(printed.get("levelname").asText()).isEqualTo("INFO");
                assertThat(printed.get("message").asText()).endsWith("{\"half\": of an object");
                assertSaysWhose(printed);
            }
            for (JsonNode toErr : objects(driver, "to standard error ")) {
                assertThat(toErr.get("levelname").asText()).isEqualTo("ERROR");
                assertSaysWhose(toErr);
            }
            for (JsonNode logged : objects(driver, "logged ")) {
                List<String> keys = new ArrayList<>();
                logged.fieldNames().forEachRemaining(keys::add);
                assertThat(keys).startsWith("asctime", "levelname", "message").doesNotHaveDuplicates();
                assertThat(logged.get("levelname").asText()).isEqualTo("INFO");
                assertThat(logged.get("rows").isInt()).isTrue();
                assertThat(logged.get("job_name").asText()).isEqualTo("grüße");
                assertThat(logged.get("task_name").asText()).isEqualTo("count");
                assertSaysWhose(logged);
            }
        }
    }

    private static void assertSaysWhose(JsonNode line) {
        assertThat(line.get("process").isInt()).isTrue();
        assertThat(line.get("job_id").asText()).matches("[0-9a-f]{8}");
        assertThat(line.get("timestamp_ns").isIntegralNumber()).isTrue();
        assertThat(line.has("node_ip")).isTrue();
    }

    /** All lines behind {@code ready} are JSON but the driver's own. */
    private static List<JsonNode> objects(JavaProcess driver, String message) throws Exception {
        List<JsonNode> objects = new ArrayList<>();
        List<String> lines = driver.lines();
        for (String line : lines.subList(lines.indexOf("ready") + 1, lines.size())) {
            if (!line.contains(" DriverProgram [main]: ")) {
                JsonNode object = STRICT.readTree(line);
                if (object.get("message").asText().startsWith(message)) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    private void runTasks(RayCluster cluster) throws Exception {
        Path said = directory.resolve("python.said");
        Process python = new ProcessBuilder(
                        cluster.python().toString(),
                        "src/test/python/ray_json_lines.py",
                        cluster.address(),
                        Integer.toString(TASKS))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(python.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(python.exitValue()).as(Files.readString(said)).isZero();
        } finally {
            python.destroyForcibly();
        }
    }
}
