package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What system properties and environment variables say of the session, each in a process of its own. */
class SessionOfProcessTest {

    @TempDir
    Path directory;

    private Path attribute;
    private Path property;
    private Path variable;

    @BeforeEach
    void paths() {
        attribute = directory.resolve("attribute");
        property = directory.resolve("property");
        variable = directory.resolve("variable");
    }

    private JavaProcess.Plan plan(String attributes) throws Exception {
        return JavaProcess.plan(directory, LogLines.class, "1")
                .configured(Logging.configuration(
                        "<SessionDirectory name=\"file\" fileName=\"app.log\" " + attributes + "/>"));
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
    void propertyNamesTheSessionAlone() throws Exception {
        run(plan("").option("-Dray.session-dir=" + property));

        assertLogged(property.resolve("logs"));
    }

    @Test
    void variableNamesTheSessionAndNotItsLogs() throws Exception {
        Path logs = directory.resolve("elsewhere");
        run(plan("session=\"latest\"")
                .option("-Dray.logging.dir=" + logs)
                .environment(Map.of("RAY_SESSION_DIR", variable.toString())));

        assertLogged(variable.resolve("logs"));
        assertThat(logs).doesNotExist();
    }

    @Test
    void attributeStandsAbovePropertyAndVariable() throws Exception {
        Path logs = directory.resolve("elsewhere");
        run(plan("sessionDir=\"" + attribute + "\"")
                .option("-Dray.session-dir=" + property)
                .option("-Dray.logging.dir=" + logs)
                .environment(Map.of("RAY_SESSION_DIR", variable.toString())));

        assertLogged(attribute.resolve("logs"));
        assertThat(property).doesNotExist();
        assertThat(variable).doesNotExist();
        assertThat(logs).doesNotExist();
    }

    @Test
    void tempDirectoryIsThatOfTheAttribute() throws Exception {
        run(plan("tempDir=\"" + attribute + "\"")
                .option("-Dlog4jray.tempDir=" + property)
                .environment(Map.of("RAY_TMPDIR", variable.toString())));

        assertLogged(new TempDirectory(attribute).session().resolve("logs"));
        assertThat(property).doesNotExist();
        assertThat(variable).doesNotExist();
    }

    @Test
    void tempDirectoryIsElseThatOfTheProperty() throws Exception {
        run(plan("").option("-Dlog4jray.tempDir=" + property).environment(Map.of("RAY_TMPDIR", variable.toString())));

        assertLogged(new TempDirectory(property).session().resolve("logs"));
        assertThat(variable).doesNotExist();
    }

    @Test
    void tempDirectoryIsElseRayBelowTheVariable() throws Exception {
        run(plan("").environment(Map.of("RAY_TMPDIR", variable.toString())));

        assertThat(TempDirectory.names(variable)).containsExactly("ray");
        assertLogged(new TempDirectory(variable.resolve("ray")).session().resolve("logs"));
    }

    @Test
    void linkToARayIsTakenByTheNextProcessOnceThatRayIsDead() throws Exception {
        TempDirectory temp = new TempDirectory(directory.resolve("ray"));
        Path rays = temp.path().resolve("session_2020-01-01_00-00-00_000000_1");
        Path socket = Files.createDirectories(rays.resolve("sockets")).resolve("raylet");
        Files.createSymbolicLink(temp.link(), rays);
        try (ServerSocketChannel raylet = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            raylet.bind(UnixDomainSocketAddress.of(socket));
            run(plan("tempDir=\"" + temp.path() + "\""));
            assertThat(temp.link().toRealPath()).isEqualTo(rays.toRealPath());
        }
        run(plan("tempDir=\"" + temp.path() + "\""));

        assertThat(temp.sessions()).hasSize(3);
        assertThat(temp.link().toRealPath()).isEqualTo(temp.sessions().get(2).toRealPath());
    }

    @Test
    void wrongJobInTheEnvironmentIsOneErrorAndIgnored() throws Exception {
        TempDirectory temp = new TempDirectory(directory.resolve("ray"));
        String attributes = "component=\"worker\" tempDir=\"" + temp.path() + "\"";
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "1")
                .configured(Logging.configuration(
                        "<SessionDirectory name=\"one\" " + attributes + "/>",
                        "<SessionDirectory name=\"two\" " + attributes + "/>"))
                .environment(Map.of("RAY_JOB_ID", "xyz"))
                .start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors())
                    .singleElement()
                    .asString()
                    .contains("invalid RAY_JOB_ID \"xyz\" (expected 8 hexadecimal digits)");
            assertThat(temp.logs())
                    .singleElement()
                    .asString()
                    .matches("worker-[0-9a-f]{56}-ffffffff-" + process.pid() + "\\.out");
        }
    }

    @Test
    void idsComeFromPropertiesAndElseFromTheEnvironment() throws Exception {
        TempDirectory temp = new TempDirectory(directory.resolve("ray"));
        String worker = "ab".repeat(28);
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "1")
                .configured(Logging.configuration(temp.appender("component=\"worker\"")))
                .option("-Dray.job.id=02000000")
                .environment(Map.of("RAY_JOB_ID", "01000000", "RAY_WORKER_ID", worker))
                .start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors()).isEmpty();
            assertThat(temp.logs()).containsExactly("worker-" + worker + "-02000000-" + process.pid() + ".out");
        }
    }

    @Test
    void worksOnTheOldestLog4j() throws Exception {
        TempDirectory temp = new TempDirectory(directory.resolve("ray"));
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "3000")
                .configured(Logging.configuration(
                        temp.appender("component=\"worker\" bufferSize=\"2 KB\" stderrLevel=\"info\"")))
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
