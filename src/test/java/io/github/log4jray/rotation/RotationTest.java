package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("compat")
class RotationTest {

    private static final String WORKER = "0123456789abcdef0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path directory;

    private RotatingLog log;

    @BeforeEach
    void log() {
        log = new RotatingLog(directory.resolve("session"));
    }

    private void logAll(String attributes, String... messages) {
        logAllWith(log.appender(attributes), messages);
    }

    private static void logAllWith(Element appender, String... messages) {
        try (Logging logging = Logging.with(appender)) {
            for (String message : messages) {
                logging.logger("test").info(message);
            }
        }
    }

    /** @return an appender whose files begin with {@code head} and end with {@code foot}, 5 bytes each */
    private Element withHeaderAndFooter(String attributes) {
        return log.appender(
                attributes, Config.pattern("%m%n").with("header", "head%n").with("footer", "foot%n"));
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"20,1", "21,2", "30,2", "31,3"})
    void fileStaysBelowMaxBytes(int maxBytes, int linesOfTenBytes) {
        logAll("backupCount=\"100\" maxBytes=\"" + maxBytes + "\"", "a12345678", "b12345678", "c12345678", "d12345678");

        assertThat(Files.exists(log.backup(1))).isTrue();
        assertThat(log.texts().get(0).lines()).hasSize(linesOfTenBytes);
        assertThat(log.lines()).containsExactly("a12345678", "b12345678", "c12345678", "d12345678");
    }

    @Test
    void bytesCountAndNotCharacters() {
        logAll("maxBytes=\"10\" backupCount=\"5\"", "ää", "😀", "ab", "cd");

        assertThat(log.texts()).containsExactly("ää\n", "😀\nab\n", "cd\n");
    }

    @Test
    void oldestBackupsGo() {
        logAll("maxBytes=\"8\" backupCount=\"2\"", numbered(7));

        assertThat(log.names()).containsExactly("app.log", "app.log.1", "app.log.2");
        assertThat(log.lines()).containsExactly("line 4", "line 5", "line 6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void oversizedRecordHasAFileOfItsOwn(String immediateFlush) {
        String large = "x".repeat(3000);
        logAll(
                "maxBytes=\"30\" backupCount=\"9\" bufferSize=\"1 KB\" immediateFlush=\"" + immediateFlush + "\"",
                large,
                "one",
                "two",
                large,
                large,
                "three");

        assertThat(log.texts()).containsExactly(large + "\n", "one\ntwo\n", large + "\n", large + "\n", "three\n");
    }

    @Test
    void existingFileIsGoneOnWith() throws Exception {
        log.leave(log.file(), "old line\n");

        logAll("maxBytes=\"17\" backupCount=\"5\"", numbered(3));

        assertThat(log.texts()).containsExactly("old line\nline 0\n", "line 1\nline 2\n");
    }

    @Test
    void existingEmptyFileIsNotRotated() throws Exception {
        log.leave(log.file(), "");

        logAll("maxBytes=\"3\" backupCount=\"5\"", "line");

        assertThat(log.texts()).containsExactly("line\n");
    }

    @Test
    void tornLastLineIsEndedBeforeTheNextRecord() throws Exception {
        log.leave(log.file(), "whole\nto");

        logAll("maxBytes=\"100\" backupCount=\"5\"", "one", "two");

        assertThat(log.texts()).containsExactly("whole\nto\none\ntwo\n");
    }

    @Test
    void newlineAfterATornLineCounts() throws Exception {
        log.leave(log.file(), "to");

        logAll("maxBytes=\"7\" backupCount=\"5\"", "one");

        assertThat(log.texts()).containsExactly("to", "one\n");
    }

    @Test
    void layoutThatEndsNoLinesIsLeftAlone() throws Exception {
        log.leave(log.file(), "{}");

        logAllWith(log.appender("", Config.pattern("%m")), "a", "b");

        assertThat(log.texts()).containsExactly("{}ab");
    }

    @Test
    void headerOpensAndFooterEndsEveryFile() {
        // 5 + 7 + 7 + 5 bytes
        logAllWith(withHeaderAndFooter("maxBytes=\"25\" backupCount=\"9\""), numbered(5));

        assertThat(log.texts())
                .containsExactly(
                        "head\nline 0\nline 1\nfoot\n", "head\nline 2\nline 3\nfoot\n", "head\nline 4\nfoot\n");
    }

    @Test
    void headerAndFooterCountAsBytes() {
        logAllWith(withHeaderAndFooter("maxBytes=\"24\" backupCount=\"9\""), numbered(3));

        assertThat(log.texts()).containsExactly("head\nline 0\nfoot\n", "head\nline 1\nfoot\n", "head\nline 2\nfoot\n");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void existingFileWithAHeaderOnlyIsNotRotated() throws Exception {
        log.leave(log.file(), "head\n");

        logAllWith(withHeaderAndFooter("maxBytes=\"15\" backupCount=\"9\""), "line 0", "line 1");

        assertThat(log.texts()).containsExactly("head\nline 0\nfoot\n", "head\nline 1\nfoot\n");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void oversizedRecordIsNotKeptWaitingByAHeader() {
        logAllWith(withHeaderAndFooter("maxBytes=\"3\" backupCount=\"9\""), "line 0", "line 1");

        assertThat(log.texts()).containsExactly("head\nline 0\nfoot\n", "head\nline 1\nfoot\n");
    }

    @Test
    void everyFileOfAComponentRotatesForItself() throws Exception {
        Path session = directory.resolve("session");
        try (Logging logging = Logging.with(Config.sessionDirectory()
                .with("component", "worker")
                .with("jobId", "01000000")
                .with("workerId", WORKER)
                .with("sessionDir", session)
                .with("maxBytes", "15")
                .with("backupCount", "2")
                .with(Config.pattern("%m%n")))) {
            Logger logger = logging.logger("test");
            for (int i = 0; i < 4; i++) {
                logger.info("line {}", i);
                logger.info(MarkerManager.getMarker("STDERR"), "oops {}", i);
            }
        }

        Path logs = session.resolve("logs");
        String stem =
                "worker-" + WORKER + "-01000000-" + ProcessHandle.current().pid();
        assertThat(logs.resolve(stem + ".out")).hasContent("line 3\noops 3\n");
        assertThat(logs.resolve(stem + ".out.1")).hasContent("line 2\noops 2\n");
        assertThat(logs.resolve(stem + ".out.2")).hasContent("line 1\noops 1\n");
        assertThat(logs.resolve(stem + ".err")).hasContent("oops 2\noops 3\n");
        assertThat(logs.resolve(stem + ".err.1")).hasContent("oops 0\noops 1\n");
        assertThat(logs.resolve(stem + ".err.2")).doesNotExist();
    }

    @Test
    void everyFileBeginsWithTheMagicTokensAndTheyCount() throws Exception {
        Element appender = log.appender(
                "magicTokens=\"true\" jobId=\"01000000\" maxBytes=\"80\" backupCount=\"1000\"", Config.pattern("%m%n"));
        try (Logging logging = Logging.with(appender)) {
            for (int i = 0; i < 60; i++) {
                ThreadContext.put("task_name", i / 7 % 2 == 0 ? "count" : "a longer name");
                logging.logger("test").info("line {}", i);
            }
        } finally {
            ThreadContext.remove("task_name");
        }

        assertThat(log.files()).hasSizeGreaterThan(10);
        for (Path file : log.files()) {
            assertThat(Files.size(file)).as(file.toString()).isLessThan(80);
            assertThat(file)
                    .content(StandardCharsets.UTF_8)
                    .startsWith(":job_id:01000000\n")
                    .contains(":task_name:");
        }
        assertThat(log.lines().stream().filter(line -> line.startsWith("line ")))
                .containsExactly(numbered(60));
    }

    @Test
    void gapOfAnInterruptedRotationIsFilledFirst() throws Exception {
        log.leave(log.backup(3), "oldest\n");
        log.leave(log.backup(2), "older\n");
        log.leave(log.file(), "old\n");

        logAll("maxBytes=\"8\" backupCount=\"3\"", "new 0");

        assertThat(log.texts()).containsExactly("oldest\n", "older\n", "old\n", "new 0\n");
        assertThat(log.backup(1)).hasContent("old\n");
        assertThat(log.backup(3)).hasContent("oldest\n");
    }

    @Test
    void gapFurtherUpIsFilledByThoseBelowIt() throws Exception {
        log.leave(log.backup(4), "4\n");
        log.leave(log.backup(2), "2\n");
        log.leave(log.backup(1), "1\n");
        log.leave(log.file(), "0\n");

        logAll("maxBytes=\"4\" backupCount=\"4\"", "new");

        assertThat(log.texts()).containsExactly("4\n", "2\n", "1\n", "0\n", "new\n");
        assertThat(log.names()).hasSize(5);
    }

    @Test
    void everyFileHasThePermissionsAsGiven() throws Exception {
        logAll("maxBytes=\"8\" backupCount=\"3\" filePermissions=\"rw--w--w-\"", numbered(4));

        assertThat(log.files()).hasSize(4);
        for (Path file : log.files()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw--w--w-");
        }
    }

    @Test
    void interruptedThreadRotatesToo() {
        try (Logging logging = log.logging(
                "maxBytes=\"15\" backupCount=\"9\" immediateFlush=\"true\" filePermissions=\"rw-------\"")) {
            Thread.currentThread().interrupt();
            for (String line : numbered(5)) {
                logging.logger("test").info(line);
            }
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }

        assertThat(log.texts()).containsExactly("line 0\nline 1\n", "line 2\nline 3\n", "line 4\n");
    }

    @Test
    void fileStaysBelowMaxBytesWithItsHeaderAndFooterAcrossRestarts() throws Exception {
        for (int run = 0; run < 40; run++) {
            logAllWith(withHeaderAndFooter("maxBytes=\"100\" backupCount=\"1000\""), numbered(run % 13));
        }

        assertThat(log.files()).hasSizeGreaterThan(20);
        for (Path file : log.files()) {
            assertThat(Files.size(file)).as(file.toString()).isLessThan(100);
            assertThat(file).content().startsWith("head\nline ").endsWith("foot\n");
        }
        assertThat(log.lines().stream().filter(line -> line.startsWith("line ")))
                .containsExactlyElementsOf(IntStream.range(0, 40)
                        .boxed()
                        .flatMap(run -> List.of(numbered(run % 13)).stream())
                        .toList());
    }

    @Test
    void fileThatAnotherProcessHasEndedGetsNoSecondFooterWhenItIsFull() throws Exception {
        log.leave(log.file(), "head\nline 0\nfoot\n");

        logAllWith(withHeaderAndFooter("maxBytes=\"20\" backupCount=\"9\""), "line 1");

        assertThat(log.texts()).containsExactly("head\nline 0\nfoot\n", "head\nline 1\nfoot\n");
    }

    @Test
    void tornLineThatIsShorterThanTheHeaderIsEnded() throws Exception {
        log.leave(log.file(), "to");

        logAllWith(withHeaderAndFooter("maxBytes=\"100\" backupCount=\"9\""), "one");

        assertThat(log.lines()).contains("to", "one");
    }

    @Test
    void recordThatIsShorterThanTheHeaderStillCounts() throws Exception {
        log.leave(log.file(), "a\n");

        logAllWith(withHeaderAndFooter("maxBytes=\"20\" backupCount=\"9\""), "b".repeat(15));

        assertThat(log.texts()).hasSize(2);
    }

    @Test
    void tornFileStaysBelowMaxBytes() throws Exception {
        log.leave(log.file(), "torn line");

        logAllWith(log.appender("maxBytes=\"10\" backupCount=\"9\""), "one");

        assertThat(log.backup(1)).hasSize(9);
    }

    @Test
    void fileThatSomebodyHasRemovedIsNoErrorAndTheNextOneRotates() throws Exception {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging("maxBytes=\"15\" backupCount=\"9\" immediateFlush=\"true\"")) {
                logging.logger("test").info("line 0");
                Files.delete(log.file());
                for (int i = 1; i < 9; i++) {
                    logging.logger("test").info("line {}", i);
                }
            }
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }

        for (String text : log.texts()) {
            assertThat(text.length()).isLessThan(15);
        }
    }
}
