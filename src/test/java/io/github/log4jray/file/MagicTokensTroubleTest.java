package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RotatingLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader of magic tokens remembers must not outlive what it was true of. */
class MagicTokensTroubleTest {

    @TempDir
    Path directory;

    private RotatingLog log;

    @BeforeEach
    void log() {
        log = new RotatingLog(directory.resolve("named"));
    }

    @AfterEach
    void forget() {
        ThreadContext.clearAll();
    }

    private Logging logging(String attributes) {
        return log.logging("magicTokens=\"true\" " + attributes);
    }

    private static LogMonitor.Line line(String job, String task, String text) {
        return new LogMonitor.Line(job, "", task, text);
    }

    @Test
    void taskOfTheProcessBeforeIsForgottenWhereItsFileIsContinued() throws Exception {
        try (Logging logging = logging("")) {
            ThreadContext.put("task_name", "before");
            logging.logger("test").info("one");
            ThreadContext.clearAll();
        }
        try (Logging logging = logging("")) {
            logging.logger("test").info("two");
        }

        assertThat(new LogMonitor().read(log.file())).containsExactly(line("", "before", "one"), line("", "", "two"));
    }

    @Test
    void taskThatEndedWhileTheFileCouldNotRotateIsForgotten() throws Exception {
        try (Logging logging = logging("maxBytes=\"60\" backupCount=\"1\" immediateFlush=\"true\"")) {
            Logger logger = logging.logger("test");
            ThreadContext.put("task_name", "ended");
            logger.info("one");
            ThreadContext.clearAll();
            Path blocker = Files.createDirectories(log.backup(1).resolve("occupied"));
            logger.info("two, for which the file is too small and there is no place for the older one");
            Files.delete(blocker);
            Files.delete(blocker.getParent());
            logger.info("three");
        }

        // a second later the file can be rotated again
        LogMonitor monitor = new LogMonitor();
        List<LogMonitor.Line> lines = new ArrayList<>();
        for (Path file : log.files()) {
            lines.addAll(monitor.read(file));
        }
        assertThat(lines).hasSize(3).startsWith(line("", "ended", "one")).endsWith(line("", "", "three"));
        assertThat(lines.get(1).task()).isEmpty();
    }

    /** Who was too slow for a rotation remembers what stood in the last file that it has read. */
    @Test
    void taskOfAFileThatWasReadIsForgottenAtTheHeadOfAnyLaterOne() throws Exception {
        try (Logging logging = logging("maxBytes=\"40\" immediateFlush=\"true\"")) {
            Logger logger = logging.logger("test");
            ThreadContext.put("task_name", "ended");
            logger.info("one");
            ThreadContext.clearAll();
            LogMonitor slow = new LogMonitor();
            slow.read(log.file());
            logger.info("two, which nobody reads");
            logger.info("three, which is read");

            assertThat(log.names()).containsExactly("app.log", "app.log.1", "app.log.2");
            assertThat(slow.read(log.file())).containsExactly(line("", "", "three, which is read"));
        }
    }

    @Test
    void fileStaysBelowItsSizeWhereEachRecordHasANewTask() throws Exception {
        try (Logging logging = logging("maxBytes=\"100\" backupCount=\"9\"")) {
            for (int i = 0; i < 6; i++) {
                // 73 bytes with the token
                ThreadContext.put("task_name", (i % 2 == 0 ? "a" : "b").repeat(40));
                logging.logger("test").info("x".repeat(20));
            }
        }

        assertThat(log.files()).allSatisfy(file -> assertThat(Files.size(file)).isLessThan(100));
    }

    /**
     * Ray's log monitor gives the lines that it has read away at the name of an actor or a task, and with the job that
     * it knows then; at a job alone it keeps them.
     */
    @Test
    void linesBeforeAnotherJobStayThoseOfTheirs() throws Exception {
        try (Logging logging = logging("")) {
            Logger logger = logging.logger("test");
            ThreadContext.put("job_id", "01000000");
            ThreadContext.put("task_name", "count");
            logger.info("of one");
            ThreadContext.put("job_id", "02000000");
            logger.info("of two");
        }

        List<String> lines = Files.readAllLines(log.file());
        assertThat(lines.subList(lines.indexOf("of one"), lines.indexOf(":job_id:02000000")))
                .as("what makes the reader give \"of one\" away before it takes the new job")
                .anyMatch(line -> line.startsWith(":actor_name:") || line.startsWith(":task_name:"));
    }

    @Test
    void tokensStandBeforeTheHeaderOfALayoutInEachFile() throws Exception {
        Element layout = Config.pattern("%m%n").with("header", "head%n");
        try (Logging logging = Logging.with(log.appender("magicTokens=\"true\" maxBytes=\"60\"", layout))) {
            ThreadContext.put("task_name", "count");
            for (int i = 0; i < 2; i++) {
                logging.logger("test").info("x".repeat(20));
            }
        }

        String rest = ":task_name:count\nhead\n" + "x".repeat(20) + "\n";
        assertThat(log.backup(1)).hasContent(rest);
        assertThat(log.file()).hasContent(":actor_name:\n" + rest);
    }
}
