package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Screen;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that comes by a real Redis is JSON lines of a driver, and reaches its other appenders. */
@Tag("redis")
class JsonLinesByRedisTest {

    private static final String BATCH = "{'ip':'10.9.9.9','pid':77,'job':'01000000','is_err':false,"
            + "'actor_name':'Counter','task_name':'count','lines':";

    @TempDir
    private Path directory;

    private final Screen screen = new Screen();
    private RedisServer redis;
    private Path log;
    private Logging driver;

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.start(directory);
        log = directory.resolve("workers.log");
        driver = screen.standardFor(() -> Logging.with(Config.of(
                        Config.file(log).with(Config.rayJson()),
                        Config.driverConsole()
                                .with("sessionDir", directory.resolve("session"))
                                .with("jobId", "01000000")
                                .with("workerFormat", "json")
                                .with("source", redis.address())
                                .with(Config.reference("file")))
                .writingTo("console")
                .status("error")));
        await().until(() -> redis.subscribers() == 1);
    }

    @AfterEach
    void stop() {
        driver.close();
        redis.close();
    }

    private void publish(String batch) {
        redis.publish(1, batch.getBytes(StandardCharsets.UTF_8));
    }

    private List<Map<String, Object>> awaitObjects(int count) {
        return objects(screen.awaitLines(count));
    }

    private static List<Map<String, Object>> objects(List<String> lines) {
        return lines.stream()
                .map(line -> ProtocolPeer.object(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void textIsTheMessageAndTheLineSaysWhoseItIs() throws Exception {
        publish(ProtocolPeer.json(BATCH + "['plain']}"));

        assertThat(awaitObjects(1).get(0))
                .containsEntry("message", "plain")
                .containsEntry("levelname", "INFO")
                .containsEntry("process", 77L)
                .containsEntry("job_id", "01000000")
                .containsEntry("node_ip", "10.9.9.9")
                .containsEntry("actor_name", "Counter")
                .containsEntry("task_name", "count");
        await().until(() -> Files.readAllLines(log).size() == 1);
        assertThat(objects(Files.readAllLines(log)).get(0))
                .containsEntry("message", "plain")
                .containsEntry("name", "ray.worker")
                .containsEntry("process", 77L)
                .containsEntry("node_ip", "10.9.9.9")
                .containsEntry("task_name", "count");
    }

    @Test
    void lineOfRaysOwnJsonKeepsItsTextAndGetsWhatItLacks() {
        String line =
                "{\"asctime\": \"2026-11-28 08:00:00,123\", \"levelname\": \"WARNING\", \"message\": \"in Python\","
                        + " \"process\": 99, \"job_id\": \"01000000\", \"rows\": 17, \"timestamp_ns\": 1795852800123456789";
        publish(ProtocolPeer.json(BATCH).replace("'", "\"") + "[\"" + line.replace("\"", "\\\"") + "}\"]}");

        assertThat(screen.awaitLines(1).get(0))
                .isEqualTo(line + ",\"node_ip\":\"10.9.9.9\",\"actor_name\":\"Counter\",\"task_name\":\"count\"}");
    }

    @Test
    void droppedLinesAreAnObjectThatNamesTheFileAndNoEvent() throws Exception {
        publish(ProtocolPeer.json("{'pid':78,'job':'01000000','lines':[],'dropped':12,'file':'/x/worker.out'}"));
        publish(ProtocolPeer.json(BATCH + "['after it']}"));

        assertThat(awaitObjects(2).get(0))
                .containsEntry("message", "12 lines dropped, see /x/worker.out")
                .containsEntry("levelname", "ERROR")
                .containsEntry("dropped", 12L)
                .containsEntry("file", "/x/worker.out")
                .containsEntry("process", 78L);
        await().until(() -> Files.readString(log).contains("after it"));
        assertThat(Files.readAllLines(log)).hasSize(1);
    }

    @Test
    void componentsOfRayAreNamedAndOnlyEventsOfTheAutoscalerAreShown() {
        publish(ProtocolPeer.json("{'ip':'10.9.9.9','pid':'autoscaler','job':null,'is_err':false,"
                + "'lines':['2026-11-28 noise',':event_summary:Adding 1 node']}"));
        publish(ProtocolPeer.json(
                "{'ip':'10.9.9.9','pid':'raylet','job':null,'is_err':true,'lines':['(raylet) no room']}"));

        List<Map<String, Object>> objects = awaitObjects(3);
        assertThat(objects)
                .extracting(object -> object.get("message"))
                .element(1)
                .isEqualTo("Adding 1 node");
        assertThat(objects).extracting(object -> object.get("message")).doesNotContain("2026-11-28 noise");
        assertThat(objects.subList(0, 2))
                .allSatisfy(object -> assertThat(object)
                        .containsEntry("process", "autoscaler")
                        .doesNotContainKey("job_id"));
        assertThat(objects.get(2))
                .containsEntry("process", "raylet")
                .containsEntry("levelname", "ERROR")
                .containsEntry("message", "(raylet) no room")
                .doesNotContainKey("job_id");
    }

    /** The worker's lines are of RayJsonLayout: they say more of themselves than their batch does. */
    @Test
    void linesOfAWorkerWithTheJsonLayoutArriveAsItWroteThem() throws Exception {
        try (JavaProcess worker = JavaProcess.plan(directory, LogLines.class, "50")
                .configured(Config.driverStream()
                        .with("jobId", "01000000")
                        .with("address", redis.address())
                        .with("shutdownTimeoutMillis", 60_000)
                        .with(Config.rayJson()))
                .start()) {
            List<Map<String, Object>> objects = awaitObjects(50);
            assertThat(worker.join()).as(worker.err()).isZero();
            assertThat(objects)
                    .hasSize(50)
                    .allSatisfy(object -> assertThat(object)
                            .containsEntry("process", worker.process().pid())
                            .containsKeys("worker_id", "name", "timestamp_ns", "node_ip"));
            assertThat(objects).extracting(object -> object.get("message")).isEqualTo(NumberedRecords.of("line", 50));
        }
    }
}
