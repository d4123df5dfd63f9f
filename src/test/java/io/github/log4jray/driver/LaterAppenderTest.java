package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.stream.DriverStreamAppender;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.DriverProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appenders that Log4j makes at an event, and those that a program makes, do what those of a configuration do. */
class LaterAppenderTest {

    private static final String JOB = "01000000";

    @TempDir
    private Path directory;

    private Path session() {
        return directory.resolve("session");
    }

    private JavaProcess startDriver() throws Exception {
        JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                .configured(Config.driverConsole())
                .environment(Map.of("RAY_SESSION_DIR", session().toString()))
                .start();
        PublishedDriver.await(session(), JOB);
        return driver;
    }

    private static void awaitShown(JavaProcess driver, String line) {
        await().until(() -> driver.lines().stream().anyMatch(shown -> shown.matches("\\(pid=\\d+\\) " + line)));
    }

    private static Element routing(Element appender) {
        return Config.element("Routing")
                .with("name", "routing")
                .with(Config.element("Routes")
                        .with("pattern", "$${ctx:task_name:-none}")
                        .with(Config.element("Route").with(appender)));
    }

    private static void add(Logging logging, Appender appender) {
        appender.start();
        logging.context().getConfiguration().addAppender(appender);
        logging.context().getConfiguration().getRootLogger().addAppender(appender, null, null);
        logging.context().updateLoggers();
    }

    @Test
    void streamInsideRoutingFindsTheDriverOfItsSession() throws Exception {
        try (JavaProcess driver = startDriver();
                Logging worker = Logging.with(routing(Config.driverStream().with("sessionDir", session())))) {
            worker.logger("test").info("routed");
            awaitShown(driver, "routed");
        }
    }

    @Test
    void streamThatAProgramMakesFindsTheDriverAndGivesItsJobToFiles() throws Exception {
        try (JavaProcess driver = startDriver();
                Logging worker = Logging.with(Config.element("Null").with("name", "none"))) {
            DriverStreamAppender.Builder<?> stream = DriverStreamAppender.newBuilder();
            stream.setName("stream");
            stream.setSessionDir(session().toString());
            add(worker, stream.build());
            worker.logger("test").info("coded");
            awaitShown(driver, "coded");
            try (Logging later = Logging.with(
                    Config.sessionDirectory().with("component", "java-worker").with("sessionDir", session()))) {
                later.logger("test").info("of the job");
            }
        }
        assertThat(TempDirectory.names(session().resolve("logs")))
                .containsExactly(
                        "java-worker-" + JOB + "-" + ProcessHandle.current().pid() + ".log");
    }

    @Test
    void consoleInsideRoutingClaimsAJobAtItsFirstEvent() throws Exception {
        try (Logging driver = Logging.with(routing(Config.driverConsole().with("sessionDir", session())))) {
            driver.logger("test").info("routed");

            assertThat(PublishedDriver.await(session(), JOB).job()).isEqualTo(JOB);
            assertThat(WorkerEnvironment.variables()).containsEntry("RAY_JOB_ID", JOB);
        }
    }

    @Test
    void consoleThatAProgramMakesWithoutAConfigurationClaimsAJob() throws Exception {
        DriverConsoleAppender.Builder<?> builder = DriverConsoleAppender.newBuilder();
        builder.setName("console");
        builder.setSessionDir(session().toString());
        DriverConsoleAppender console = builder.build();
        console.start();
        try {
            assertThat(WorkerEnvironment.variables())
                    .containsEntry("RAY_JOB_ID", JOB)
                    .containsEntry("RAY_SESSION_DIR", session().toString());
            try (Logging file = Logging.with(
                    Config.sessionDirectory().with("component", "worker").with("sessionDir", session()))) {
                file.logger("test").info("of the driver");
            }
        } finally {
            console.stop();
        }
        String name = "worker-" + JOB + "f".repeat(48) + "-" + JOB + "-"
                + ProcessHandle.current().pid();
        assertThat(TempDirectory.names(session().resolve("logs"))).isEqualTo(List.of(name + ".out"));
    }

    @Test
    void oneConfigurationForDriverAndWorkersIsAWarningThatSaysWhy() {
        try (StatusMessages messages = StatusMessages.listen();
                Logging both = Logging.with(
                        Config.driverConsole().with("sessionDir", session()),
                        Config.driverStream().with("sessionDir", session()))) {
            assertThat(both.context().isStarted()).isTrue();
            assertThat(messages.containing(Level.WARN, "DriverStream \"driver\"", "prints each line twice"))
                    .hasSize(1);
        }
    }

    @Test
    void pathThatBeginsWithTheHomeOfAShellLeavesTheAppenderOut() {
        try (StatusMessages messages = StatusMessages.listen();
                Logging worker = Logging.with(Config.driverStream().with("sessionDir", "~/ray"))) {
            assertThat(worker.appender("driver", DriverStreamAppender.class)).isNull();
            assertThat(messages.containing(Level.ERROR, "DriverStream \"driver\": invalid sessionDir \"~/ray\""))
                    .hasSize(1);
        }
    }
}
