package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.driver.SentBatch;
import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PythonEnvironment;
import io.github.log4jray.text.JsonReader;
import io.github.log4jray.text.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ray's own {@code LogDeduplicator}, of both wheels, and {@link Deduplicator} are given the same batches at the same times.
 * Needs what {@code .ci/install-ray} installs.
 */
@Tag("ray")
class DeduplicationAsRayTest {

    private static final int STEPS = 5000;
    private static final long QUARTER = 250_000_000;

    @TempDir
    private Path directory;

    /** One batch at its time; null for the end. */
    private record Step(long now, SentBatch batch) {}

    private static List<Step> steps(long seed, int window) {
        RandomBatches batches = new RandomBatches(seed, false);
        List<Step> steps = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < STEPS; i++) {
            if (i > 0 && batches.nextInt(500) == 0) {
                steps.add(new Step(now, null));
            }
            now += batches.nextInt(8) == 0 ? QUARTER * batches.nextInt(4 * window + 4) : 0;
            steps.add(new Step(now, batches.next()));
        }
        steps.add(new Step(now, null));
        return steps;
    }

    @ParameterizedTest
    @CsvSource({
        "2.60.0, 5, , ",
        "2.39.0, 5, , ",
        "2.60.0, 1, , ",
        "2.60.0, 0, , ",
        "2.39.0, 100000, , ",
        "2.60.0, 5, __ray_testing_never_deduplicate__, batch",
        "2.39.0, 5, 'done|gr', 'ms$|^x'",
        "2.60.0, 5, '[a-zé] \\d', '(?i)GRÖSSE|É'",
        "2.60.0, 5, '(?m)^-.*x$', '\\bdone\\b.'",
    })
    void sameLinesAreShownInTheSameOrder(String version, int window, String allow, String skip) throws Exception {
        long seed = 20261125 + window;
        List<Step> steps = steps(seed, window);
        List<String> expected = ray(version, window, allow, skip, steps);
        List<String> shown = ours(window, allow, skip, steps);
        assertThat(shown).hasSameSizeAs(expected);
        for (int i = 0; i < steps.size(); i++) {
            assertThat(shown.get(i))
                    .as("step %d of seed %d: %s", i, seed, steps.get(i))
                    .isEqualTo(expected.get(i));
        }
        if (window > 0) {
            assertThat(String.join("", shown)).as("something was deduplicated").contains(", 3]");
        }
    }

    private static Pattern expression(String text) {
        return Environment.process().expression("log4jray.test.unset", text);
    }

    private static List<String> ours(int window, String allow, String skip, List<Step> steps) {
        DeduplicationRules rules = DeduplicationRules.of(true, window, expression(allow), expression(skip));
        Deduplicator deduplicator = new Deduplicator(rules);
        List<String> answers = new ArrayList<>();
        for (Step step : steps) {
            List<String> shown = new ArrayList<>();
            Deduplicator.Output output = (source, line, repeats) -> {
                if (!ProgressState.isIn(line)) {
                    shown.add(Arrays.asList(source.pid(), source.ip(), source.actorName(), line, repeats)
                            .toString());
                }
            };
            if (step.batch == null) {
                deduplicator.end(output);
            } else {
                deduplicator.deduplicate(step.batch.batch(), step.now, output);
            }
            answers.add(shown.toString());
        }
        return answers;
    }

    private List<String> ray(String version, int window, String allow, String skip, List<Step> steps) throws Exception {
        Utf8Buffer input = new Utf8Buffer().add("{\"window\":").add(window).add(",\"allow\":");
        input.addJson(allow).add(",\"skip\":").addJson(skip).add("}\n");
        for (Step step : steps) {
            String now = "\"now\":" + step.now / 1e9;
            input.add(step.batch == null ? "null" : step.batch.json(now)).add('\n');
        }
        Path in = Files.write(directory.resolve("in"), input.toByteArray());
        Path out = directory.resolve("out");
        Process python = new ProcessBuilder(
                        PythonEnvironment.ofRay(version).toString(), "src/test/python/ray_deduplicate.py")
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(python.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        List<String> answers = new ArrayList<>();
        for (String line : Files.readAllLines(out, StandardCharsets.UTF_8)) {
            answers.add(withoutProgressBars(line));
        }
        return answers;
    }

    /** Ray hands them on to what draws them. */
    private static String withoutProgressBars(String answer) throws JsonReader.MalformedJsonException {
        byte[] json = ("{\"shown\":" + answer + "}").getBytes(StandardCharsets.UTF_8);
        List<?> shown = (List<?>) JsonReader.object(json, 0, json.length).get("shown");
        return shown.stream()
                .filter(each -> !ProgressState.isIn((String) ((List<?>) each).get(3)))
                .toList()
                .toString();
    }
}
