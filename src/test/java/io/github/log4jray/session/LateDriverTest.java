package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.JavaProcess;
import io.github.log4jray.testing.LogOnCommand;
import io.github.log4jray.testing.Logging;
import io.github.log4jray.testing.PublishedDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that knows no job yet learns it from its driver. */
class LateDriverTest {

    @TempDir
    Path directory;

    @Test
    void magicTokensNameTheJobOfADriverThatStartedAfterItsWorker() throws Exception {
        Path session = directory.resolve("named");
        try (Logging worker = Logging.with(
                        "<SessionDirectory name=\"file\" fileName=\"app.log\" magicTokens=\"true\" sessionDir=\""
                                + session + "\"><PatternLayout pattern=\"%m%n\"/></SessionDirectory>",
                        "<DriverStream name=\"driver\"/>");
                JavaProcess driver = JavaProcess.plan(directory, LogOnCommand.class)
                        .configured(Logging.configuration("<DriverConsole name=\"console\"/>"))
                        .environment(Map.of("RAY_SESSION_DIR", session.toString()))
                        .start()) {
            PublishedDriver.await(session, "01000000");
            worker.logger("test").info("until it is shown");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> driver.lines().stream().anyMatch(line -> line.endsWith("until it is shown")));
            worker.logger("test").error("of a known job");
        }

        // the worker may find the driver before or after its first record
        assertThat(Files.readString(session.resolve("logs/app.log")))
                .isIn(
                        ":job_id:01000000\nuntil it is shown\nof a known job\n",
                        "until it is shown\n:actor_name:\n:job_id:01000000\nof a known job\n");
    }
}
