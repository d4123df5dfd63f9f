package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.OnEachLog4j;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several copies of this library and of Log4j capture in one JVM. */
@OnEachLog4j
class ClassLoadersTest {

    /** Each copy replaces {@code NAME}. */
    private static final Config CONFIGURATION = Config.of(
            Config.sessionDirectory().with("fileName", "NAME").with("captureStandardStreams", true),
            Config.console().with("follow", true).with(Config.pattern("NAME %m%n")),
            Config.async("console"));

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    @Test
    void latestThatStillCapturesGetsEachLineOnce() throws Exception {
        assertLatestGetsEachLineOnce("console", false);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"async, false", "async, true", "console, true"})
    void latestThatStillCapturesGetsEachLineOnceBehindAQueue(String console, boolean asyncLoggers) throws Exception {
        assertLatestGetsEachLineOnce(console, asyncLoggers);
    }

    private void assertLatestGetsEachLineOnce(String console, boolean asyncLoggers) throws Exception {
        Capturing capturing = new Capturing(directory, log4j);
        JavaProcess.Plan plan = capturing.plan(
                ClassLoaders.class, CONFIGURATION.writingTo("file", console).toString());
        JavaProcess process = capturing.run(asyncLoggers ? plan.option(Capturing.ASYNC_LOGGERS) : plan);

        List<String> shown = new ArrayList<>();
        expected().forEach((file, lines) -> {
            assertThat(capturing.lines(file)).as(file).isEqualTo(lines);
            lines.forEach(line -> shown.add(file + " " + line));
        });
        assertThat(process.lines()).containsExactlyInAnyOrderElementsOf(shown);
        assertThat(process.errLines()).isEmpty();
    }

    private static Map<String, List<String>> expected() {
        Map<String, List<String>> expected = new HashMap<>();
        for (String order : ClassLoaders.ORDERS) {
            List<Integer> running = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                running.add(i);
                lines(expected, order, i, "started " + i);
            }
            for (int i = 0; i < 2; i++) {
                Integer stopped = order.charAt(i) - '0';
                running.remove(stopped);
                lines(expected, order, running.get(running.size() - 1), "stopped " + stopped);
            }
        }
        return expected;
    }

    private static void lines(Map<String, List<String>> expected, String order, int copy, String text) {
        expected.computeIfAbsent("copy-" + copy + "-" + order, name -> new ArrayList<>())
                .addAll(Stream.of("out ", "err ").map(stream -> stream + text).toList());
    }
}
