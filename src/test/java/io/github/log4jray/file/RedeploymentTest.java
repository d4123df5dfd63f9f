package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.Undeployed;
import io.github.log4jray.testing.programs.WebServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Applications of one process with class loaders of their own; one is deployed again and again. */
class RedeploymentTest {

    private static final int TIMES = 4;

    @TempDir
    private Path directory;

    private static Stream<Element> appenders() {
        return Stream.of(
                Config.sessionDirectory().with("component", "worker").with("magicTokens", true),
                Config.driverStream().with("address", "tcp://127.0.0.1:9").with("shutdownTimeoutMillis", 0),
                Config.driverConsole().with(Config.pattern("own")));
    }

    @ParameterizedTest
    @MethodSource("appenders")
    void applicationThatHasEndedLeavesNoThreadAndNoClassBehind(Element appender) throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, Undeployed.class, appender.toString())
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
        String appender = temp.appender("fileName=\"app.log\" maxBytes=\"5000\" backupCount=\"100000\"")
                .with(Config.pattern("%m%n"))
                .toString();
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
