package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PythonEnvironment;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A record through Ray's own JSON formatter, of both wheels, and the same one through {@code RayJsonLayout}. Needs what
 * {@code .ci/install-ray} installs.
 */
@Tag("ray")
class RaysOwnJsonTest {

    /** Python has its own exceptions: that both have a text with a trace is all that can be the same. */
    private static final String EXCEPTION = "exc_text";

    /** Ray 2.39 knows neither; in Ray 2.60 {@code name} is there where the user asks for it. */
    private static final Set<String> NOT_IN_RAY_2_39 = Set.of("process", "name");

    private static final Map<String, String> IDS = Map.of(
            "job_id", "01000000",
            "worker_id", "0a".repeat(28),
            "node_id", "0b".repeat(28),
            "actor_id", "0c".repeat(16),
            "task_id", "0d".repeat(24),
            "task_name", "Counter.count",
            "task_func_name", "app.Counter.count",
            "actor_name", "Counter \"ä\"",
            // of the user: in Python by "extra", which may hold numbers, in Java in the context, which is text
            "request", "r-1");
    private static final String MESSAGE = "\"quoted\", two\nlines,\t\u2028 ä \ud83d\ude00 \u0000\u007f \\";
    private static final long NANOS = 1_790_000_000_123_456_789L;

    private static Map<String, Object> ray(String version, String level, boolean fails) throws Exception {
        Map<String, Object> record = new HashMap<>();
        record.put("name", "app.Counter");
        record.put("levelname", level);
        record.put("msg", MESSAGE);
        record.put("filename", "Counter.java");
        record.put("lineno", 17);
        record.put("process", ProcessHandle.current().pid());
        record.put("nanos", NANOS);
        Process process = new ProcessBuilder(PythonEnvironment.ofRay(version).toString(), "src/test/python/ray_json.py")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream input = process.getOutputStream()) {
            input.write(JsonLines.line(Map.of("record", record, "ids", IDS, "fails", fails))
                    .getBytes(StandardCharsets.US_ASCII));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return JsonLines.object(said);
    }

    private static Map<String, Object> ours(Level level, boolean fails) {
        SortedArrayStringMap context = new SortedArrayStringMap();
        IDS.forEach(context::putValue);
        MutableInstant instant = new MutableInstant();
        instant.initFromEpochSecond(NANOS / 1_000_000_000, (int) (NANOS % 1_000_000_000));
        LogEvent event = Log4jLogEvent.newBuilder()
                .setLoggerName("app.Counter")
                .setLevel(level)
                .setMessage(new SimpleMessage(MESSAGE))
                .setSource(new StackTraceElement("app.Counter", "count", "Counter.java", 17))
                .setThrown(fails ? new IllegalArgumentException("broken") : null)
                .setContextData(context)
                .setInstant(instant)
                .build();
        return JsonLines.object(RayJsonLayout.newBuilder()
                .setLocationInfoEnabled("true")
                .build()
                .toByteArray(event));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.60.0", "2.39.0"})
    void recordHasTheKeysTypesAndValuesThatRayGivesIt(String version) throws Exception {
        assertSame(version, ray(version, "WARNING", false), ours(Level.WARN, false));
        assertSame(version, ray(version, "CRITICAL", true), ours(Level.FATAL, true));
    }

    private static void assertSame(String version, Map<String, Object> ray, Map<String, Object> ours) {
        Map<String, Object> expected = new LinkedHashMap<>(ours);
        if (version.equals("2.39.0")) {
            expected.keySet().removeAll(NOT_IN_RAY_2_39);
        }
        assertThat(ray.keySet()).isEqualTo(new HashSet<>(expected.keySet()));
        if (ours.containsKey(EXCEPTION)) {
            assertThat((String) ours.get(EXCEPTION)).contains("broken\n\tat ");
            assertThat((String) ray.get(EXCEPTION)).startsWith("Traceback").endsWith("broken");
            ray.remove(EXCEPTION);
            expected.remove(EXCEPTION);
        }
        assertThat(ray).isEqualTo(expected);
    }
}
