package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.PythonEnvironment;
import io.github.log4jray.text.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of a bar is that of tqdm, to the character: {@code src/test/python/tqdm_meters.py} asks tqdm itself. */
class MeterTest {

    private static final String SCRIPT = "src/test/python/tqdm_meters.py";

    @Test
    void textIsTqdmsForAThousandRandomStates() throws Exception {
        assertTexts(Files.readAllLines(Path.of("src/test/resources/tqdm-meters.jsonl")), 1_000);
    }

    /** Made by tqdm 4.70 with {@code ascii=True}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "45; 0; 'indexing:  45%|####5     | 45.0/100 [00:03<00:03, 15.0it/s]'",
                "45; 61; 'indexing:  45%|#####4      | 45.0/100 [00:03<00:03, 15.0it/s]'",
                "3; 60; 'indexing:   3%|3          | 3.00/100 [00:03<01:37, 1.00it/s]'",
                "100; 50; 'indexing: 100%|##| 100/100 [00:03<00:00, 33.3it/s]'"
            })
    void barIsTqdmsWhereTheTerminalHasAsciiOnly(double n, int columns, String text) {
        assertThat(new Meter(n, 100.0, 3, null, "indexing", "it").text(columns, true))
                .isEqualTo(text);
    }

    /** A worker may send any numbers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "null",
            value = {
                "0.4; 1e-320; 3; null; '0.40it [00:03, 7.50s/it]'",
                "4; NaN; 4; null; '4.00it [00:04, 1.00it/s]'",
                "4; 100; 4; 1e-320; '  4%|4         | 4.00/100 [00:04<?, ?it/s]'",
                "4; 100; 4; Infinity; '  4%|4         | 4.00/100 [00:04<?, ?it/s]'",
                "4; 100; 4; NaN; '  4%|4         | 4.00/100 [00:04<?, ?it/s]'",
                "1e308; null; 1e-5; null; '99999999999999974903'"
            })
    void whatIsNotFiniteIsUnknown(double n, Double total, double elapsed, Double rate, String text) {
        assertThat(new Meter(n, total, elapsed, rate, "", "it").text(0, true)).startsWith(text);
    }

    @Test
    void anyNumbersHaveAText() {
        List<Double> numbers = new ArrayList<>(List.of(0.0, 0.4, 1.0, 99.5, 1e15, 1e300, Double.MAX_VALUE));
        numbers.addAll(List.of(Double.MIN_VALUE, 1e-320, 1e-300, Double.POSITIVE_INFINITY, Double.NaN));
        List.copyOf(numbers).forEach(number -> numbers.add(-number));
        numbers.add(null);
        int texts = 0;
        for (Double n : numbers.subList(0, numbers.size() - 1)) {
            for (Double total : numbers) {
                for (Double rate : numbers) {
                    String text = new Meter(n, total, texts % 3, rate, "a", "it").text(60 * (texts % 2), false);
                    assertThat(text).doesNotContain("null", "Infinity", "NaN");
                    texts++;
                }
            }
        }
        assertThat(texts).isGreaterThan(10_000);
    }

    @Test
    @Tag("ray")
    void textIsThatOfTheTqdmWhichStandsBesideRay(@TempDir Path directory) throws Exception {
        Path made = directory.resolve("meters");
        Process tqdm = new ProcessBuilder(
                        PythonEnvironment.ofRay("2.60.0").toString(),
                        "-W",
                        "ignore",
                        SCRIPT,
                        Long.toString(System.nanoTime()),
                        "20000")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(made.toFile())
                .start();
        assertThat(tqdm.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertTexts(Files.readAllLines(made), 20_000);
    }

    private static void assertTexts(List<String> states, int count) throws Exception {
        assertThat(states).hasSize(count);
        SoftAssertions all = new SoftAssertions();
        for (String state : states) {
            List<?> values = values(state);
            Meter meter = new Meter(
                    number(values.get(0)),
                    number(values.get(1)),
                    number(values.get(2)),
                    number(values.get(3)),
                    (String) values.get(4),
                    (String) values.get(5));
            all.assertThat(meter.text(((Long) values.get(6)).intValue(), false))
                    .as(state)
                    .isEqualTo(values.get(7));
        }
        all.assertAll();
    }

    private static List<?> values(String array) throws JsonReader.MalformedJsonException, IOException {
        byte[] bytes = ("{\"values\":" + array + "}").getBytes(StandardCharsets.UTF_8);
        return (List<?>) JsonReader.object(bytes, 0, bytes.length).get("values");
    }

    private static Double number(Object value) {
        return value == null ? null : Double.valueOf(((Number) value).doubleValue());
    }
}
