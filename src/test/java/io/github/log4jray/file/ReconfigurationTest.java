package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Log4j reads its configuration again, or is shut down and started again, in the middle of the logging. */
@Tag("compat")
class ReconfigurationTest {

    private static final int THREADS = 8;

    @TempDir
    private Path directory;

    private Path configuration;
    private Path logs;

    @BeforeEach
    void paths() {
        configuration = directory.resolve("log4j2.xml");
        logs = directory.resolve("session/logs");
    }

    private Element appender(String file, String attributes, String pattern) {
        return Config.sessionDirectory()
                .with("name", file)
                .with("fileName", file + ".log")
                .with("sessionDir", directory.resolve("session"))
                .with("backupCount", 100_000)
                .attributes(attributes)
                .with(Config.pattern(pattern + "%n"));
    }

    private void configure(Element appender) throws IOException {
        Logging.replace(configuration, Config.of(appender).watched().toString());
    }

    private List<String> allLines() {
        List<String> lines = new ArrayList<>();
        for (String name : TempDirectory.names(logs)) {
            try {
                assertThat(Files.readString(logs.resolve(name))).as(name).endsWith("\n");
                lines.addAll(Files.readAllLines(logs.resolve(name)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return lines;
    }

    private boolean contains(String file, String start) throws IOException {
        Path path = logs.resolve(file);
        return Files.exists(path) && Files.readString(path).contains(start);
    }

    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void otherSizesLayoutsAndNamesLoseNothingAndWriteNothingTwice(String version) throws Exception {
        configure(appender("first", "maxBytes=\"20000\"", "A %m"));
        Map<String, Integer> counts = new HashMap<>();
        try (JavaProcess process = JavaProcess.plan(directory, LogFromThreads.class, Integer.toString(THREADS))
                .onLog4j(version)
                .option("-Dlog4j2.configurationFile=" + configuration.toUri())
                .start()) {
            await().until(() -> contains("first.log", "A t"));
            configure(appender("first", "maxBytes=\"30000\" bufferSize=\"1 KB\"", "B %m"));
            await().until(() -> contains("first.log", "B t"));
            configure(appender("second", "maxBytes=\"10000\" immediateFlush=\"true\"", "C %m"));
            await().until(() -> Files.exists(logs.resolve("second.log.1")));
            process.process().outputWriter().close();

            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
            for (String line : process.lines()) {
                counts.put(line.split(" ")[0], Integer.parseInt(line.split(" ")[1]));
            }
        }

        assertThat(counts).hasSize(THREADS);
        List<String> expected = new ArrayList<>();
        counts.forEach((word, count) -> expected.addAll(NumberedRecords.of(word, count)));
        assertThat(allLines()).allMatch(line -> line.matches("[ABC] t\\d \\d+"));
        assertThat(allLines().stream().map(line -> line.substring(2)).sorted())
                .isEqualTo(expected.stream().sorted().toList());
        assertThat(TempDirectory.names(logs)).contains("first.log.1", "second.log.1");
    }

    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void shutdownWritesAllAndTheNextStartGoesOnBehindIt(String version) throws Exception {
        RotatingLog log = new RotatingLog(directory.resolve("session"));
        Files.writeString(
                configuration,
                Config.of(log.appender("maxBytes=\"5000\" backupCount=\"1000\""))
                        .toString());
        try (JavaProcess process = JavaProcess.plan(
                        directory, LogAndStartAgain.class, configuration.toUri().toString(), "10", "1234")
                .onLog4j(version)
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }

        assertThat(log.lines()).isEqualTo(NumberedRecords.of("again", 12340));
        assertThat(log.texts()).allMatch(text -> text.length() < 5000);
    }
}
