package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log is a named pipe that nobody reads: opening it does not return. */
class BlockedFileTest {

    @TempDir
    private Path directory;

    private static Element file(Path session, String name) {
        return Config.sessionDirectory()
                .with("name", name)
                .with("sessionDir", session)
                .with("fileName", name + ".log")
                .with(Config.pattern("%m%n"));
    }

    @Test
    void otherFilesAreWrittenAllTheSame() throws Exception {
        Path session = directory.resolve("session");
        Path logs = Files.createDirectories(session.resolve("logs"));
        Path pipe = logs.resolve("blocked.log");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path other = logs.resolve("other.log");

        try (Logging logging = Logging.with(file(session, "blocked"), file(session, "other"))) {
            IntStream.range(0, 5).forEach(i -> {
                logging.logger("test").info("line {}", i);
                await().until(() ->
                        Files.exists(other) && Files.readString(other).endsWith("line " + i + "\n"));
            });
            try (var reader = Files.newBufferedReader(pipe)) {
                assertThat(reader.readLine()).isEqualTo("line 0");
                logging.close();
                assertThat(reader.lines()).containsExactly("line 1", "line 2", "line 3", "line 4");
            }
        }
    }
}
