package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollidingNamesTest {

    @TempDir
    private Path directory;

    private Element file(String name, String fileName, String maxBytes) {
        return Config.sessionDirectory()
                .with("name", name)
                .with("sessionDir", directory.resolve("session"))
                .with("fileName", fileName)
                .with("maxBytes", maxBytes)
                .with(Config.pattern("%m%n"));
    }

    @ParameterizedTest
    @CsvSource({"app.log, app.log.1", "app.log.1, app.log", "app.log.17, app.log"})
    void laterAppenderIsLeftOutIfOneNameIsThatOfABackupOfTheOther(String first, String second) {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = Logging.with(file("a", first, "1 MB"), file("b", second, "1 MB"))) {
                logging.logger("test").info("line");
            }
            assertThat(messages.containing(Level.ERROR, "SessionDirectory \"b\"", "the name of a backup"))
                    .hasSize(1);
        }
        assertThat(TempDirectory.names(directory.resolve("session").resolve("logs")))
                .containsExactly(first);
    }

    @Test
    void namesDoNotCollideWithoutRotationOrAfterAStop() {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = Logging.with(file("a", "app.log", "0"), file("b", "app.log.1", "1 MB"))) {
                logging.logger("test").info("line");
            }
            try (Logging logging = Logging.with(file("a", "app.log", "1 MB"))) {
                logging.logger("test").info("line");
            }
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }
    }
}
