package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.file.SessionDirectoryMXBean;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.LogLines;
import io.github.log4jray.text.JsonReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log is a link to {@code /dev/full}, which takes nothing; room is made by its removal. */
class FullDiskTest {

    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path directory;

    private RotatingLog log;

    @BeforeEach
    void full() throws Exception {
        assertThat(FULL).exists();
        log = new RotatingLog(directory.resolve("session"));
        Files.createDirectories(log.file().getParent());
        Files.createSymbolicLink(log.file(), FULL);
    }

    private void makeRoom() throws IOException {
        Files.delete(log.file());
    }

    private static void logLines(Logger logger, int from, int to) {
        for (int i = from; i < to; i++) {
            logger.info("line {}", i);
        }
    }

    private static int number(String text, String message) {
        Matcher matcher = Pattern.compile(text).matcher(message);
        assertThat(matcher.find()).as(message).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "maxBytes=\"0\"", "maxBytes=\"200\" backupCount=\"1000\"", "magicTokens=\"true\""})
    void oneErrorAndThenTheNumberAndInTheFileALineInTheirPlace(String attributes) throws Exception {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging("immediateFlush=\"true\" " + attributes)) {
                logLines(logging.logger("test"), 0, 20);
                assertThat(messages.containing(Level.ERROR))
                        .singleElement()
                        .asString()
                        .contains(log.file().toString(), "No space left on device", "records are lost");

                makeRoom();
                logLines(logging.logger("test"), 20, 40);
                assertThat(messages.containing(Level.ERROR)).hasSize(2);
                assertThat(messages.containing(Level.ERROR).get(1))
                        .contains(log.file().toString(), "is written again", "20 records are missing");
                SessionDirectoryMXBean counters = logging.appender("file", SessionDirectoryAppender.class);
                assertThat(counters.getRecordsLost()).isEqualTo(20);
                assertThat(counters.getRecordsWritten()).isEqualTo(20);
            }
            assertThat(messages.containing(Level.ERROR)).hasSize(2);
        }

        assertThat(log.lines().get(0)).startsWith("20 records are missing here");
        assertThat(NumberedRecords.countWithMissing("line", log.lines())).isEqualTo(40);
    }

    @Test
    void allIsCountedWhereRecordsWaitInBuffersAndFillThem() throws Exception {
        int logged = 0;
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging("bufferSize=\"1 KB\" maxBytes=\"5000\" backupCount=\"100000\"")) {
                logLines(logging.logger("test"), 0, 5000);
                logged = 5000;
                await().until(() -> !messages.containing(Level.ERROR).isEmpty());
                makeRoom();
                while (messages.containing(Level.ERROR, "is written again").isEmpty()) {
                    assertThat(logged).isLessThan(50_000_000);
                    logLines(logging.logger("test"), logged, logged += 100);
                }
            }
            assertThat(messages.containing(Level.ERROR)).hasSize(2);
            int missing = number(
                    "(\\d+) records? (?:is|are) missing",
                    messages.containing(Level.ERROR).get(1));
            assertThat(missing).isGreaterThanOrEqualTo(4000);
            assertThat(log.lines().get(0)).matches(missing + " records are missing here.*");
        }

        assertThat(NumberedRecords.countWithMissing("line", log.lines())).isEqualTo(logged);
    }

    @Test
    void eachTimeIsToldOfItsOwn() throws Exception {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging("immediateFlush=\"true\"")) {
                Logger logger = logging.logger("test");
                logLines(logger, 0, 3);
                makeRoom();
                logLines(logger, 3, 5);
                Path first = Files.move(log.file(), directory.resolve("first"));
                Files.createSymbolicLink(log.file(), FULL);
                await().until(() -> {
                    logger.info("a record");
                    return messages.containing(Level.ERROR).size() == 3;
                });
                makeRoom();
                logger.info("room");
                assertThat(Files.readAllLines(first).subList(0, 3))
                        .satisfies(lines -> assertThat(lines.get(0)).startsWith("3 records are missing here"))
                        .endsWith("line 3", "line 4");
            }
            assertThat(messages.containing(Level.ERROR, "is written again; 3 records are missing"))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR, "is written again; 1 record is missing"))
                    .hasSize(1);
        }

        assertThat(log.lines()).hasSize(2).endsWith("room");
        assertThat(log.lines().get(0)).startsWith("1 records are missing here");
    }

    @Test
    void countIsToldAtTheStopAtTheLatest() {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging("")) {
                logLines(logging.logger("test"), 0, 77);
            }
            assertThat(messages.containing(Level.ERROR)).hasSize(2);
            assertThat(messages.containing(Level.ERROR).get(1)).contains("is closed; 77 records are missing");
        }
    }

    @Test
    void failureReachesTheCallerOfEachEventWhereThatIsWanted() throws Exception {
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = log.logging("ignoreExceptions=\"false\"")) {
            Logger logger = logging.logger("test");
            for (Level level : List.of(Level.INFO, Level.ERROR)) {
                assertThatThrownBy(() -> logger.log(level, "line {}", level == Level.INFO ? 0 : 1))
                        .isInstanceOf(AppenderLoggingException.class)
                        .hasRootCauseInstanceOf(IOException.class);
            }
            makeRoom();
            logger.error("line 2");
            assertThat(messages.containing(Level.ERROR, "records are lost until it can be"))
                    .hasSize(1);
        }

        assertThat(NumberedRecords.countWithMissing("line", log.lines())).isEqualTo(3);
    }

    static Stream<Arguments> layouts() {
        return Stream.of(
                Arguments.of(
                        Config.element("GelfLayout")
                                .with("compressionType", "OFF")
                                .with("includeNewLineDelimiter", true),
                        "short_message"),
                Arguments.of(Config.pattern("{\"level\":\"%p\",\"message\":\"%enc{%m}{JSON}\"}%n"), "message"));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void lineIsOneOfTheLayoutOfTheAppender(Element layout, String message) throws Exception {
        try (Logging logging = Logging.with(log.appender("immediateFlush=\"true\"", layout))) {
            logLines(logging.logger("test"), 0, 4);
            makeRoom();
            logLines(logging.logger("test"), 4, 6);
        }

        List<String> lines = log.lines();
        assertThat(lines).hasSize(3);
        assertThat((String) json(lines.get(0)).get(message)).startsWith("4 records are missing here");
        assertThat(json(lines.get(1)).get(message)).isEqualTo("line 4");
        assertThat(json(lines.get(2)).get(message)).isEqualTo("line 5");
    }

    private static Map<String, Object> json(String line) throws Exception {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return JsonReader.object(bytes, 0, bytes.length);
    }

    @Test
    void bothFilesOfAComponentSaySoAndOneDoesNotKeepTheOtherFromIt() throws Exception {
        Path out = log.file().resolveSibling("raylet.out");
        Path err = log.file().resolveSibling("raylet.err");
        Files.createSymbolicLink(out, FULL);
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = Logging.with(Config.sessionDirectory()
                    .with("component", "raylet")
                    .with("sessionDir", log.session())
                    .with("stderrLevel", "error")
                    .with(Config.pattern("%m%n")))) {
                logging.logger("test").error("line 0");
                assertThat(err).hasContent("line 0\n");
                Files.delete(out);
                logging.logger("test").error("line 1");
            }
            assertThat(messages.containing(Level.ERROR)).hasSize(2);
        }

        assertThat(err).hasContent("line 0\nline 1\n");
        assertThat(NumberedRecords.countWithMissing("line", Files.readAllLines(out)))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void processGoesOnAndWritesAgain(String version) throws Exception {
        Element appender = log.appender("maxBytes=\"100\" backupCount=\"1000\" immediateFlush=\"true\"");
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class)
                .onLog4j(version)
                .configured(appender)
                .start()) {
            Writer commands = process.process().outputWriter();
            commands.write("500\n");
            commands.flush();
            await().until(() -> !process.errors().isEmpty());
            makeRoom();
            await().until(() -> {
                commands.write("1\n");
                commands.flush();
                return process.errors().size() > 1;
            });
            commands.write("100\n");
            commands.close();
            assertThat(process.join()).as(process.err()).isZero();

            assertThat(process.errors()).hasSize(2);
            int missing = number(
                    "is written again; (\\d+) records? (?:is|are) missing",
                    process.errors().get(1));
            assertThat(log.lines().get(0)).matches(missing + " records are missing here.*");
            assertThat(NumberedRecords.countWithMissing("line", log.lines())).isGreaterThan(600);
            assertThat(log.lines().get(log.lines().size() - 1))
                    .isEqualTo("line " + (NumberedRecords.countWithMissing("line", log.lines()) - 1));
        }
    }
}
