package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of file names: which files each component has, and which lines each file gets. */
class ComponentFilesTest {

    private static final long PID = ProcessHandle.current().pid();
    private static final String WORKER = "0123456789abcdef".repeat(3) + "01234567";
    private static final List<String> ALL = List.of("one", "two", "three", "four");
    private static final List<String> STANDARD_ERROR = List.of("two", "four");

    @TempDir
    Path directory;

    private TempDirectory temp;

    @BeforeEach
    void temp() {
        temp = new TempDirectory(directory.resolve("ray"));
    }

    /**
     * One row of the table.
     *
     * @param component with what else it needs
     * @param stem of the names of its files
     * @param unasked the ends of the files that it writes where no stream is given
     * @param streams those that it has
     */
    private record Row(String component, String stem, List<String> unasked, List<String> streams) {

        static Row outAndErr(String component, String stem) {
            return new Row(component, stem, List.of("out", "err"), List.of("out", "err"));
        }

        static Row log(String component, String stem) {
            return new Row(component, stem, List.of("log"), List.of("log"));
        }

        static Row any(String component) {
            return new Row(attribute(component), component, List.of("log"), List.of("log", "out", "err"));
        }

        static String attribute(String component) {
            return "component=\"" + component + "\"";
        }

        /** What its files hold after {@link #logAll}. */
        Map<String, List<String>> files(List<String> ends) {
            Map<String, List<String>> files = new TreeMap<>();
            ends.forEach(end -> files.put(stem + "." + end, end.equals("err") ? STANDARD_ERROR : ALL));
            return files;
        }

        @Override
        public String toString() {
            return component;
        }
    }

    private static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(Row.outAndErr(Row.attribute("worker"), "worker-" + WORKER + "-0a000000-" + PID));
        rows.add(Row.outAndErr(Row.attribute("io-worker"), "io-worker-" + WORKER + "-" + PID));
        rows.add(Row.log(Row.attribute("java-worker"), "java-worker-0a000000-" + PID));
        for (String core :
                List.of("python-core-driver", "python-core-worker", "java-core-driver", "java-core-worker")) {
            rows.add(Row.log(Row.attribute(core), core + "-" + WORKER + "_" + PID));
        }
        for (String server : List.of("raylet", "gcs_server", "redis", "plasma_store")) {
            rows.add(Row.outAndErr(Row.attribute(server), server));
        }
        rows.add(Row.outAndErr("component=\"redis-shard\" shard=\"0\"", "redis-shard_0"));
        rows.add(Row.outAndErr("component=\"redis-shard\" shard=\"12\"", "redis-shard_12"));
        for (String any : List.of("monitor", "dashboard", "dashboard_agent", "log_monitor", "runtime_env_agent")) {
            rows.add(Row.any(any));
        }
        rows.add(Row.log(Row.attribute("runtime_env_setup"), "runtime_env_setup-0a000000"));
        rows.add(Row.log("component=\"job-driver\" submissionId=\"raysubmit_7xYz\"", "job-driver-raysubmit_7xYz"));
        return rows.stream();
    }

    private static Stream<Row> rowsWithoutErr() {
        return Stream.concat(
                rows().filter(row -> !row.unasked().contains("err")),
                Stream.of(new Row("fileName=\"app.log\"", "app", List.of("log"), List.of())));
    }

    private Element appender(String name, String attributes) {
        return Config.sessionDirectory()
                .with("name", name)
                .with("tempDir", temp.path())
                .with("workerId", WORKER)
                .with("jobId", "0a000000")
                .attributes(attributes)
                .with(Config.pattern("%m%n"));
    }

    private static void logAll(Element... appenders) {
        try (Logging logging = Logging.with(appenders)) {
            Logger logger = logging.logger("test");
            logger.info("one");
            logger.error("two");
            logger.warn("three");
            logger.info(MarkerManager.getMarker("STDERR"), "four");
        }
    }

    private Map<String, List<String>> written() throws IOException {
        Map<String, List<String>> written = new TreeMap<>();
        for (String name : temp.logs()) {
            written.put(name, Files.readAllLines(temp.log(name)));
        }
        return written;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void writesTheDocumentedFiles(Row row) throws Exception {
        logAll(appender("file", row.component() + " stderrLevel=\"error\""));

        assertThat(written()).isEqualTo(row.files(row.unasked()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachStreamIsOneFile(Row row) throws Exception {
        for (String stream : row.streams()) {
            temp = new TempDirectory(directory.resolve(stream));
            logAll(appender("file", row.component() + " stderrLevel=\"error\" stream=\"" + stream + "\""));
            assertThat(written()).isEqualTo(row.files(List.of(stream)));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void streamThatTheComponentLacksIsRefused(Row row) {
        for (String stream : List.of("out", "err", "log", "both", "o ut")) {
            if (!row.streams().contains(stream)) {
                assertRefused(row.component() + " stream=\"" + stream + "\"", "stream", stream);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Err", " err "})
    void streamMayBeWrittenInAnyCaseAndWithWhiteSpace(String stream) throws Exception {
        logAll(appender("file", "component=\"raylet\" stderrLevel=\"ERROR\" stream=\"" + stream + "\""));

        assertThat(written()).isEqualTo(Map.of("raylet.err", STANDARD_ERROR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "java-worker", "runtime_env_setup"})
    void noJobIsWrittenAsTheNilJob(String component) {
        logAll(temp.appender("component=\"" + component + "\""));

        assertThat(temp.logs()).isNotEmpty().allMatch(name -> name.matches(".*-ffffffff(-" + PID + ")?\\.\\w+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "io-worker", "raylet"})
    void standardErrorMayBeKeptOutOfOut(String component) throws Exception {
        logAll(appender("file", Row.attribute(component) + " stderrLevel=\"error\" stderrTo=\"err\""));

        assertThat(written().values()).containsExactlyInAnyOrder(List.of("one", "three"), STANDARD_ERROR);
        assertThat(written().get(temp.logs().get(0))).as("the .err file").isEqualTo(STANDARD_ERROR);
    }

    @Test
    void outAndErrMayHaveAnAppenderEach() throws Exception {
        String narrowed = "component=\"monitor\" stderrLevel=\"error\" stderrTo=\"err\"";
        logAll(appender("out", narrowed + " stream=\"out\""), appender("err", narrowed + " stream=\"err\""));

        assertThat(written()).isEqualTo(Map.of("monitor.out", List.of("one", "three"), "monitor.err", STANDARD_ERROR));
    }

    @ParameterizedTest
    @MethodSource("rowsWithoutErr")
    void standardErrorThatHasNoFileOfItsOwnStaysWhereItIs(Row row) throws Exception {
        List<String> errors = errorsOf(row.component() + " stderrLevel=\"error\" stderrTo=\"err\"", true);

        assertOneNaming(errors, "stderrTo", "err");
        assertThat(written()).isEqualTo(row.files(List.of("log")));
    }

    /** Logs to an appender {@code bad} with these attributes, and to Log4j's own {@code good} beside it. */
    private List<String> errorsOf(String attributes, boolean staysIn) throws IOException {
        Path good = directory.resolve("good.log");
        try (StatusMessages messages = StatusMessages.listen()) {
            logAll(
                    appender("bad", attributes),
                    Config.file(good).with("name", "good").with("append", false).with(Config.pattern("%m%n")));
            assertThat(Files.readAllLines(good)).endsWith(ALL.toArray(String[]::new));
            assertThat(messages.containing(Level.ERROR, "Null object returned for SessionDirectory"))
                    .hasSize(staysIn ? 0 : 1);
            return messages.containing(Level.ERROR).stream()
                    .filter(message -> !message.startsWith("Null object returned for SessionDirectory in Appenders"))
                    .filter(message -> !message.startsWith("Unable to locate appender \"bad\""))
                    .toList();
        }
    }

    private static void assertOneNaming(List<String> errors, String attribute, String value) {
        assertThat(errors)
                .singleElement()
                .asString()
                .startsWith("SessionDirectory \"bad\": "
                        + (value == null ? "missing " + attribute : "invalid " + attribute + " \"" + value + "\""));
    }

    private void assertRefused(String attributes, String attribute, String value) {
        try {
            assertOneNaming(errorsOf(attributes, false), attribute, value);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(temp.path()).doesNotExist();
    }

    @Test
    void shardMustBeGiven() {
        assertRefused("component=\"redis-shard\"", "shard", null);
        assertRefused("component=\"redis-shard\" shard=\" \"", "shard", null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "+1", "01", "00", "1.0", "../1", "1/2", "1 2", "1234567890", "１"})
    void shardIsANumber(String shard) {
        assertRefused("component=\"redis-shard\" shard=\"" + shard + "\"", "shard", shard);
    }

    @ParameterizedTest
    @ValueSource(strings = {"component=\"redis\"", "component=\"worker\"", "fileName=\"app.log\""})
    void shardBelongsToItsComponentAlone(String other) {
        assertRefused(other + " shard=\"1\"", "shard", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"component=\"java-worker\"", "fileName=\"app.log\""})
    void submissionBelongsToItsComponentAlone(String other) {
        assertRefused(other + " submissionId=\"raysubmit_1\"", "submissionId", "raysubmit_1");
    }

    @Test
    void submissionMustBeGiven() {
        assertRefused("component=\"job-driver\"", "submissionId", null);
        assertRefused("component=\"job-driver\" submissionId=\"\"", "submissionId", null);
    }

    private static Stream<String> noSubmissions() {
        return Stream.of(
                "../x", "a/b", "/", "a\\b", "..", ".", "a\tb", "a\nb", "a\u007fb", "a\u0085b", "x".repeat(201));
    }

    @ParameterizedTest
    @MethodSource("noSubmissions")
    void submissionCanBePartOfAFileName(String id) {
        String escaped = id.chars()
                .mapToObj(c -> Character.isISOControl(c) ? "&#" + c + ";" : Character.toString(c))
                .reduce("", String::concat);

        assertRefused("component=\"job-driver\" submissionId=\"" + escaped + "\"", "submissionId", id);
    }

    @Test
    void fileNameMustLeaveRoomForTheNumbersOfBackups() throws Exception {
        String longest = "x".repeat(200);
        assertRefused("fileName=\"" + longest + "x\"", "fileName", longest + "x");
        assertRefused("fileName=\"" + "ü".repeat(101) + "\"", "fileName", "ü".repeat(101));

        assertThat(errorsOf("fileName=\"" + longest + "\" maxBytes=\"8\" backupCount=\"1000000\"", true))
                .isEmpty();
        assertThat(temp.logs()).containsExactly(longest, longest + ".1", longest + ".2", longest + ".3");
    }

    @Test
    void longestSubmissionStillHasItsFile() throws Exception {
        String longest = "x".repeat(200);
        assertThat(errorsOf("component=\"job-driver\" submissionId=\"" + longest + "\"", true))
                .isEmpty();

        assertThat(written()).isEqualTo(Map.of("job-driver-" + longest + ".log", ALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stderrTo=\"x\"",
                "magicTokens=\"x\"",
                "shareWithRay=\"x\"",
                "filePermissions=\"rwx\"",
                "filePermissions=\"640\""
            })
    void wrongValueThatHasADefaultIsOneErrorAndTheDefault(String attribute) throws Exception {
        Map<String, String> defaults = Map.of(
                "stderrTo", "both", "magicTokens", "false", "shareWithRay", "false", "filePermissions", "the umask");
        List<String> errors = errorsOf("component=\"raylet\" stderrLevel=\"error\" " + attribute, true);

        assertThat(errors)
                .singleElement()
                .asString()
                .startsWith("SessionDirectory \"bad\": invalid " + attribute.replace('=', ' ') + " (expected ")
                .endsWith("; using " + defaults.get(attribute.split("=")[0]));
        assertThat(written()).isEqualTo(Map.of("raylet.out", ALL, "raylet.err", STANDARD_ERROR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java-core-worker", "java-core-driver", "python-core-worker", "python-core-driver"})
    void onRayTheLogOfItsNativePartStaysRays(String component) throws Exception {
        Path session = directory.resolve("session");
        try (JavaProcess worker = JavaProcess.plan(directory, LogLines.class, "1")
                .configured(
                        Config.sessionDirectory().with("component", component).with(Config.pattern("%m%n")))
                .option("-Dray.session-dir=" + session)
                .start()) {
            assertThat(worker.join()).as(worker.err()).isZero();

            assertThat(worker.lines()).contains("line 0");
            assertThat(Stream.concat(worker.lines().stream(), worker.errLines().stream())
                            .filter(line -> line.contains("is Ray's own file") && line.contains("\"java-worker\"")))
                    .hasSize(1);
        }
        assertThat(session.resolve("logs")).isEmptyDirectory();
    }

    @Test
    void fileThatIsSharedWithRayIsNoWarning() throws Exception {
        try (JavaProcess worker = JavaProcess.plan(directory, LogLines.class, "1")
                .configured(Config.sessionDirectory()
                        .with("component", "java-core-worker")
                        .with("shareWithRay", true)
                        .with(Config.pattern("%m%n")))
                .option("-Dray.session-dir=" + directory.resolve("session"))
                .start()) {
            assertThat(worker.join()).as(worker.err()).isZero();
            assertThat(worker.lines()).contains("line 0");
            assertThat(worker.errors()).isEmpty();
            assertThat(worker.lines()).noneMatch(line -> line.contains("own file"));
        }
    }
}
