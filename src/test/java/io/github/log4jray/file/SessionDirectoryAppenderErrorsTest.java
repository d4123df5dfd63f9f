package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong value is one error that says which; the rest of the configuration works. */
class SessionDirectoryAppenderErrorsTest {

    @TempDir
    Path directory;

    private TempDirectory temp;

    @BeforeEach
    void temp() {
        temp = new TempDirectory(directory.resolve("ray"));
    }

    private static Element named(String name) {
        return Config.sessionDirectory().with("name", name);
    }

    /** Logs one line to an appender {@code bad} with these attributes, and to Log4j's own {@code good} beside it. */
    private List<String> errorsOf(String attributes) {
        Path good = directory.resolve("good.log");
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = Logging.with(
                    named("bad").attributes(attributes),
                    Config.file(good).with("name", "good").with(Config.pattern("%m%n")))) {
                logging.logger("test").info("line");
            }
            assertThat(good).content().endsWith("line\n");
            return messages.containing(Level.ERROR).stream()
                    .filter(message -> !isLog4jsOwn(message))
                    .toList();
        }
    }

    /** What Log4j adds where a plugin is left out. */
    private static boolean isLog4jsOwn(String message) {
        return message.startsWith("Null object returned for SessionDirectory in Appenders")
                || message.startsWith("Unable to locate appender \"bad\"");
    }

    private String inTemp(String attributes) {
        return "tempDir=\"" + temp.path() + "\" " + attributes;
    }

    private static void assertOneNaming(List<String> errors, String attribute, String value) {
        assertThat(errors)
                .singleElement()
                .asString()
                .startsWith("SessionDirectory \"bad\": ")
                .contains(attribute + " \"" + value + "\"");
    }

    private void assertLeftOut() {
        assertThat(temp.path()).doesNotExist();
    }

    @Test
    void codeNamesAFileOutsideTheSessionWhileTheConfigurationIsInUse() {
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = Logging.with("")) {
            SessionDirectoryAppender appender = SessionDirectoryAppender.newBuilder()
                    .setName("bad")
                    .setTempDir(temp.path().toString())
                    .setFileName("../evil.log")
                    .setConfiguration(logging.context().getConfiguration())
                    .build();
            assertThat(appender).isNull();
            assertOneNaming(messages.containing(Level.ERROR), "fileName", "../evil.log");
        }
    }

    @Test
    void tempDirectoryBelowAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        for (String below : List.of(file + "/ray", file + "/far/ray", file.toString())) {
            assertOneNaming(errorsOf("fileName=\"app.log\" tempDir=\"" + below + "\""), "tempDir", below);
        }
    }

    @Test
    void tempDirectoryThatNobodyCanMake() {
        assertOneNaming(errorsOf("fileName=\"app.log\" tempDir=\"/proc/x\""), "tempDir", "/proc/x");
    }

    @Test
    void tempDirectoryWithAControlCharacter() {
        assertOneNaming(errorsOf("fileName=\"app.log\" tempDir=\"/tmp/x&#9;y\""), "tempDir", "/tmp/x\ty");
        assertThat(Path.of("/tmp/x\ty")).doesNotExist();
    }

    @Test
    void sessionThatIsAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertOneNaming(errorsOf("fileName=\"app.log\" sessionDir=\"" + file + "\""), "sessionDir", file.toString());
    }

    @Test
    void unknownComponent() {
        assertOneNaming(errorsOf(inTemp("component=\"wroker\"")), "component", "wroker");
        assertLeftOut();
    }

    @Test
    void neitherComponentNorFileName() {
        assertThat(errorsOf(inTemp("")))
                .singleElement()
                .asString()
                .startsWith("SessionDirectory \"bad\": ")
                .contains("component", "fileName");
        assertLeftOut();
    }

    @Test
    void bothComponentAndFileName() {
        List<String> errors = errorsOf(inTemp("component=\"worker\" fileName=\"app.log\""));

        assertOneNaming(errors, "fileName", "app.log");
        assertOneNaming(errors, "component", "worker");
        assertLeftOut();
    }

    @Test
    void streamBesideAPlainName() {
        assertOneNaming(errorsOf(inTemp("fileName=\"app.log\" stream=\"err\"")), "stream", "err");
        assertLeftOut();
    }

    @ParameterizedTest
    @CsvSource({"redis_shard, shard=\"0\"", "job_driver, submissionId=\"a\""})
    void unknownComponentAndNotWhatGoesWithIt(String component, String with) {
        assertOneNaming(errorsOf(inTemp("component=\"" + component + "\" " + with)), "component", component);
        assertLeftOut();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b.log", "/b.log", "../b.log", "..", ".", "a\\b.log", " "})
    void fileNameThatIsNoPlainName(String name) {
        assertOneNaming(errorsOf(inTemp("fileName=\"" + name + "\"")), "fileName", name);
        assertLeftOut();
    }

    @ParameterizedTest
    @ValueSource(ints = {'\t', '\n', 0x7f, 0x85})
    void fileNameWithAControlCharacter(int control) {
        String name = "a" + (char) control + "b.log";

        assertOneNaming(errorsOf(inTemp("fileName=\"a&#" + control + ";b.log\"")), "fileName", name);
        assertLeftOut();
    }

    @Test
    void fileNameThatThePlatformCannotWrite() throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "1")
                .configured("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                        + Config.of(
                                named("bad").with("fileName", "\u00fc.log").with("tempDir", temp.path()),
                                named("good").with("fileName", "good.log").with("tempDir", temp.path())))
                .environment(Map.of("LC_ALL", "C"))
                .start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors())
                    .filteredOn(line -> line.contains("SessionDirectory \"bad\": invalid fileName "))
                    .hasSize(1);
            assertThat(process.errors())
                    .filteredOn(line -> !line.contains("SessionDirectory \"bad\": invalid fileName "))
                    .allMatch(line -> line.contains("Null object returned for SessionDirectory in Appenders")
                            || line.contains("Unable to locate appender \"bad\""));
        }
        assertThat(temp.log("good.log")).content().endsWith("line 0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0100000", "010000000", "0100000g", "../10000", "１２３４５６７８"})
    void jobIdThatIsNone(String id) {
        assertOneNaming(errorsOf(inTemp("component=\"worker\" jobId=\"" + id + "\"")), "jobId", id);
        assertLeftOut();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456",
                "0123456789abcdef0123456789abcdef0123456789abcdef012345678",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456z",
                "../../../../../../../../../../../../../../../../../../ab"
            })
    void workerIdThatIsNone(String id) {
        assertOneNaming(errorsOf(inTemp("component=\"worker\" workerId=\"" + id + "\"")), "workerId", id);
        assertLeftOut();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bufferSize=\"lots\"",
                "bufferSize=\"-1\"",
                "bufferSize=\"0\"",
                "bufferSize=\"99999999999999999999\"",
                "bufferSize=\"4 GB\"",
                "immediateFlush=\"yes\"",
                "captureStandardStreams=\"yes\"",
                "session=\"old\"",
                "stderrLevel=\"loud\""
            })
    @Tag("compat")
    void valueThatHasADefault(String attribute) {
        List<String> errors = errorsOf(inTemp("component=\"worker\" " + attribute));

        assertThat(errors)
                .singleElement()
                .asString()
                .startsWith("SessionDirectory \"bad\": invalid " + attribute.replace('=', ' ') + " (expected ");
        assertThat(temp.logs()).singleElement().asString().endsWith(".out");
        assertThat(temp.log(temp.logs().get(0))).content().endsWith("line\n");
    }

    @Test
    void eachOfManyWrongValuesIsAnError() {
        assertThat(errorsOf(inTemp("component=\"worker\" bufferSize=\"lots\" immediateFlush=\"yes\" session=\"old\"")))
                .hasSize(3);
        assertThat(temp.logs()).hasSize(1);
    }

    @Tag("compat")
    @Test
    void isTheSameOnTheOldestLog4j() throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "1")
                .configured(
                        named("bad").with("component", "wroker"),
                        named("good")
                                .with("bufferSize", "lots")
                                .with("fileName", "good.log")
                                .with("tempDir", temp.path()))
                .onOldestLog4j()
                .start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors())
                    .filteredOn(line -> line.contains("SessionDirectory \""))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("SessionDirectory \"bad\": invalid component \"wroker\""),
                            line -> assertThat(line)
                                    .contains("SessionDirectory \"good\": invalid bufferSize \"lots\""));
        }
        assertThat(temp.log("good.log")).content().endsWith("line 0\n");
    }

    @Tag("compat")
    @Test
    void goodValuesAreNoError() {
        assertThat(errorsOf("tempDir=\" " + temp.path()
                        + " \" component=\" worker \" jobId=\" 01000000 \" bufferSize=\" 1.5 mb \""
                        + " immediateFlush=\"TRUE\" session=\"Latest\" stderrLevel=\"warn\""))
                .isEmpty();
        assertThat(temp.logs()).hasSize(1);
    }

    @Tag("compat")
    @Test
    void fileThatCannotBeOpenedIsOneErrorHoweverManyEventsItLoses() throws Exception {
        Path session = directory.resolve("named");
        Files.createDirectories(session.resolve("logs/app.log"));
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = Logging.with(named("bad")
                    .with("fileName", "app.log")
                    .with("immediateFlush", true)
                    .with("sessionDir", session))) {
                for (int i = 0; i < 100; i++) {
                    logging.logger("test").info("line {}", i);
                }
                assertThat(messages.containing(Level.ERROR))
                        .singleElement()
                        .asString()
                        .contains(session.resolve("logs/app.log").toString());
                Files.delete(session.resolve("logs/app.log"));
                logging.logger("test").info("line 100");
            }
            assertThat(messages.containing(Level.ERROR, "100 records are missing"))
                    .hasSize(1);
        }
        assertThat(Files.readAllLines(session.resolve("logs/app.log")))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("100 records are missing here: they could not be written"),
                        line -> assertThat(line).endsWith("line 100"));
    }
}
