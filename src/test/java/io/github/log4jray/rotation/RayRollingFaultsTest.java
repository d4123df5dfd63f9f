package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log4j's own rolling appenders with Ray's policy or strategy, while somebody else is in the way of their file. */
@Tag("compat")
class RayRollingFaultsTest {

    private static final String RAY = "<RayTriggeringPolicy maxBytes=\"1000\"/><RayRolloverStrategy/>";

    @TempDir
    private Path directory;

    private int next;

    private Path logs() {
        return directory.resolve("logs");
    }

    private String appender(String type, Path file, String attributes, String policyAndStrategy) {
        return "<" + type + " name=\"file\" fileName=\"" + file + "\" filePattern=\"" + logs() + "/old-%i\" "
                + attributes
                + "><PatternLayout pattern=\"%m%n\" header=\"begin%n\" footer=\"end%n\"/>" + policyAndStrategy + "</"
                + type + ">";
    }

    private void logLines(Logger logger, int count) {
        for (int i = 0; i < count; i++) {
            logger.info("line {}", next++);
        }
    }

    /** Logs until the file is there, as Log4j writes the header as soon as it has opened a file. */
    private void logUntilItIsWritten(Logger logger, Path file) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> {
            logLines(logger, 1);
            return Files.exists(file) && Files.size(file) > 0;
        });
    }

    private void removeLogs() throws IOException {
        try (Stream<Path> files = Files.list(logs())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(logs());
    }

    private static List<String> complete(List<String> lines) {
        List<String> complete = new ArrayList<>(List.of("begin"));
        complete.addAll(lines);
        complete.add("end");
        return complete;
    }

    @ParameterizedTest
    @CsvSource({
        "RollingFile, true",
        "RollingFile, false",
        "RollingRandomAccessFile, true",
        "RollingRandomAccessFile, false"
    })
    void fileThatCannotBeRenamedHoldsAllLinesAndOneFooter(String type, boolean append) throws IOException {
        // with ".1" behind it the name is too long
        Path file = logs().resolve("a".repeat(254));
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = Logging.with(appender(
                    type,
                    file,
                    "append=\"" + append + "\"",
                    "<RayTriggeringPolicy maxBytes=\"100\"/><RayRolloverStrategy backupCount=\"3\"/>"))) {
                logLines(logging.logger("test"), 100);
            }
            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains("can't be rotated");
        }
        assertThat(Files.readAllLines(file)).isEqualTo(complete(NumberedRecords.of("line", 100)));
    }

    /** As on Windows: Log4j opens the file again, and always writes the footer before. */
    @Test
    void fileThatCannotBeRenamedHoldsAllLinesWhereLog4jClosesItFirst() throws IOException {
        Path file = logs().resolve("a".repeat(254));
        try (Logging logging =
                Logging.with(appender("RollingFile", file, "", "<RayTriggeringPolicy maxBytes=\"100\"/>"))) {
            logging.appender("file", RollingFileAppender.class)
                    .getManager()
                    .setRolloverStrategy(new RayRolloverStrategy(3, false));
            logLines(logging.logger("test"), 100);
        }
        assertThat(Files.readAllLines(file))
                .filteredOn(line -> line.startsWith("line"))
                .isEqualTo(NumberedRecords.of("line", 100));
    }

    @Test
    void fileRotatesWhereLog4jClosesItFirst() throws IOException {
        try (Logging logging = Logging.with(
                appender("RollingFile", logs().resolve("app.log"), "", "<RayTriggeringPolicy maxBytes=\"100\"/>"))) {
            logging.appender("file", RollingFileAppender.class)
                    .getManager()
                    .setRolloverStrategy(new RayRolloverStrategy(3, false));
            logLines(logging.logger("test"), 30);
        }
        List<String> lines = new ArrayList<>();
        for (String name : List.of("app.log.2", "app.log.1", "app.log")) {
            lines.addAll(Files.readAllLines(logs().resolve(name)));
        }
        assertThat(lines).filteredOn(line -> line.startsWith("line")).isEqualTo(NumberedRecords.of("line", 30));
    }

    @ParameterizedTest
    @CsvSource({
        "RollingFile, '" + RAY + "'",
        "RollingRandomAccessFile, '" + RAY + "'",
        "RollingFile, '<RayTriggeringPolicy maxBytes=\"0\"/><RayRolloverStrategy backupCount=\"0\"/>'",
        "RollingFile, '<RayTriggeringPolicy maxBytes=\"1000\"/>'",
        "RollingRandomAccessFile, '<RayTriggeringPolicy maxBytes=\"1000\"/>'",
        "RollingFile, '<SizeBasedTriggeringPolicy size=\"100\"/><RayRolloverStrategy/>'"
    })
    void whatIsRemovedIsMadeAgain(String type, String policyAndStrategy) throws IOException {
        Path file = logs().resolve("app.log");
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = Logging.with(appender(type, file, "", policyAndStrategy))) {
                Logger logger = logging.logger("test");
                for (boolean directoryToo : new boolean[] {true, false, true}) {
                    logLines(logger, 3);
                    if (directoryToo) {
                        removeLogs();
                    } else {
                        Files.delete(file);
                    }
                    logUntilItIsWritten(logger, file);
                    logLines(logger, 2);
                    List<String> all = NumberedRecords.of("line", next);
                    assertThat(Files.readAllLines(file))
                            .startsWith("begin")
                            .endsWith(all.get(next - 2), all.get(next - 1));
                }
                assertThat(TempDirectory.names(logs())).containsExactly("app.log");
            }
            assertThat(messages.containing(Level.ERROR)).isEmpty();
            assertThat(messages.containing(Level.WARN)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RollingFile", "RollingRandomAccessFile"})
    void fileThatIsRenamedAwayIsCompleteAndANewOneBegins(String type) throws IOException {
        Path file = logs().resolve("app.log");
        Path away = logs().resolve("app.log-20261125");
        try (Logging logging = Logging.with(appender(type, file, "", RAY))) {
            Logger logger = logging.logger("test");
            logLines(logger, 3);
            Files.move(file, away);
            Files.createFile(file);
            logUntilItIsWritten(logger, file);
            logLines(logger, 3);
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(away));
        lines.addAll(Files.readAllLines(file));
        assertThat(lines).filteredOn(line -> line.startsWith("line")).isEqualTo(NumberedRecords.of("line", next));
        assertThat(Files.readAllLines(away)).startsWith("begin").endsWith("end");
        assertThat(Files.readAllLines(file)).startsWith("begin").endsWith("end");
        assertThat(TempDirectory.names(logs())).containsExactly("app.log", "app.log-20261125");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RollingFile", "RollingRandomAccessFile"})
    void withoutAFileNameWhatIsRemovedIsMadeAgain(String type) throws IOException {
        Path file = logs().resolve("old-1");
        String appender = appender(type, file, "", "<RayTriggeringPolicy maxBytes=\"1000\"/>")
                .replaceFirst("fileName=\"[^\"]*\"", "");
        try (Logging logging = Logging.with(appender)) {
            Logger logger = logging.logger("test");
            logLines(logger, 3);
            assertThat(Files.readAllLines(file)).containsExactly("begin", "line 0", "line 1", "line 2");
            removeLogs();
            logUntilItIsWritten(logger, file);
            logLines(logger, 1);
        }
        assertThat(Files.readAllLines(file)).startsWith("begin").endsWith("line " + (next - 1), "end");
        assertThat(TempDirectory.names(logs())).containsExactly("old-1");
    }

    @Test
    void whatCannotBeMadeAgainIsOneErrorUntilItCan() throws IOException {
        Path file = logs().resolve("app.log");
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = Logging.with(appender("RollingFile", file, "", RAY))) {
                Logger logger = logging.logger("test");
                removeLogs();
                Files.createFile(logs());
                await().until(() -> {
                    logLines(logger, 1);
                    return !messages.containing(Level.ERROR).isEmpty();
                });
                logLines(logger, 1000);
                Files.delete(logs());
                logUntilItIsWritten(logger, file);
            }
            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains(file.toString());
        }
        assertThat(Files.readAllLines(file)).endsWith("line " + (next - 1), "end");
    }
}
