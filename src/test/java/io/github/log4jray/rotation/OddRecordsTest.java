package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records, layouts and files that no usual configuration has. */
class OddRecordsTest {

    @TempDir
    private Path directory;

    private RotatingLog log;

    @BeforeEach
    void log() {
        log = new RotatingLog(directory.resolve("session"));
    }

    private static LogFile logFile(Path file, LogFileSettings settings) {
        return new LogFile(new RotatingFile(file, new RotationLock(file, null), null, settings), settings);
    }

    @Test
    void emptyRecordsLeaveTheFileAsItIs() throws Exception {
        log.leave(log.file(), "before\n");
        try (Logging logging = Logging.with(log.appender("", Config.pattern("%m")))) {
            logging.logger("test").info("");
            logging.logger("test").error("");
            logging.logger("test").info("after\n");
        }

        assertThat(log.lines()).containsExactly("before", "after");
    }

    /** What another process writes in one call comes into the file piece by piece, and can be seen half done. */
    @Test
    void lineThatAnotherWriterIsStillWritingIsNotEnded() throws Exception {
        byte[] many = "a line of another writer\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        byte[] line = "line\n".getBytes(StandardCharsets.US_ASCII);
        LogFileSettings settings = new LogFileSettings(
                1024, new RotationSettings(0, 0), () -> new byte[0], () -> new byte[0], missing -> new byte[0], null);
        Path file = directory.resolve("app.log");
        CompletableFuture<Void> another = CompletableFuture.runAsync(() -> {
            try (OutputStream out = new FileOutputStream(file.toFile(), true)) {
                for (int i = 0; i < 400; i++) {
                    out.write(many);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        do {
            try (LogFile log = logFile(file, settings)) {
                log.write(line, line.length, false);
            }
        } while (!another.isDone());
        another.get();

        try (Stream<String> lines = Files.lines(file)) {
            assertThat(lines.distinct()).containsExactlyInAnyOrder("a line of another writer", "line");
        }
    }

    @Test
    void layoutWhoseHeaderThrowsCostsRecordsThatAreCountedUntilItDoesNot() throws IOException {
        AtomicBoolean broken = new AtomicBoolean(true);
        LogFileSettings settings = new LogFileSettings(
                1024,
                new RotationSettings(0, 0),
                () -> {
                    if (broken.get()) {
                        throw new IllegalStateException("no header");
                    }
                    return "head\n".getBytes(StandardCharsets.US_ASCII);
                },
                () -> new byte[0],
                missing -> new byte[0],
                null);
        byte[] line = "line\n".getBytes(StandardCharsets.US_ASCII);
        Path file = directory.resolve("app.log");
        try (StatusMessages messages = StatusMessages.listen();
                LogFile log = logFile(file, settings)) {
            log.write(line, line.length, false);
            log.write(line, line.length, false);
            try {
                log.flush();
            } catch (IOException e) {
                assertThat(e).hasRootCauseInstanceOf(IllegalStateException.class);
            }
            broken.set(false);
            log.write(line, line.length, true);

            assertThat(file).hasContent("head\nline\n");
            assertThat(messages.containing(Level.ERROR, file.toString(), "no header"))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR, file.toString(), "2 records are missing"))
                    .hasSize(1);
        }
    }

    @Test
    void taskThatEndedInALostRecordIsTakenBackInTheNextFile() throws IOException {
        AtomicBoolean broken = new AtomicBoolean();
        LogFileSettings settings = new LogFileSettings(
                1024,
                new RotationSettings(30, 5),
                () -> {
                    if (broken.get()) {
                        throw new IllegalStateException("no header");
                    }
                    return new byte[0];
                },
                () -> new byte[0],
                missing -> new byte[0],
                null);
        byte[] line = "a line\n".getBytes(StandardCharsets.US_ASCII);
        Path file = directory.resolve("app.log");
        try (LogFile log = logFile(file, settings)) {
            log.write(line, line.length, true, null, null, "ended");
            broken.set(true);
            assertThatThrownBy(() -> log.write(line, line.length, true, null, null, null))
                    .isInstanceOf(IOException.class);
            broken.set(false);
            log.write(line, line.length, true, null, null, null);
        }

        assertThat(directory.resolve("app.log.1")).hasContent(":task_name:ended\na line\n");
        assertThat(file).hasContent(":actor_name:\na line\n");
    }

    @Test
    void tokensStandInAnOpenFileFromTheConfigurationOnThatAsksForThem() throws Exception {
        try (Logging logging = log.logging("")) {
            logging.logger("test").info("one");
            ThreadContext.put("task_name", "count");
            logging.reconfigure(log.appender("magicTokens=\"true\""));
            logging.logger("test").info("two");
        } finally {
            ThreadContext.remove("task_name");
        }

        assertThat(log.lines()).containsExactly("one", ":actor_name:", ":task_name:count", "two");
    }

    @Test
    void fileThatCannotBeWrittenDoesNotKeepStandardErrorFromItsOwn() throws Exception {
        Marker err = MarkerManager.getMarker("STDERR");
        Files.createDirectories(log.file().resolveSibling("raylet.out"));
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = Logging.with(Config.sessionDirectory()
                    .with("component", "raylet")
                    .with("sessionDir", log.session())
                    .with(Config.pattern("%m%n")))) {
                logging.logger("test").info(err, "one");
                logging.logger("test").info(err, "two");
            }
            assertThat(messages.containing(Level.ERROR, "raylet.out", "records are lost"))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR, "raylet.out", "2 records are missing"))
                    .hasSize(1);
        }

        assertThat(log.file().resolveSibling("raylet.err")).hasContent("one\ntwo\n");
    }
}
