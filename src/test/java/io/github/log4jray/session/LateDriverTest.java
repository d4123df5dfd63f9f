package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker without a configured job discovers that of its driver. */
class LateDriverTest {

    @TempDir
    Path directory;

    @Test
    void magicTokensNameTheJobOfADriverThatStartedAfterItsWorker() throws Exception {
        Path session = directory.resolve("named");
        try (Logging worker = Logging.with(
                        Config.sessionDirectory()
                                .with("fileName", "app.log")
                                .with("magicTokens", true)
                                .with("sessionDir", session)
                                .with(Config.pattern("%m%n")),
                        Config.driverStream());
                JavaProcess driver = JavaProcess.plan(directory, LogLines.class)
                        .configured(Config.driverConsole())
                        .environment(Map.of("RAY_SESSION_DIR", session.toString()))
                        .start()) {
            PublishedDriver.await(session, "01000000");
            worker.logger("test").info("until it is shown");
            await().until(() -> driver.lines().stream().anyMatch(line -> line.endsWith("until it is shown")));
            worker.logger("test").error("of a known job");
        }

        // the worker may find the driver before or after its first record
        assertThat(Files.readString(session.resolve("logs/app.log")))
                .isIn(
                        ":job_id:01000000\nuntil it is shown\nof a known job\n",
                        "until it is shown\n:actor_name:\n:job_id:01000000\nof a known job\n");
    }

    @Test
    void ofTwoDriversTheWorkerDiscoversNone() throws Exception {
        Path session = directory.resolve("named");
        try (FakeDriver one = FakeDriver.listen();
                FakeDriver another = FakeDriver.listen();
                StatusMessages messages = StatusMessages.listen()) {
            publish(session, "01000000", one);
            publish(session, "02000000", another);
            try (Logging worker = Logging.with(stream(session))) {
                worker.logger("test").info("not sent");
                assertThat(messages.containing(Level.ERROR, "has several drivers", "job 01000000", "job 02000000"))
                        .hasSize(1);
            }
        }
    }

    private static Element stream(Path session) {
        return Config.driverStream().with("shutdownTimeoutMillis", 100).with("sessionDir", session);
    }

    private static void publish(Path session, String job, FakeDriver driver) throws IOException {
        Path file = PublishedDriver.file(session, job);
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"v\":1,\"driver\":\"" + job.repeat(4) + "\",\"job\":\"" + job + "\",\"address\":\""
                        + driver.address() + "\",\"token\":\"" + FakeDriver.TOKEN + "\",\"pid\":1}");
    }
}
