package io.github.log4jray.driver;

import static io.github.log4jray.testing.fakes.ProtocolPeer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Screen;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a driver does with the lines of its workers beside printing them as Ray does. */
class WorkerFormatTest {

    private static final String SENDER = "0123456789abcdef0123456789abcdef";
    private static final String BATCH = "{'seq':1,'ip':'10.0.0.5','pid':45601,'job':'0b000000','is_err':false,"
            + "'actor_name':'Counter','task_name':'add','lines':";

    @TempDir
    private Path directory;

    private final Screen screen = new Screen();
    private Logging driver;
    private ProtocolPeer worker;

    @AfterEach
    void stop() throws IOException {
        if (worker != null) {
            worker.close();
        }
        if (driver != null) {
            driver.close();
        }
    }

    private Element console(String attributes) {
        return Config.driverConsole()
                .with("sessionDir", directory)
                .with("jobId", "0b000000")
                .attributes(attributes);
    }

    private void start(Element... appenders) throws IOException {
        driver = screen.standardFor(
                () -> Logging.with(Config.of(appenders).writingTo("console").status("error")));
        PublishedDriver published = PublishedDriver.await(directory, "0b000000");
        worker = ProtocolPeer.connect(published.port());
        worker.hello(published.token(), SENDER);
    }

    private List<Map<String, Object>> objects() {
        return screen.lines().stream()
                .map(line -> ProtocolPeer.object(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void eachLineIsAnObjectThatSaysWhoseItIs() throws Exception {
        start(console("workerFormat=\"json\"").with(Config.rayJson()));
        driver.logger("own").info("of the driver");
        worker.send(
                json(BATCH + "['plain']}"),
                json("{'seq':2,'ip':'10.0.0.5','pid':'raylet','job':null,'is_err':true,'lines':['failed']}"),
                json("{'seq':3,'pid':7,'job':'0b000000','lines':[],'dropped':12,'file':'/x/worker.out'}"));
        worker.awaitAcked(3);

        assertThat(screen.errLines()).isEmpty();
        List<Map<String, Object>> objects = objects();
        assertThat(objects.get(0)).containsEntry("message", "of the driver").containsEntry("levelname", "INFO");
        assertThat(objects.get(1))
                .containsOnlyKeys(
                        "asctime",
                        "levelname",
                        "process",
                        "timestamp_ns",
                        "job_id",
                        "message",
                        "node_ip",
                        "actor_name",
                        "task_name")
                .containsEntry("message", "plain")
                .containsEntry("levelname", "INFO")
                .containsEntry("process", 45601L)
                .containsEntry("job_id", "0b000000")
                .containsEntry("node_ip", "10.0.0.5")
                .containsEntry("actor_name", "Counter")
                .containsEntry("task_name", "add");
        assertThat(objects.get(2))
                .containsEntry("process", "raylet")
                .containsEntry("levelname", "ERROR")
                .doesNotContainKeys("job_id", "actor_name", "task_name");
        assertThat(objects.get(3))
                .containsEntry("message", "12 lines dropped, see /x/worker.out")
                .containsEntry("dropped", 12L)
                .containsEntry("process", 7L);
    }

    @Test
    void lineThatIsAnObjectKeepsItsTextAndGetsWhatItLacks() throws Exception {
        start(console("workerFormat=\"json\""));
        worker.send(json(BATCH).replace("'", "\"")
                + "[\"{\\\"b\\\": 1e2, \\\"asctime\\\":\\\"then\\\",\\\"a\\\":{\\\"x\\\":[]},"
                + "\\\"job_id\\\":null,\\\"process\\\":7}\",\"{}\"]}");
        worker.awaitAcked(1);

        assertThat(screen.lines().get(0))
                .matches("\\{\"b\": 1e2, \"asctime\":\"then\",\"a\":\\{\"x\":\\[]},\"job_id\":null,\"process\":7,"
                        + "\"levelname\":\"INFO\",\"timestamp_ns\":\\d{19},\"node_ip\":\"10.0.0.5\","
                        + "\"actor_name\":\"Counter\",\"task_name\":\"add\"}");
        assertThat(screen.lines().get(1)).startsWith("{\"asctime\":\"").contains("\"job_id\":\"0b000000\"");
        assertThat(objects()).hasSize(2);
    }

    @Test
    void equalLinesOfSeveralProcessesAreAllPrintedAndStandardErrorCanBeApart() throws Exception {
        start(console("workerFormat=\"json\" stderrTo=\"err\""));
        worker.send(
                json("{'seq':1,'pid':1,'lines':['same']}"),
                json("{'seq':2,'pid':2,'lines':['same']}"),
                json("{'seq':3,'pid':3,'is_err':true,'lines':['to err']}"));
        worker.awaitAcked(3);

        assertThat(objects()).extracting(object -> object.get("message")).containsExactly("same", "same");
        assertThat(screen.errLines()).singleElement().asString().contains("\"message\":\"to err\"");
    }

    @Test
    void deduplicationThatIsDemandedCountsInAKey() throws Exception {
        System.setProperty("RAY_DEDUP_LOGS", "1");
        try {
            start(console("workerFormat=\"json\""));
            for (int i = 1; i <= 4; i++) {
                worker.send(json("{'seq':" + i + ",'pid':" + i + ",'lines':['same']}"));
            }
            worker.awaitAcked(4);
            driver.close();
        } finally {
            System.clearProperty("RAY_DEDUP_LOGS");
        }

        assertThat(objects()).hasSize(2);
        assertThat(objects().get(0)).doesNotContainKey("repeated");
        assertThat(objects().get(1)).containsEntry("repeated", 3L).containsEntry("message", "same");
    }

    @Test
    void noneAreShownButTheirLossAndTheOtherAppenderGetsThem() throws Exception {
        Path log = directory.resolve("workers.log");
        start(
                Config.file(log).with(Config.rayJson()),
                console("workerFormat=\"none\"")
                        .with(Config.reference("file"), Config.reference("unknown"), Config.pattern("%m%n")));
        worker.send(json(BATCH + "['one','two']}"), json("{'seq':2,'pid':'raylet','is_err':true,'lines':['three']}"));
        worker.awaitAcked(2);
        driver.logger("own").info("own");

        assertThat(screen.lines()).containsExactly("own");
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(3);
        assertThat(ProtocolPeer.object(lines.get(0).getBytes()))
                .containsOnlyKeys(
                        "asctime",
                        "levelname",
                        "process",
                        "timestamp_ns",
                        "job_id",
                        "message",
                        "name",
                        "actor_name",
                        "task_name",
                        "node_ip")
                .containsEntry("process", 45601L)
                .containsEntry("job_id", "0b000000")
                .containsEntry("message", "one")
                .containsEntry("name", "ray.worker")
                .containsEntry("node_ip", "10.0.0.5");
        assertThat(ProtocolPeer.object(lines.get(2).getBytes()))
                .containsEntry("process", "raylet")
                .containsEntry("levelname", "ERROR")
                .doesNotContainKey("job_id");
    }

    @Test
    void filtersApplyToLinesOfWorkersAndLevelsToReferences() throws Exception {
        Path log = directory.resolve("workers.log");
        Element noSecrets = Config.element("RegexFilter")
                .with("regex", ".*secret.*")
                .with("onMatch", "DENY")
                .with("onMismatch", "NEUTRAL");
        start(
                Config.file(log).with(Config.pattern("%p %c %marker %m %X{task_name}%n")),
                console("").with(noSecrets, Config.reference("file").with("level", "error")));
        worker.send(
                json(BATCH + "['shown','a secret']}"),
                json("{'seq':2,'pid':1,'is_err':true,'task_name':'t','lines':['failed']}"));
        worker.awaitAcked(2);

        assertThat(screen.lines()).containsExactly("(Counter pid=45601, ip=10.0.0.5) shown");
        assertThat(screen.errLines()).contains("(t pid=1) failed");
        assertThat(log).hasContent("ERROR ray.worker STDERR failed t\n");
    }

    @Test
    void lineOfAWorkerIsNeitherPrintedNorSentAgain() throws Exception {
        try (StatusMessages messages = StatusMessages.listen()) {
            start(Config.async("console"), console("").with(Config.reference("async"), Config.reference("console")));
            worker.send(json(BATCH + "['once']}"));
            worker.awaitAcked(1);
            driver.close();

            assertThat(screen.lines()).containsExactly("(Counter pid=45601, ip=10.0.0.5) once");
            assertThat(messages.containing(Level.ERROR, "\"console\""))
                    .singleElement()
                    .asString()
                    .contains("another appender");
        }
    }

    @Test
    void reconfigurationChangesTheFormatAndKeepsTheConnection() throws Exception {
        start(console(""));
        worker.send(json(BATCH + "['plain']}"));
        worker.awaitAcked(1);
        screen.standardFor(() -> {
            driver.reconfigure(console("workerFormat=\"json\""));
            return null;
        });
        worker.send(json("{'seq':2,'pid':1,'lines':['as json']}"));
        worker.awaitAcked(2);

        assertThat(screen.lines().get(0)).isEqualTo("(Counter pid=45601, ip=10.0.0.5) plain");
        await().until(() -> screen.lines().size() == 2);
        assertThat(screen.lines().get(1)).contains("\"message\":\"as json\"");
    }

    @Test
    void badValuesAreErrorsThatNameThem() throws Exception {
        try (StatusMessages messages = StatusMessages.listen()) {
            start(console("workerFormat=\"xml\" stderrTo=\"err\""));
            assertThat(messages.containing(Level.ERROR, "invalid workerFormat"))
                    .singleElement()
                    .asString()
                    .contains("\"console\"", "\"xml\"", "plain or json or none");
            assertThat(messages.containing(Level.ERROR, "invalid stderrTo"))
                    .singleElement()
                    .asString()
                    .contains("json");
        }
    }

    @Test
    void oneErrorAnAttributeSaysWhatIsWrong() throws Exception {
        try (StatusMessages messages = StatusMessages.listen()) {
            start(console("stderrTo=\"both\""));
            assertThat(messages.containing(Level.ERROR, "stderrTo"))
                    .singleElement()
                    .asString()
                    .contains("\"console\"", "\"both\"");
        }
    }

    @Test
    void anEmptyAttributeIsNotGiven() throws Exception {
        try (StatusMessages messages = StatusMessages.listen()) {
            start(console("stderrTo=\"\" workerFormat=\"\""));
            assertThat(messages.containing(Level.ERROR, "")).isEmpty();
        }
    }
}
