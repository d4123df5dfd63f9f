package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory stands where a backup is to be. */
class BlockedRotationTest {

    @TempDir
    private Path directory;

    private RotatingLog log;

    @BeforeEach
    void log() {
        log = new RotatingLog(directory.resolve("session"));
    }

    private List<String> lines(Path... files) throws Exception {
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void nothingIsLostAndOneErrorIsReported(String immediateFlush) throws Exception {
        Files.createDirectories(log.backup(1).resolve("occupied"));

        AtomicInteger next = new AtomicInteger();
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging =
                    log.logging("maxBytes=\"20\" backupCount=\"1\" immediateFlush=\"" + immediateFlush + "\"")) {
                // it is tried again once a second
                await().during(Duration.ofMillis(1500)).until(() -> {
                    logging.logger("test").info("line {}", next.getAndIncrement());
                    return messages.containing(Level.ERROR).size() == 1;
                });
            }
            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains(log.file().toString(), "can't be rotated");
        }

        assertThat(lines(log.file())).isEqualTo(NumberedRecords.of("line", next.get()));
        assertThat(log.backup(1).resolve("occupied")).isDirectory();
    }

    @Test
    void fileRotatesAgainOnceThePlaceIsFree() throws Exception {
        Path blocker = Files.createDirectories(log.backup(1).resolve("occupied"));

        try (StatusMessages messages = StatusMessages.listen()) {
            AtomicInteger next = new AtomicInteger();
            try (Logging logging = log.logging("maxBytes=\"20\" backupCount=\"1\" immediateFlush=\"true\"")) {
                Logger logger = logging.logger("test");
                for (int i = 0; i < 10; i++) {
                    logger.info("line {}", next.getAndIncrement());
                }
                Files.delete(blocker);
                Files.delete(log.backup(1));
                await().until(() -> {
                    logger.info("line {}", next.getAndIncrement());
                    return Files.exists(log.backup(1));
                });
                assertThat(lines(log.backup(1), log.file())).isEqualTo(NumberedRecords.of("line", next.get()));
                assertThat(lines(log.file())).hasSize(1);
                for (int i = 0; i < 4; i++) {
                    logger.info("more {}", i);
                }
            }
            assertThat(messages.containing(Level.ERROR)).hasSize(1);
        }

        assertThat(log.texts()).containsExactly("more 1\nmore 2\n", "more 3\n");
    }

    @Test
    void oldestPlaceIsBlockedAndTheOtherBackupsStay() throws Exception {
        Files.createDirectories(log.backup(3).resolve("occupied"));
        log.leave(log.backup(2), "older\n");
        log.leave(log.backup(1), "old\n");

        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging("maxBytes=\"20\" backupCount=\"3\"")) {
                NumberedRecords.of("line", 20)
                        .forEach(line -> logging.logger("test").info(line));
            }
            assertThat(messages.containing(Level.ERROR)).hasSize(1);
        }

        assertThat(log.backup(2)).hasContent("older");
        assertThat(log.backup(1)).hasContent("old");
        assertThat(lines(log.file())).isEqualTo(NumberedRecords.of("line", 20));
    }

    @Test
    void fileThatCanNotBeRotatedGetsNoFootersInItsMiddle() throws Exception {
        Element layout = Config.pattern("%m%n").with("header", "head%n").with("footer", "foot%n");
        Files.createDirectories(log.backup(1).resolve("occupied"));
        try (Logging logging =
                Logging.with(log.appender("maxBytes=\"20\" backupCount=\"1\" immediateFlush=\"true\"", layout))) {
            logging.logger("test").info("line 0");
            logging.logger("test").info("line 1");
            assertThat(log.file()).hasContent("head\nline 0\nline 1\n");
        }
    }
}
