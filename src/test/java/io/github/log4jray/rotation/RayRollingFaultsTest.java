package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log4j's own rolling appenders with Ray's policy or strategy, while somebody else is in the way of their file. */
@Tag("compat")
class RayRollingFaultsTest {

    private static final Element POLICY = Config.element("RayTriggeringPolicy");
    private static final Element STRATEGY = Config.element("RayRolloverStrategy");
    private static final Element[] RAY = {POLICY.with("maxBytes", 1000), STRATEGY};

    @TempDir
    private Path directory;

    private int next;

    private Path logs() {
        return directory.resolve("logs");
    }

    private Element appender(String type, Path file, Element... policyAndStrategy) {
        return withoutFileName(type, policyAndStrategy).with("fileName", file);
    }

    private Element withoutFileName(String type, Element... policyAndStrategy) {
        return Config.element(type)
                .with("name", "file")
                .with("filePattern", logs() + "/old-%i")
                .with(Config.pattern("%m%n").with("header", "begin%n").with("footer", "end%n"))
                .with(policyAndStrategy);
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
            try (Logging logging =
                    Logging.with(appender(type, file, POLICY.with("maxBytes", 100), STRATEGY.with("backupCount", 3))
                            .with("append", append))) {
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
        try (Logging logging = Logging.with(appender("RollingFile", file, POLICY.with("maxBytes", 100)))) {
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
        try (Logging logging =
                Logging.with(appender("RollingFile", logs().resolve("app.log"), POLICY.with("maxBytes", 100)))) {
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

    private static Stream<Arguments> policiesAndStrategies() {
        Element[] none = {POLICY.with("maxBytes", 0), STRATEGY.with("backupCount", 0)};
        Element[] log4jsStrategy = {POLICY.with("maxBytes", 1000)};
        Element[] log4jsPolicy = {Config.element("SizeBasedTriggeringPolicy").with("size", 100), STRATEGY};
        return Stream.of(
                Arguments.of("RollingFile", RAY),
                Arguments.of("RollingRandomAccessFile", RAY),
                Arguments.of("RollingFile", none),
                Arguments.of("RollingFile", log4jsStrategy),
                Arguments.of("RollingRandomAccessFile", log4jsStrategy),
                Arguments.of("RollingFile", log4jsPolicy));
    }

    @ParameterizedTest
    @MethodSource("policiesAndStrategies")
    void whatIsRemovedIsMadeAgain(String type, Element[] policyAndStrategy) throws IOException {
        Path file = logs().resolve("app.log");
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = Logging.with(appender(type, file, policyAndStrategy))) {
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
        try (Logging logging = Logging.with(appender(type, file, RAY))) {
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
        try (Logging logging = Logging.with(withoutFileName(type, POLICY.with("maxBytes", 1000)))) {
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
            try (Logging logging = Logging.with(appender("RollingFile", file, RAY))) {
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
