package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose job, worker and node a line names, each in a process of its own. */
class IdsInLinesTest {

    private static final Element CONSOLE = Config.console().with(Config.rayJson());
    private static final String FIRST = "0a".repeat(28);
    private static final String SECOND = "0b".repeat(28);
    private static final String THIRD = "0c".repeat(28);

    @TempDir
    private Path directory;

    private JavaProcess.Plan plan(Element... appenders) throws IOException {
        return JavaProcess.plan(directory, LogLines.class).configured(appenders);
    }

    private static Map<String, Object> tell(JavaProcess process, String command) throws IOException {
        int before = json(process).size();
        process.tell(command);
        await().until(() -> json(process).size() > before);
        return json(process).get(before);
    }

    private static List<Map<String, Object>> json(JavaProcess process) {
        return process.lines().stream()
                .filter(line -> line.startsWith("{\"asctime\""))
                .map(JsonLines::object)
                .toList();
    }

    @Test
    void withNothingSuppliedThereIsARandomWorkerAndNoJob() throws Exception {
        try (JavaProcess process = plan(CONSOLE).start()) {
            Map<String, Object> line = tell(process, "a");
            assertThat((String) line.get("worker_id")).matches("[0-9a-f]{56}");
            assertThat(line).doesNotContainKeys("job_id", "node_id");
            assertThat(tell(process, "b")).containsEntry("worker_id", line.get("worker_id"));
        }
    }

    @Test
    void eventsContextCountsBeforeWhatTheProcessWasToldAndThatBeforePropertyAndEnvironment() throws Exception {
        try (JavaProcess process = plan(CONSOLE)
                .environment(Map.of("RAY_JOB_ID", "01000000", "RAY_WORKER_ID", FIRST))
                .start()) {
            assertThat(tell(process, "a")).containsEntry("job_id", "01000000").containsEntry("worker_id", FIRST);
        }
        try (JavaProcess process = plan(CONSOLE)
                .environment(Map.of("RAY_JOB_ID", "01000000", "RAY_WORKER_ID", FIRST))
                .option("-Dray.job.id=02000000")
                .option("-Dray.worker.id=" + SECOND)
                .start()) {
            tell(process, "process node_id=" + THIRD);
            assertThat(tell(process, "a")).containsEntry("job_id", "02000000").containsEntry("worker_id", SECOND);
            tell(process, "process job_id=03000000");
            assertThat(tell(process, "b")).containsEntry("job_id", "03000000").containsEntry("node_id", THIRD);
            assertThat(tell(process, "thread job_id=04000000")).containsEntry("job_id", "04000000");
            assertThat(tell(process, "thread worker_id=" + THIRD)).containsEntry("worker_id", THIRD);
            assertThat(tell(process, "thread node_id=" + FIRST)).containsEntry("node_id", FIRST);
            assertThat(tell(process, "thread job_id=")).containsEntry("job_id", "03000000");
        }
    }

    @Test
    void whatTheProcessIsToldBeforeItsFirstLineIsInThatLine() throws Exception {
        try (JavaProcess process =
                plan(CONSOLE).option("-Dray.worker.id=" + SECOND).start()) {
            assertThat(tell(process, "process worker_id=" + FIRST)).containsEntry("worker_id", FIRST);
        }
    }

    @Test
    void driversLinesNameItsOwnJob() throws Exception {
        Element file = Config.sessionDirectory()
                .with("fileName", "app.log")
                .with("tempDir", directory)
                .with(Config.rayJson());
        try (JavaProcess process = plan(CONSOLE, file, Config.driverConsole().with("name", "driver"))
                .start()) {
            assertThat(tell(process, "a"))
                    .containsEntry("job_id", "01000000")
                    .containsEntry("worker_id", "01000000" + "f".repeat(48));
        }
    }

    @Test
    void workersLinesNameTheJobOfADriverThatStartsLater() throws Exception {
        Path session = directory.resolve("session");
        try (JavaProcess worker = plan(CONSOLE, Config.driverStream())
                .environment(Map.of("RAY_SESSION_DIR", session.toString()))
                .start()) {
            assertThat(tell(worker, "a")).doesNotContainKey("job_id");
            try (JavaProcess driver = JavaProcess.plan(directory, LogLines.class)
                    .configured(Config.driverConsole())
                    .environment(Map.of("RAY_SESSION_DIR", session.toString()))
                    .start()) {
                PublishedDriver.await(session, "01000000");
                await().untilAsserted(() -> assertThat(tell(worker, "b")).containsEntry("job_id", "01000000"));
            }
            assertThat(tell(worker, "c")).containsEntry("job_id", "01000000");
        }
    }
}
