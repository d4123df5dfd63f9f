package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log is a named pipe that nobody reads: opening it does not return. */
class BlockedStopTest {

    @TempDir
    private Path directory;

    @Test
    void stopWaitsALimitedTimeAndCountsWhatIsNotWritten() throws Exception {
        Path session = directory.resolve("session");
        Path pipe = Files.createDirectories(session.resolve("logs")).resolve("app.log");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Element file = Config.sessionDirectory()
                .with("sessionDir", session)
                .with("fileName", "app.log")
                .with(Config.pattern("%m%n"));

        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = Logging.with(file)) {
            for (int i = 0; i < 17; i++) {
                logging.logger("test").info("line {}", i);
            }
            logging.close();

            assertThat(messages.containing(Level.ERROR, pipe.toString(), "blocks: 17 records were not written"))
                    .hasSize(1);
        }
        try (var reader = Files.newBufferedReader(pipe)) {
            assertThat(reader.lines()).hasSize(17);
        }
    }
}
