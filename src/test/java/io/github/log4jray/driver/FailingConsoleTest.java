package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.ConsoleStreams;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.text.Utf8Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver whose standard output is closed. */
final class FailingConsoleTest {

    @TempDir
    private Path directory;

    private static final class Closed extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("closed");
        }
    }

    private static Logging onClosedOutput(Config configuration) {
        PrintStream before = System.out;
        System.setOut(new PrintStream(new Closed(), true));
        try {
            return Logging.with(configuration);
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void oneErrorSaysThatTheStreamHasFailed() {
        try (StatusMessages messages = StatusMessages.listen();
                Logging driver = onClosedOutput(
                        Config.of(Config.driverConsole().with("source", "none").with("sessionDir", directory))
                                .writingTo("console")
                                .status("error"))) {
            driver.logger("a").info("one");
            driver.logger("a").info("two");
            assertThat(messages.containing(Level.ERROR, "standard output can't be written"))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR, "standard error")).isEmpty();
        }
    }

    /** The appender and the display have one each. */
    @Test
    void severalUsersOfAStreamReportItOnce() {
        PrintStream before = System.out;
        System.setOut(new PrintStream(new Closed(), true));
        try (StatusMessages messages = StatusMessages.listen()) {
            for (int i = 0; i < 2; i++) {
                ConsoleStreams streams = new ConsoleStreams(Environment.of(Map.of(), Map.of()));
                assertThat(streams.write(false, new Utf8Buffer().add("line\n"))).isFalse();
            }
            assertThat(messages.containing(Level.ERROR, "standard output can't be written"))
                    .hasSize(1);
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void failoverGetsTheEventsThatCannotBePrinted() throws IOException {
        Path file = directory.resolve("failover.log");
        Config configuration = Config.of(
                        Config.driverConsole()
                                .with("source", "none")
                                .with("ignoreExceptions", false)
                                .with("sessionDir", directory),
                        Config.file(file).with(Config.pattern("%m%n")),
                        Config.failover("console", "file"))
                .writingTo("failover")
                .status("error");
        try (Logging driver = onClosedOutput(configuration)) {
            driver.logger("a").info("one");
            driver.logger("a").info("two");
        }
        assertThat(Files.readAllLines(file)).containsExactly("one", "two");
    }
}
