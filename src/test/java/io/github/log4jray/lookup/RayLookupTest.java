package io.github.log4jray.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.context.RuntimeContext;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.lookup.StrSubstitutor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RayLookupTest {

    private static final List<String> KEYS = List.of(
            "temp_dir",
            "session_dir",
            "session_name",
            "logs_dir",
            "job_id",
            "worker_id",
            "node_id",
            "node_ip",
            "actor_id",
            "actor_name",
            "task_id",
            "task_name",
            "pid",
            "rotation_max_bytes",
            "rotation_backup_count",
            "driver_address");

    @TempDir
    private Path directory;

    /** Prints the value of each key that it is given, as {@code key=value}, and logs a line for each of two tasks. */
    static final class Program {
        private Program() {}

        public static void main(String[] keys) {
            Logger logger = LogManager.getLogger(Program.class);
            StrSubstitutor substitutor =
                    LoggerContext.getContext(false).getConfiguration().getStrSubstitutor();
            for (String key : keys) {
                System.out.println(key + "=" + substitutor.replace("${ray:" + key + ":-none}"));
            }
            for (String task : List.of("count", "sum")) {
                try (RuntimeContext.Scope scope = RuntimeContext.enter(
                        RuntimeContext.newBuilder().setTaskName(task).build())) {
                    logger.info("in scope {}", scope != null);
                }
            }
            logger.info("in no task");
            System.exit(0);
        }
    }

    private JavaProcess.Plan program(String log4j, Element... appenders) throws Exception {
        return JavaProcess.plan(directory, Program.class, KEYS.toArray(String[]::new))
                .configured(appenders)
                .option("-Dlog4jray.tempDir=" + directory.resolve("ray"))
                .onLog4j(log4j);
    }

    private static Element purge() {
        return Config.element("IdlePurgePolicy").with("timeToLive", 1).with("timeUnit", "seconds");
    }

    private static Map<String, String> values(JavaProcess process) {
        return process.lines().stream()
                .filter(line -> line.matches("[a-z_]+=.*"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
    }

    @Tag("compat")
    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void everyKeyHasItsValueInADriver(String log4j) throws Exception {
        try (JavaProcess process = program(
                        log4j,
                        Config.driverConsole(),
                        Config.file(directory + "/${ray:session_name}-${ray:job_id}.log")
                                .with("name", "f"),
                        Config.sessionDirectory().with("name", "s").with("fileName", "app-${ray:pid}.log"))
                .option("-Dray.node-ip=10.0.0.7")
                .environment(Map.of("RAY_ROTATION_MAX_BYTES", "12345"))
                .start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors()).isEmpty();
            TempDirectory temp = new TempDirectory(directory.resolve("ray"));
            Path session = temp.session();
            assertThat(values(process))
                    .containsEntry("temp_dir", temp.path().toString())
                    .containsEntry("session_dir", session.toString())
                    .containsEntry("session_name", session.getFileName().toString())
                    .containsEntry("logs_dir", session.resolve("logs").toString())
                    .containsEntry("job_id", "01000000")
                    .containsEntry("worker_id", ProcessIds.driverWorkerId("01000000"))
                    .containsEntry("node_id", "none")
                    .containsEntry("node_ip", "10.0.0.7")
                    .containsEntry("task_id", "none")
                    .containsEntry("task_name", "none")
                    .containsEntry("actor_id", "none")
                    .containsEntry("actor_name", "none")
                    .containsEntry("pid", String.valueOf(process.pid()))
                    .containsEntry("rotation_max_bytes", "12345")
                    .containsEntry("rotation_backup_count", "5")
                    .hasEntrySatisfying(
                            "driver_address", address -> assertThat(address).startsWith("tcp://127.0.0.1:"));
            assertThat(directory.resolve(session.getFileName() + "-01000000.log"))
                    .exists();
            assertThat(temp.logs()).containsExactly("app-" + process.pid() + ".log");
        }
    }

    @Tag("compat")
    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void routingFollowsTheContextOfEachEvent(String log4j) throws Exception {
        Element routing = Config.routing(
                        "$${ray:task_name:-none}",
                        Config.sessionDirectory()
                                .with("name", "of-task")
                                .with("fileName", "task-${ray:task_name:-none}.log")
                                .with(Config.pattern("%m%n")))
                .with(purge());
        try (JavaProcess process = program(log4j, routing).start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors()).isEmpty();
        }
        TempDirectory temp = new TempDirectory(directory.resolve("ray"));
        assertThat(temp.logs()).containsExactly("task-count.log", "task-none.log", "task-sum.log");
        assertThat(temp.log("task-count.log")).hasContent("in scope true");
        assertThat(temp.log("task-none.log")).hasContent("in no task");
    }

    @Test
    void routedFilesOfTasksThatAreIdleAreClosed() throws Exception {
        Path session = directory.resolve("session");
        Element routing = Config.routing(
                        "$${ray:task_name:-none}",
                        Config.sessionDirectory()
                                .with("name", "of-task")
                                .with("sessionDir", session)
                                .with("fileName", "task-${ray:task_name}.log")
                                .with("immediateFlush", true)
                                .with(Config.pattern("%m%n").with("footer", "end%n")))
                .with(purge().with("checkInterval", 1));
        Path file = session.resolve("logs/task-count.log");
        try (Logging logging = Logging.with(routing)) {
            try (RuntimeContext.Scope scope = RuntimeContext.enter(
                    RuntimeContext.newBuilder().setTaskName("count").build())) {
                assertThat(scope).isNotNull();
                logging.logger("test").info("line");
            }
            await().until(() -> Files.readString(file).equals("line\nend\n"));
        }
    }

    @Tag("compat")
    @Test
    void unknownKeyIsOneErrorAndStaysAsItIs() {
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = Logging.with(Config.console().with("name", "c"))) {
            StrSubstitutor substitutor = logging.context().getConfiguration().getStrSubstitutor();
            assertThat(substitutor.replace("${ray:taskid} ${ray:taskid} ${ray:taskid:-x}"))
                    .isEqualTo("${ray:taskid} ${ray:taskid} x");
            assertThat(messages.containing(Level.ERROR, "unknown key in ${ray:taskid}", "task_id"))
                    .hasSize(1);
        }
    }

    @Test
    void idsAndSettingsCreateNoSession() {
        Path temp = directory.resolve("ray");
        Environment environment = Environment.of(
                Map.of("log4jray.tempDir", temp.toString()), Map.of("RAY_NODE_IP", "10.0.0.8", "RAY_JOB_ID", ""));
        RayLookup lookup = new RayLookup(environment);
        try (Logging logging = Logging.with(Config.console().with("name", "c"))) {
            lookup.setConfiguration(logging.context().getConfiguration());

            assertThat(lookup.lookup("temp_dir")).isEqualTo(temp.toString());
            assertThat(lookup.lookup("job_id")).isNull();
            assertThat(lookup.lookup("worker_id")).matches("[0-9a-f]{56}");
            assertThat(lookup.lookup("node_ip")).isEqualTo("10.0.0.8");
            assertThat(lookup.lookup("driver_address")).isNull();
            assertThat(temp).doesNotExist();

            assertThat(lookup.lookup("logs_dir")).isEqualTo(new TempDirectory(temp).session() + "/logs");
        }
    }

    @Test
    void idsOfTheEnvironmentAreFoundWithoutASession() {
        RayLookup lookup = new RayLookup(Environment.of(
                Map.of("log4jray.tempDir", directory.resolve("ray").toString()),
                Map.of("RAY_JOB_ID", "0B000000", "RAY_WORKER_ID", "0c".repeat(28))));

        assertThat(lookup.lookup("job_id")).isEqualTo("0b000000");
        assertThat(lookup.lookup("worker_id")).isEqualTo("0c".repeat(28));
        assertThat(directory).isEmptyDirectory();
    }
}
