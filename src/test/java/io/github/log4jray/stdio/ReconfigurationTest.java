package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.OnEachLog4j;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log4j is reconfigured while threads print. */
@OnEachLog4j
class ReconfigurationTest {

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    @Tag("compat")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesNoLineAndRepeatsNone(boolean asyncLoggers) throws Exception {
        Capturing capturing = new Capturing(directory, log4j);
        Config configuration = Config.of(Capturing.RAYLET).watched();
        JavaProcess.Plan plan = capturing.plan(Reconfiguring.class).configured(configuration);
        JavaProcess process = capturing.run(asyncLoggers ? plan.option(Capturing.ASYNC_LOGGERS) : plan);

        List<String> counts = Files.readAllLines(directory.resolve("counts"));
        List<String> out = capturing.lines("raylet.out");
        List<String> err = capturing.lines("raylet.err");
        int sum = 0;
        for (int thread = 0; thread < counts.size(); thread++) {
            int count = Integer.parseInt(counts.get(thread));
            sum += count;
            String head = "thread " + thread;
            assertThat(out)
                    .filteredOn(line -> line.startsWith(head + " out"))
                    .isEqualTo(numbered(head + " out ", count));
            assertThat(out)
                    .filteredOn(line -> line.startsWith(head + " err"))
                    .isEqualTo(numbered(head + " err ", count));
            assertThat(err).filteredOn(line -> line.startsWith(head)).isEqualTo(numbered(head + " err ", count));
        }
        assertThat(out).hasSize(2 * sum);
        assertThat(err).hasSize(sum);
        assertThat(process.lines()).isEmpty();
        assertThat(process.errLines()).isEmpty();
    }

    @Test
    void lineThatIsPrintedWhileLog4jStopsIsNotInTheFileAndOnTheOriginalStreamToo() throws Exception {
        assertNoLineIsInTheFileAndOnTheOriginalStreamToo(10, false);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lineThatIsPrintedWhileLog4jStopsAgainAndAgainIsInOnePlaceToo(boolean asyncLoggers) throws Exception {
        assertNoLineIsInTheFileAndOnTheOriginalStreamToo(40, asyncLoggers);
    }

    private void assertNoLineIsInTheFileAndOnTheOriginalStreamToo(int stops, boolean asyncLoggers) throws Exception {
        Capturing capturing = new Capturing(directory, log4j);
        JavaProcess.Plan plan = capturing
                .plan(StopsWhilePrinting.class, Integer.toString(stops))
                .configured(Capturing.file("app"));
        JavaProcess process = capturing.run(asyncLoggers ? plan.option(Capturing.ASYNC_LOGGERS) : plan);

        List<String> expected = new ArrayList<>();
        List<String> counts = Files.readAllLines(directory.resolve("counts"));
        for (int thread = 0; thread < counts.size(); thread++) {
            expected.addAll(numbered("thread " + thread + " line ", Integer.parseInt(counts.get(thread))));
        }
        List<String> lines = new ArrayList<>(capturing.lines("app"));
        assertThat(lines).isNotEmpty();
        lines.addAll(process.lines());
        lines.removeIf(line -> !line.startsWith("thread ")); // Log4j may say that it has been shut down
        assertThat(difference(lines, expected)).as("repeated").isEmpty();
    }

    /** What the first has more often than the second. */
    private static List<String> difference(List<String> first, List<String> second) {
        Map<String, Integer> counts = new HashMap<>();
        second.forEach(line -> counts.merge(line, 1, Integer::sum));
        return first.stream()
                .filter(line -> counts.merge(line, -1, Integer::sum) < 0)
                .toList();
    }

    private static List<String> numbered(String head, int count) {
        return IntStream.range(0, count).mapToObj(i -> head + i).toList();
    }
}
