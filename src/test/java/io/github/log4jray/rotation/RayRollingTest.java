package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ray's policy and strategy inside Log4j's own rolling appenders. */
@Tag("compat")
class RayRollingTest {

    private static final int RECORD = 10;

    @TempDir
    private Path directory;

    private Path logs() {
        return directory.resolve("logs");
    }

    private Element appender(String type, String policy, String strategy) {
        return Config.element(type)
                .with("name", "file")
                .with("fileName", logs() + "/app.log")
                .with("filePattern", logs() + "/unused-%i")
                .with("immediateFlush", false)
                .with(
                        Config.pattern("%m%n"),
                        Config.element("RayTriggeringPolicy").attributes(policy),
                        Config.element("RayRolloverStrategy").attributes(strategy));
    }

    private void log(Element appender, int records) {
        try (Logging logging = Logging.with(appender)) {
            for (int i = 0; i < records; i++) {
                logging.logger("test").info(String.format("line %04d", i));
            }
        }
    }

    private List<String> lines(String... files) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String file : files) {
            lines.addAll(Files.readAllLines(logs().resolve(file)));
        }
        return lines;
    }

    private static List<String> expected(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> String.format("line %04d", i))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RollingFile", "RollingRandomAccessFile"})
    void backupsAreNumberedFromTheNewestAndTheOldestGoes(String type) throws IOException {
        log(appender(type, "maxBytes=\"100\"", "backupCount=\"3\""), 95);

        assertThat(TempDirectory.names(logs())).containsExactly("app.log", "app.log.1", "app.log.2", "app.log.3");
        assertThat(lines("app.log.3", "app.log.2", "app.log.1", "app.log")).isEqualTo(expected(60, 95));
    }

    @ParameterizedTest
    @CsvSource({"RollingFile,100", "RollingFile,95", "RollingRandomAccessFile,100", "RollingRandomAccessFile,95"})
    void fileExceedsTheSizeByLessThanARecord(String type, long maxBytes) throws IOException {
        log(appender(type, "maxBytes=\"" + maxBytes + "\"", "backupCount=\"3\""), 95);

        for (int i = 1; i <= 3; i++) {
            assertThat(Files.size(logs().resolve("app.log." + i))).isBetween(maxBytes, maxBytes + RECORD - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxBytes=\"0\",", "maxBytes=\"100\",backupCount=\"0\""})
    void zeroInEitherNumberMeansNoRotation(String numbers) throws IOException {
        String[] policyAndStrategy = numbers.split(",", -1);
        log(appender("RollingFile", policyAndStrategy[0], policyAndStrategy[1]), 95);

        assertThat(TempDirectory.names(logs())).containsExactly("app.log");
        assertThat(lines("app.log")).isEqualTo(expected(0, 95));
    }

    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void numbersComeFromTheEnvironment(String version) throws Exception {
        JavaProcess.Plan plan = JavaProcess.plan(directory, LogLines.class, "1000")
                .configured(
                        appender("RollingFile", "", ""),
                        appender("RollingRandomAccessFile", "", "")
                                .with("name", "other")
                                .with("fileName", logs() + "/other.log"))
                .environment(Map.of("RAY_ROTATION_MAX_BYTES", "1000", "RAY_ROTATION_BACKUP_COUNT", "2"));
        try (JavaProcess process = plan.onLog4j(version).start()) {
            assertThat(process.join()).isZero();
            assertThat(process.err()).isEmpty();
            assertThat(process.lines()).isEmpty();
        }
        assertThat(TempDirectory.names(logs()))
                .containsExactly("app.log", "app.log.1", "app.log.2", "other.log", "other.log.1", "other.log.2");
    }

    @Test
    void wrongNumberIsOneErrorAndTheDefaultCounts() throws IOException {
        try (StatusMessages messages = StatusMessages.listen()) {
            log(appender("RollingFile", "maxBytes=\"ten\"", "backupCount=\"-1\""), 95);

            assertThat(messages.containing(
                            Level.ERROR,
                            "RayTriggeringPolicy of RollingFile \"file\": invalid maxBytes \"ten\"",
                            "using 512 MB"))
                    .hasSize(1);
            assertThat(messages.containing(
                            Level.ERROR,
                            "RayRolloverStrategy of RollingFile \"file\": invalid backupCount \"-1\"",
                            "using 5"))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR)).hasSize(2);
        }
        assertThat(lines("app.log")).isEqualTo(expected(0, 95));
    }

    @Test
    void whatCannotBeRenamedIsOneErrorAndNothingIsLost() throws IOException {
        Path inTheWay = Files.createDirectories(logs().resolve("app.log.1"));
        try (StatusMessages messages = StatusMessages.listen()) {
            log(appender("RollingFile", "maxBytes=\"100\"", "backupCount=\"1\""), 95);

            assertThat(messages.containing(Level.ERROR, "app.log can't be rotated"))
                    .hasSize(1);
        }
        assertThat(lines("app.log")).isEqualTo(expected(0, 95));
        assertThat(inTheWay).isDirectory();
    }

    private Element archiving(String name, Element policy, boolean hasFileName) {
        Path own = directory.resolve(name);
        Element appender = Config.element("RollingFile")
                .with("name", name)
                .with("filePattern", own + "/%d{yyyy-MM-dd-HH}-%i")
                .with(
                        Config.pattern("%m%n"),
                        Config.element("Policies").with(Config.element("TimeBasedTriggeringPolicy"), policy));
        return hasFileName
                ? appender.with("fileName", own + "/app.log")
                        .with(Config.element("DefaultRolloverStrategy").with("fileIndex", "nomax"))
                : appender;
    }

    private Map<String, String> archives(String name) throws IOException {
        Map<String, String> archives = new TreeMap<>();
        for (String file : TempDirectory.names(directory.resolve(name))) {
            archives.put(file, Files.readString(directory.resolve(name).resolve(file)));
        }
        return archives;
    }

    /** The times of events decide when a period ends, so hours need no waiting: several end within a millisecond. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void besideAPolicyOfTimeTheArchivesAreThoseOfLog4jsPolicy(boolean hasFileName) throws IOException {
        Element log4js = Config.element("SizeBasedTriggeringPolicy").with("size", 99);
        Element rays = Config.element("RayTriggeringPolicy").with("maxBytes", 100);
        try (Logging logging =
                Logging.with(archiving("log4j", log4js, hasFileName), archiving("ray", rays, hasFileName))) {
            long now = System.currentTimeMillis();
            for (int i = 0; i < 1000; i++) {
                LogEvent event = Log4jLogEvent.newBuilder()
                        .setLevel(Level.INFO)
                        .setMessage(new SimpleMessage(String.format("line %04d", i)))
                        .setTimeMillis(now + Duration.ofHours(i / 25).toMillis())
                        .build();
                logging.appender("log4j", RollingFileAppender.class).append(event);
                logging.appender("ray", RollingFileAppender.class).append(event);
            }
        }
        assertThat(archives("ray")).isEqualTo(archives("log4j")).hasSizeGreaterThan(3);
    }
}
