package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.Undeployed;
import io.github.log4jray.testing.programs.WebServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications of one process with class loaders of their own; one is deployed again and again. */
class RedeploymentTest {

    private static final int TIMES = 4;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<SessionDirectory name='a' component='worker' magicTokens='true'/>",
                "<DriverStream name='a' address='tcp://127.0.0.1:9' shutdownTimeoutMillis='0'/>",
                "<DriverConsole name='a'><PatternLayout pattern='own'/></DriverConsole>"
            })
    void applicationThatHasEndedLeavesNoThreadAndNoClassBehind(String xml) throws Exception {
        String appender = xml.replace('\'', '"');
        try (JavaProcess process = JavaProcess.plan(directory, Undeployed.class, appender)
                .option("-Dlog4j2.shutdownHookEnabled=false")
                .option("-Dlog4jray.tempDir=" + directory)
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.lines())
                    .noneMatch(line -> line.startsWith("log4jray-"))
                    .last()
                    .asString()
                    .endsWith("collected");
        }
    }

    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void allShareOneSessionAndOneFileThatRotates(String version) throws Exception {
        TempDirectory temp = new TempDirectory(directory.resolve("ray"));
        String appender = temp.appender(
                "fileName=\"app.log\" maxBytes=\"5000\" backupCount=\"100000\"", "<PatternLayout pattern=\"%m%n\"/>");
        Map<String, Integer> expected = new TreeMap<>();
        try (JavaProcess process = JavaProcess.plan(directory, WebServer.class, appender, Integer.toString(TIMES))
                .onLog4j(version)
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
            String steady = process.lines().get(process.lines().size() - 1);
            expected.put("steady", Integer.parseInt(steady.substring("steady ".length())));
            // each copy says once at the most that another rotates
            assertThat(process.lines().stream().filter(line -> line.contains("app-${ray:pid}.log")))
                    .hasSizeLessThanOrEqualTo(TIMES + 1);
        }
        for (int i = 0; i < TIMES; i++) {
            expected.put("deployed" + i, WebServer.EACH);
        }

        RotatingLog log = new RotatingLog(temp.session());
        assertThat(NumberedRecords.counts(log.lines())).isEqualTo(expected);
        assertThat(log.files()).hasSizeGreaterThan(2);
    }
}
