package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in which file: names, standard error, layouts. */
@Tag("compat")
class SessionDirectoryAppenderTest {

    private static final long PID = ProcessHandle.current().pid();
    private static final String WORKER = "0123456789abcdef0123456789ABCDEF0123456789abcdef01234567";

    @TempDir
    Path directory;

    private TempDirectory temp;

    @BeforeEach
    void temp() {
        temp = new TempDirectory(directory.resolve("ray"));
    }

    @Test
    void namesTheFileOfAWorker() {
        try (Logging logging = Logging.with(temp.appender("component=\"worker\""))) {
            logging.logger("test").info("line");
        }

        assertThat(temp.logs()).singleElement().asString().matches("worker-[0-9a-f]{56}-ffffffff-" + PID + "\\.out");
    }

    @Test
    void namesTheFileOfAWorkerByItsIds() {
        try (Logging logging =
                Logging.with(temp.appender("component=\"worker\" jobId=\"0A000000\" workerId=\"" + WORKER + "\""))) {
            logging.logger("test").info("line");
        }

        assertThat(temp.logs())
                .containsExactly("worker-" + WORKER.toLowerCase(Locale.ROOT) + "-0a000000-" + PID + ".out");
    }

    @Test
    void namesTheFileOfAJavaWorker() throws Exception {
        try (Logging logging = Logging.with(temp.appender("component=\"java-worker\" jobId=\"01000000\""))) {
            logging.logger("test").error(MarkerManager.getMarker("STDERR"), "line");
        }

        assertThat(temp.logs()).containsExactly("java-worker-01000000-" + PID + ".log");
        assertThat(temp.lines("java-worker-01000000-" + PID + ".log")).hasSize(1);
    }

    @Test
    void namesTheFileAsGiven() {
        try (Logging logging = Logging.with(temp.appender("fileName=\"my app.log\""))) {
            logging.logger("test").info("line");
        }

        assertThat(temp.logs()).containsExactly("my app.log");
    }

    @Test
    void writesAllToOutAndStandardErrorToErrToo() throws Exception {
        String stem = "worker-" + WORKER.toLowerCase(Locale.ROOT) + "-01000000-" + PID;
        try (Logging logging = Logging.with(temp.appender("component=\"worker\" jobId=\"01000000\"")
                .with("stderrLevel", "ERROR")
                .with("workerId", WORKER)
                .with(Config.pattern("%m%n")))) {
            Logger logger = logging.logger("test");
            logger.warn("one");
            assertThat(temp.log(stem + ".err")).doesNotExist();
            logger.info(MarkerManager.getMarker("STDERR"), "two");
            logger.info(MarkerManager.getMarker("OTHER"), "three");
            logger.error("four");
            logger.fatal("five");
            logger.info("six");
        }

        assertThat(temp.lines(stem + ".out")).containsExactly("one", "two", "three", "four", "five", "six");
        assertThat(temp.lines(stem + ".err")).containsExactly("two", "four", "five");
    }

    @Test
    void hasNoErrForErrorsUnlessALevelSaysSo() {
        try (Logging logging = Logging.with(temp.appender("component=\"worker\""))) {
            logging.logger("test").fatal("line");
        }

        assertThat(temp.logs()).singleElement().asString().endsWith(".out");
    }

    @Test
    void layoutIsByDefaultThatOfRaysJavaWorkers() throws Exception {
        try (Logging logging = Logging.with(temp.appender("fileName=\"app.log\""))) {
            logging.logger("a.b.Name").warn("ümlaut {}", 1, new IllegalStateException("reason"));
        }

        String thread = Thread.currentThread().getName();
        assertThat(temp.lines("app.log").get(0))
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} WARN Name \\[" + thread + "]: ümlaut 1");
        assertThat(temp.lines("app.log").get(1)).isEqualTo("java.lang.IllegalStateException: reason");
    }

    @Test
    void writesInTheCharsetOfItsLayout() throws Exception {
        try (Logging logging = Logging.with(temp.appender("fileName=\"app.log\"")
                .with(Config.pattern("%m%n").with("charset", "ISO-8859-1")))) {
            logging.logger("test").info("äöü ÄÖÜ ß");
        }

        assertThat(Files.readAllBytes(temp.log("app.log")))
                .isEqualTo("äöü ÄÖÜ ß\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void takesALayoutThatWritesJson() throws Exception {
        try (Logging logging = Logging.with(temp.appender("fileName=\"app.log\"")
                .with(Config.element("GelfLayout")
                        .with("host", "here")
                        .with("compressionType", "OFF")
                        .with("includeNewLineDelimiter", true)))) {
            logging.logger("test").info("one \"ü\"");
            logging.logger("test").info("x".repeat(20_000));
        }

        assertThat(temp.lines("app.log")).hasSize(2).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(temp.lines("app.log").get(0)).contains("one \\\"ü\\\"");
        assertThat(temp.lines("app.log").get(1)).contains("x".repeat(20_000));
    }

    @Test
    void takesALayoutWithHeaderAndFooter() throws Exception {
        try (Logging logging = Logging.with(temp.appender("fileName=\"app.html\"")
                .with(Config.element("HtmlLayout").with("title", "the title")))) {
            logging.logger("test").info("inside");
        }

        assertThat(Files.readString(temp.log("app.html")))
                .startsWith("<!DOCTYPE")
                .contains("the title", "inside")
                .endsWith("</body></html>\n");
    }

    @Test
    void headerStandsOnceAtTheHead() throws Exception {
        Element layout = Config.pattern("%m%n").with("header", "head%n");
        for (int i = 0; i < 2; i++) {
            try (Logging logging =
                    Logging.with(temp.appender("fileName=\"app.log\"").with(layout))) {
                logging.logger("test").info("line {}", i);
            }
        }

        assertThat(temp.lines("app.log")).containsExactly("head", "line 0", "line 1");
    }
}
