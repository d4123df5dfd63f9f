package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * System properties and environment variables of real processes. {@link SessionLocatorTest} and {@code ProcessIdsTest} have
 * the rules.
 */
class SessionOfProcessTest {

    private static final String WORKER = "ab".repeat(28);

    @TempDir
    Path directory;

    private Path property;
    private Path variable;

    @BeforeEach
    void paths() {
        property = directory.resolve("property");
        variable = directory.resolve("variable");
    }

    private JavaProcess.Plan plan(String attributes) throws Exception {
        return JavaProcess.plan(directory, LogLines.class, "1")
                .configured(
                        Config.sessionDirectory().with("fileName", "app.log").attributes(attributes));
    }

    private static void run(JavaProcess.Plan plan) throws Exception {
        try (JavaProcess process = plan.start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }
    }

    private static void assertLogged(Path logs) {
        assertThat(TempDirectory.names(logs)).containsExactly("app.log");
        assertThat(logs.resolve("app.log")).content().endsWith("line 0\n");
    }

    @Test
    void propertyNamesSessionAndLogs() throws Exception {
        Path logs = directory.resolve("elsewhere/logs");
        run(plan("session=\"latest\" tempDir=\"" + directory.resolve("temp") + "\"")
                .option("-Dray.session-dir=" + property)
                .option("-Dray.logging.dir=" + logs)
                .environment(Map.of("RAY_SESSION_DIR", variable.toString())));

        assertLogged(logs);
        assertThat(property).isDirectory();
        assertThat(variable).doesNotExist();
        assertThat(directory.resolve("temp")).doesNotExist();
    }

    @Test
    void variableNamesTheTempDirectory() throws Exception {
        run(plan("").environment(Map.of("RAY_TMPDIR", variable.toString())));

        assertThat(TempDirectory.names(variable)).containsExactly("ray");
        assertLogged(new TempDirectory(variable.resolve("ray")).session().resolve("logs"));
    }

    @Test
    void invalidJobInTheEnvironmentIsOneErrorAndIgnored() throws Exception {
        TempDirectory temp = new TempDirectory(directory.resolve("ray"));
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "1")
                .configured(file("one", temp, "component=\"worker\""), file("two", temp, "component=\"worker\""))
                .environment(Map.of("RAY_JOB_ID", "xyz", "RAY_WORKER_ID", WORKER))
                .start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors())
                    .singleElement()
                    .asString()
                    .contains("invalid environment variable RAY_JOB_ID \"xyz\" (expected 8 hexadecimal digits)");
            assertThat(temp.logs())
                    .singleElement()
                    .asString()
                    .isEqualTo("worker-" + WORKER + "-ffffffff-" + process.pid() + ".out");
        }
    }

    @Test
    void idsComeFromTheAttributeElseFromPropertiesElseFromTheEnvironment() throws Exception {
        TempDirectory temp = new TempDirectory(directory.resolve("ray"));
        Map<String, String> variables = Map.of("RAY_JOB_ID", "01000000", "RAY_WORKER_ID", "cd".repeat(28));
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "1")
                .configured(
                        file("one", temp, "component=\"worker\""),
                        file("two", temp, "component=\"java-worker\" jobId=\"0A000000\""))
                .option("-Dray.job.id=02000000")
                .option("-Dray.worker.id=" + WORKER)
                .environment(variables)
                .start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors()).isEmpty();
            assertThat(temp.logs())
                    .containsExactly(
                            "java-worker-0a000000-" + process.pid() + ".log",
                            "worker-" + WORKER + "-0a000000-" + process.pid() + ".out");
        }
    }

    private static Element file(String name, TempDirectory temp, String attributes) {
        return temp.appender(attributes).with("name", name);
    }

    @Test
    void worksOnTheOldestLog4j() throws Exception {
        TempDirectory temp = new TempDirectory(directory.resolve("ray"));
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "3000")
                .configured(temp.appender("component=\"worker\" bufferSize=\"2 KB\" stderrLevel=\"info\""))
                .onOldestLog4j()
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
            assertThat(temp.link().toRealPath()).isEqualTo(temp.session().toRealPath());
            assertThat(temp.logs()).hasSize(2).allSatisfy(name -> {
                assertThat(name).matches("worker-[0-9a-f]{56}-ffffffff-" + process.pid() + "\\.(out|err)");
                assertThat(Files.readAllLines(temp.log(name)))
                        .hasSize(3000)
                        .last()
                        .asString()
                        .endsWith(": line 2999");
            });
        }
    }
}
