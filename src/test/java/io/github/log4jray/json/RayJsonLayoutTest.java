package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.message.StringMapMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    private Logging logging(String attributes, Element... fields) {
        return Logging.with(
                Config.file(file()).with(Config.rayJson().attributes(attributes).with(fields)));
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

    private void logWith(String attributes, Element... fields) {
        try (Logging logging = logging(attributes, fields)) {
            logging.logger("app.Main").info("counting");
        }
    }

    private static Element field(String key, String value) {
        return Config.element("KeyValuePair").with("key", key).with("value", value);
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
                        "process",
                        "timestamp_ns",
                        "job_id",
                        "worker_id",
                        "message",
                        "filename",
                        "lineno",
                        "exc_text",
                        "name",
                        "node_id",
                        "actor_id",
                        "task_id",
                        "task_name",
                        "task_func_name",
                        "actor_name",
                        "customer",
                        "zone",
                        "service");
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
        Element[] fields = {
            field("vm", "${java:vm}"),
            field("who", "$${ctx:user:-nobody} of $${ctx:group}"),
            field("level", "$${event:Level}"),
            field("request", "$${ctx:request:-}")
        };
        try (Logging logging = logging("", fields)) {
            logging.logger("x").info("first");
            ThreadContext.put("user", "${sys:user.dir}");
            ThreadContext.put("group", "b");
            ThreadContext.put("request", "7");
            logging.logger("x").warn("second");
        }
        assertThat(lines().get(0))
                .containsEntry("who", "nobody of ${ctx:group}")
                .containsEntry("level", "INFO")
                .doesNotContainKey("request")
                .hasEntrySatisfying(
                        "vm", vm -> assertThat((String) vm).isNotEmpty().doesNotContain("${"));
        // what a context holds is no lookup
        assertThat(lines().get(1)).containsEntry("who", "${sys:user.dir} of b").containsEntry("level", "WARN");
        assertThat(lines().get(1).keySet())
                .containsSubsequence("name", "group", "request", "user", "vm", "who", "level");
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
                .containsEntry("service", "of the context")
                .containsEntry("message", "counting")
                .doesNotContainKey("exc_text");
        assertThat(line().get("process"))
                .isEqualTo((int) ProcessHandle.current().pid());
    }

    @Test
    void firstOfSeveralThatNameAKeyHasIt() {
        ThreadContext.put("a", "of the context");
        try (Logging logging =
                logging("", field("a", "of a field"), field("b", "of a field"), field("c", "of a field"))) {
            logging.logger("x")
                    .info(new StringMapMessage()
                            .with("a", "of the map")
                            .with("b", "of the map")
                            .with("message", "of the map")
                            .with("job_id", "of the map"));
        }
        assertThat(line())
                .containsEntry("a", "of the context")
                .containsEntry("b", "of the map")
                .containsEntry("c", "of a field")
                .hasEntrySatisfying("message", text -> assertThat((String) text).contains("a=\"of the map\""))
                .doesNotContainEntry("job_id", "of the map");
    }

    @Test
    void numbersAndBooleansOfAMapMessageAreNumbersAndBooleans() {
        try (Logging logging = logging("")) {
            logging.logger("x")
                    .info(new StringMapMessage()
                            .with("rows", 17)
                            .with("share", 0.5)
                            .with("done", true)
                            .with("none", Double.NaN)
                            .with("big", new BigDecimal("1E+3"))
                            .with("text", "17"));
        }
        assertThat(line())
                .containsEntry("rows", 17)
                .containsEntry("share", 0.5)
                .containsEntry("done", true)
                .containsEntry("none", "NaN")
                .containsEntry("big", 1000.0)
                .containsEntry("text", "17");
    }

    @Test
    void fieldInJsonIsWrittenAsItStands() {
        ThreadContext.put("n", "2");
        logWith(
                "",
                jsonField("shard", "17"),
                jsonField("tags", "[\n \"a\u2028\"]"),
                jsonField("count", "$${ctx:n}"),
                textField("zip", "01234"));
        assertThat(line())
                .containsEntry("shard", 17)
                .containsEntry("tags", List.of("a\u2028"))
                .containsEntry("count", 2)
                .containsEntry("zip", "01234");
        assertThat(JsonLines.of(file())).hasSize(1);
    }

    private static Element textField(String key, String value) {
        return Config.element("RayJsonField").with("key", key).with("value", value);
    }

    private static Element jsonField(String key, String value) {
        return textField(key, value).with("format", "JSON");
    }

    @Test
    void fieldThatIsNoJsonIsOneErrorAndText() {
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = logging("", jsonField("shard", "017"), jsonField("two", "1,\"x\":2"))) {
            logging.logger("x").info("first");
            logging.logger("y").info("second");
            assertThat(messages.containing(Level.ERROR, "invalid value \"017\" of shard"))
                    .hasSize(1);
        }
        assertThat(lines())
                .allSatisfy(
                        line -> assertThat(line).containsEntry("shard", "017").containsEntry("two", "1,\"x\":2"));
    }

    @Test
    void lookupThatYieldsNothingIsNoField() {
        logWith("", field("a", "${ctx:absent:-}"), field("b", "${env:LOG4JRAY_ABSENT}"), field("c", "$${ctx:absent}"));
        assertThat(line()).doesNotContainKeys("a", "b", "c");
    }

    @Test
    void attributesOfPythonsRecordsAreThereWhereTheyAreAskedFor() {
        ThreadContext.put("module", "of the context");
        String all = "threadName, thread,processName,module,funcName,pathname,created,msecs";
        logWith("additionalLogStandardAttrs=\"" + all + "\"");
        Thread thread = Thread.currentThread();
        String time = line().get("timestamp_ns").toString();
        assertThat(line())
                .containsEntry("threadName", thread.getName())
                .containsEntry("thread", (int) thread.getId())
                .containsEntry("processName", "MainProcess")
                .containsEntry("module", "RayJsonLayoutTest")
                .containsEntry("funcName", "logWith")
                .containsEntry("pathname", "io/github/log4jray/json/RayJsonLayoutTest.java")
                .containsEntry("msecs", Double.valueOf(time.substring(10, 13)))
                .doesNotContainKeys("filename", "lineno");
        assertThat(new BigDecimal(line().get("created").toString())
                        .movePointRight(6)
                        .longValue())
                .isEqualTo(Long.parseLong(time.substring(0, 16)));
        assertThat(String.join(",", line().keySet())).endsWith("name," + all.replace(" ", ""));
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
            additionalLogStandardAttrs="levelno", none
            """)
    void wrongValueIsOneErrorAndTheDefault(String attribute, String used) {
        ThreadContext.put("user", "a");
        try (StatusMessages messages = StatusMessages.listen()) {
            logWith(attribute);
            assertThat(messages.containing(Level.ERROR))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains(
                            "RayJsonLayout of File \"file\": invalid " + attribute.replace('=', ' '), "using " + used);
        }
        assertThat(line().keySet())
                .containsSubsequence("asctime", "levelname", "process", "timestamp_ns", "message", "name", "user");
    }

    private static Stream<List<Element>> wrongFields() {
        return Stream.of(
                List.of(field("message", "a")),
                List.of(field("task_id", "a")),
                List.of(field("a", "a"), field("a", "b")),
                List.of(Config.element("KeyValuePair").with("value", "a")),
                List.of(Config.element("KeyValuePair").with("key", "a")),
                List.of(jsonField("message", "1")),
                List.of(field("a", "a"), textField("a", "b")));
    }

    @ParameterizedTest
    @MethodSource("wrongFields")
    void wrongFieldIsOneErrorOfOurs(List<Element> fields) {
        try (StatusMessages messages = StatusMessages.listen()) {
            logWith("", fields.toArray(Element[]::new));
            assertThat(messages.containing(Level.ERROR, "RayJsonLayout of File \"file\": "))
                    .hasSize(1);
        }
        assertThat(line()).containsEntry("message", "counting");
    }
}
