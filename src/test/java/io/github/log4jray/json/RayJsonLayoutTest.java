package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code RayJsonLayout} writes as a configuration tells it. */
@Tag("compat")
class RayJsonLayoutTest {

    private static final String TASK = "c8ef45ccd0112571" + "f".repeat(24) + "01000000";

    @TempDir
    private Path directory;

    @BeforeEach
    @AfterEach
    void clear() {
        ThreadContext.clearAll();
    }

    private Logging logging(String attributes, String... fields) {
        return Logging.with("<File name=\"file\" fileName=\"" + file() + "\"><RayJsonLayout " + attributes + ">"
                + String.join("", fields) + "</RayJsonLayout></File>");
    }

    private Path file() {
        return directory.resolve("app.log");
    }

    private List<Map<String, Object>> lines() {
        return JsonLines.of(file());
    }

    private Map<String, Object> line() {
        return lines().get(lines().size() - 1);
    }

    private void logWith(String attributes, String... fields) {
        try (Logging logging = logging(attributes, fields)) {
            logging.logger("app.Main").info("counting");
        }
    }

    private static String field(String key, String value) {
        return "<KeyValuePair key=\"" + key + "\" value=\"" + value + "\"/>";
    }

    @Test
    void keysStandInTheOrderOfTheContractAndWhatHasNoValueIsAbsent() {
        ThreadContext.put("task_func_name", "Counter.count");
        ThreadContext.put("actor_name", "Counter");
        ThreadContext.put("task_name", "count");
        ThreadContext.put("task_id", TASK);
        ThreadContext.put("actor_id", "0c".repeat(16));
        ThreadContext.put("node_id", "0b".repeat(28));
        ThreadContext.put("worker_id", "0a".repeat(28));
        ThreadContext.put("job_id", "01000000");
        ThreadContext.put("zone", "b");
        ThreadContext.put("customer", "c");
        try (Logging logging = logging("locationInfoEnabled=\"true\"", field("service", "words"))) {
            Logger logger = logging.logger("app.Main");
            logger.error("first", new IllegalStateException("broken"));
            ThreadContext.clearAll();
            logger.info("second");
        }
        assertThat(lines().get(0).keySet())
                .containsExactly(
                        "asctime",
                        "levelname",
                        "message",
                        "filename",
                        "lineno",
                        "exc_text",
                        "name",
                        "job_id",
                        "worker_id",
                        "node_id",
                        "actor_id",
                        "task_id",
                        "task_name",
                        "task_func_name",
                        "actor_name",
                        "customer",
                        "zone",
                        "service",
                        "process",
                        "timestamp_ns");
        assertThat(lines().get(0))
                .containsEntry("filename", "RayJsonLayoutTest.java")
                .containsEntry("job_id", "01000000")
                .containsEntry("task_id", TASK)
                .hasEntrySatisfying("lineno", line -> assertThat(line).isInstanceOf(Integer.class))
                .hasEntrySatisfying(
                        "asctime",
                        time -> assertThat((String) time).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}"))
                .hasEntrySatisfying(
                        "exc_text",
                        text -> assertThat((String) text)
                                .startsWith("java.lang.IllegalStateException: broken\n\tat "
                                        + getClass().getName()));
        assertThat(lines().get(1)).doesNotContainKeys("exc_text", "actor_id", "task_id", "task_name", "customer");
    }

    @ParameterizedTest
    @CsvSource({
        "TRACE,DEBUG,TRACE",
        "DEBUG,DEBUG,DEBUG",
        "INFO,INFO,INFO",
        "WARN,WARNING,WARN",
        "ERROR,ERROR,ERROR",
        "FATAL,CRITICAL,FATAL"
    })
    void levelsAreNamedAsPythonOrLog4jNamesThem(String level, String python, String log4j) {
        for (String names : List.of("", "levelNames=\"log4j\"", "levelNames=\"Python\"")) {
            try (Logging logging = logging(names)) {
                logging.context().getLogger("app").setLevel(Level.ALL);
                logging.context().getLogger("app").log(Level.getLevel(level), "counting");
            }
            assertThat(line()).containsEntry("levelname", names.contains("log4j") ? log4j : python);
        }
    }

    @Test
    void timeZoneIsObeyed() {
        logWith("timeZone=\"Asia/Kathmandu\"");
        logWith("timeZone=\"UTC\"");
        LocalDateTime there = time(lines().get(0));
        LocalDateTime utc = time(lines().get(1));
        assertThat(Duration.between(utc, there)).isBetween(Duration.ofMinutes(344), Duration.ofMinutes(345));
    }

    private static LocalDateTime time(Map<String, Object> line) {
        return LocalDateTime.parse(
                ((String) line.get("asctime")).replace(' ', 'T').replace(',', '.'));
    }

    @Test
    void longValuesAreCutOnlyWhereThatIsAsked() {
        ThreadContext.put("user", "0123456789");
        try (Logging logging = logging("maxStringLength=\"8\"", field("service", "abcdefghij"))) {
            logging.logger("x").info("counting words");
            logging.logger("x").info("1234567\ud83d\ude00");
            logging.logger("x").info("12345678");
        }
        assertThat(lines().get(0))
                .containsEntry("message", "counting…")
                .containsEntry("user", "01234567…")
                .containsEntry("service", "abcdefgh…");
        assertThat(lines().get(1)).containsEntry("message", "1234567…");
        assertThat(lines().get(2)).containsEntry("message", "12345678");
    }

    @Test
    void fieldMayBeALookupOnceOrForEachEvent() {
        String fields = field("vm", "${java:vm}")
                + field("user", "$${ctx:user:-nobody} of $${ctx:group}")
                + field("level", "$${event:Level}")
                + field("request", "$${ctx:request:-}");
        try (Logging logging = logging("", fields)) {
            logging.logger("x").info("first");
            ThreadContext.put("user", "${sys:user.dir}");
            ThreadContext.put("group", "b");
            ThreadContext.put("request", "7");
            logging.logger("x").warn("second");
        }
        assertThat(lines().get(0))
                .containsEntry("user", "nobody of ${ctx:group}")
                .containsEntry("level", "INFO")
                .doesNotContainKey("request")
                .hasEntrySatisfying(
                        "vm", vm -> assertThat((String) vm).isNotEmpty().doesNotContain("${"));
        // what a context holds is no lookup
        assertThat(lines().get(1)).containsEntry("user", "${sys:user.dir} of b").containsEntry("level", "WARN");
        assertThat(lines().get(1).keySet())
                .containsSubsequence("name", "group", "vm", "user", "level", "request", "process");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|user,group,request",
                "includeThreadContext='false'|''",
                "threadContextIncludes='user, request ,,absent'|user,request",
                "threadContextExcludes='user'|group,request",
                "threadContextIncludes='user,group' threadContextExcludes='group'|user",
                "includeThreadContext='false' threadContextIncludes='user'|''",
                "threadContextExcludes='task_id'|user,group,request"
            })
    void listsSayWhichEntriesOfTheContextAreWrittenButIdsAlwaysAre(String attributes, String written) {
        List<String> others = List.of("user", "group", "request");
        others.forEach(key -> ThreadContext.put(key, "a"));
        ThreadContext.put("task_id", TASK);
        logWith(attributes == null ? "" : attributes.replace('\'', '"'));
        assertThat(line()).containsEntry("task_id", TASK);
        assertThat(line().keySet().stream().filter(others::contains))
                .containsExactlyInAnyOrder(written.isEmpty() ? new String[0] : written.split(","));
    }

    @Test
    void keyIsWrittenOnceWhoeverNamesIt() {
        for (String key : List.of("message", "process", "name", "exc_text", "timestamp_ns", "service")) {
            ThreadContext.put(key, "of the context");
        }
        logWith("", field("service", "words"));
        assertThat(line())
                .containsEntry("service", "words")
                .containsEntry("message", "counting")
                .doesNotContainKey("exc_text");
        assertThat(line().get("process"))
                .isEqualTo((int) ProcessHandle.current().pid());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            levelNames="ray", python
            timeZone="Atlantis", the system's
            maxStringLength="0", no limit
            maxStringLength="long", no limit
            locationInfoEnabled="yes", false
            stackTraceEnabled="1", true
            includeThreadContext="no", true
            """)
    void wrongValueIsOneErrorAndTheDefault(String attribute, String used) {
        ThreadContext.put("user", "a");
        try (StatusMessages messages = StatusMessages.listen()) {
            logWith(attribute);
            assertThat(messages.containing(Level.ERROR))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("RayJsonLayout: invalid " + attribute.replace('=', ' '), "using " + used);
        }
        assertThat(line().keySet())
                .containsSubsequence("asctime", "levelname", "message", "name", "user", "process", "timestamp_ns");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<KeyValuePair key=\"message\" value=\"a\"/>",
                "<KeyValuePair key=\"task_id\" value=\"a\"/>",
                "<KeyValuePair key=\"a\" value=\"a\"/><KeyValuePair key=\"a\" value=\"b\"/>",
                "<KeyValuePair value=\"a\"/>",
                "<KeyValuePair key=\"a\"/>"
            })
    void wrongFieldIsOneErrorOfOurs(String fields) {
        try (StatusMessages messages = StatusMessages.listen()) {
            logWith("", fields);
            assertThat(messages.containing(Level.ERROR, "RayJsonLayout: ")).hasSize(1);
        }
        assertThat(line()).containsEntry("message", "counting");
    }
}
