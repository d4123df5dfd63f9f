package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.JavaProcess;
import io.github.log4jray.testing.LogLines;
import io.github.log4jray.testing.Logging;
import io.github.log4jray.testing.TempDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("heart")
class SessionDirectoryAppenderTest {

    private static final long PID = ProcessHandle.current().pid();
    private static final String WORKER = "0123456789abcdef0123456789ABCDEF0123456789abcdef01234567";
    private static final int THREADS = 8;

    @TempDir
    Path directory;

    private TempDirectory temp;

    @BeforeEach
    void temp() {
        temp = new TempDirectory(directory.resolve("ray"));
    }

    private String appender(String attributes) {
        return appender(attributes, "");
    }

    private String appender(String attributes, String layout) {
        return "<SessionDirectory name=\"file\" tempDir=\"" + temp.path() + "\" " + attributes + ">" + layout
                + "</SessionDirectory>";
    }

    private static String messageOnly() {
        return "<PatternLayout pattern=\"%m%n\"/>";
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(temp.log(file));
    }

    @Test
    void namesTheFileOfAWorker() {
        try (Logging logging = Logging.with(appender("component=\"worker\""))) {
            logging.logger("test").info("line");
        }

        assertThat(temp.logs()).singleElement().asString().matches("worker-[0-9a-f]{56}-ffffffff-" + PID + "\\.out");
    }

    @Test
    void namesTheFileOfAWorkerByItsIds() {
        try (Logging logging =
                Logging.with(appender("component=\"worker\" jobId=\"0A000000\" workerId=\"" + WORKER + "\""))) {
            logging.logger("test").info("line");
        }

        assertThat(temp.logs())
                .containsExactly("worker-" + WORKER.toLowerCase(Locale.ROOT) + "-0a000000-" + PID + ".out");
    }

    @Test
    void namesTheFileOfAJavaWorker() throws Exception {
        try (Logging logging = Logging.with(appender("component=\"java-worker\" jobId=\"01000000\""))) {
            logging.logger("test").error(MarkerManager.getMarker("STDERR"), "line");
        }

        assertThat(temp.logs()).containsExactly("java-worker-01000000-" + PID + ".log");
        assertThat(lines("java-worker-01000000-" + PID + ".log")).hasSize(1);
    }

    @Test
    void namesTheFileAsGiven() {
        try (Logging logging = Logging.with(appender("fileName=\"my app.log\""))) {
            logging.logger("test").info("line");
        }

        assertThat(temp.logs()).containsExactly("my app.log");
    }

    @Test
    void writesAllToOutAndStandardErrorToErrToo() throws Exception {
        String stem = "worker-" + WORKER.toLowerCase(Locale.ROOT) + "-01000000-" + PID;
        try (Logging logging = Logging.with(appender(
                "component=\"worker\" jobId=\"01000000\" stderrLevel=\"ERROR\" workerId=\"" + WORKER + "\"",
                messageOnly()))) {
            Logger logger = logging.logger("test");
            logger.warn("one");
            assertThat(temp.log(stem + ".err")).doesNotExist();
            logger.info(MarkerManager.getMarker("STDERR"), "two");
            logger.info(MarkerManager.getMarker("OTHER"), "three");
            logger.error("four");
            logger.fatal("five");
            logger.info("six");
        }

        assertThat(lines(stem + ".out")).containsExactly("one", "two", "three", "four", "five", "six");
        assertThat(lines(stem + ".err")).containsExactly("two", "four", "five");
    }

    @Test
    void hasNoErrForErrorsUnlessALevelSaysSo() {
        try (Logging logging = Logging.with(appender("component=\"worker\""))) {
            logging.logger("test").fatal("line");
        }

        assertThat(temp.logs()).singleElement().asString().endsWith(".out");
    }

    @Test
    void layoutIsByDefaultThatOfRaysJavaWorkers() throws Exception {
        try (Logging logging = Logging.with(appender("fileName=\"app.log\""))) {
            logging.logger("a.b.Name").warn("ümlaut {}", 1, new IllegalStateException("reason"));
        }

        String thread = Thread.currentThread().getName();
        assertThat(lines("app.log").get(0))
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} WARN Name \\[" + thread + "]: ümlaut 1");
        assertThat(lines("app.log").get(1)).isEqualTo("java.lang.IllegalStateException: reason");
    }

    @Test
    void writesInTheCharsetOfItsLayout() throws Exception {
        try (Logging logging = Logging.with(
                appender("fileName=\"app.log\"", "<PatternLayout charset=\"ISO-8859-1\" pattern=\"%m%n\"/>"))) {
            logging.logger("test").info("äöü ÄÖÜ ß");
        }

        assertThat(Files.readAllBytes(temp.log("app.log")))
                .isEqualTo("äöü ÄÖÜ ß\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void takesALayoutThatWritesJson() throws Exception {
        try (Logging logging = Logging.with(appender(
                "fileName=\"app.log\"",
                "<GelfLayout host=\"here\" compressionType=\"OFF\" includeNewLineDelimiter=\"true\"/>"))) {
            logging.logger("test").info("one \"ü\"");
            logging.logger("test").info("x".repeat(20_000));
        }

        assertThat(lines("app.log")).hasSize(2).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(lines("app.log").get(0)).contains("one \\\"ü\\\"");
        assertThat(lines("app.log").get(1)).contains("x".repeat(20_000));
    }

    @Test
    void takesALayoutWithHeaderAndFooter() throws Exception {
        try (Logging logging = Logging.with(appender("fileName=\"app.html\"", "<HtmlLayout title=\"the title\"/>"))) {
            logging.logger("test").info("inside");
        }

        assertThat(Files.readString(temp.log("app.html")))
                .startsWith("<!DOCTYPE")
                .contains("the title", "inside")
                .endsWith("</body></html>\n");
    }

    @Test
    void headerStandsOnceAtTheHead() throws Exception {
        String layout = "<PatternLayout header=\"head%n\" pattern=\"%m%n\"/>";
        for (int i = 0; i < 2; i++) {
            try (Logging logging = Logging.with(appender("fileName=\"app.log\"", layout))) {
                logging.logger("test").info("line {}", i);
            }
        }

        assertThat(lines("app.log")).containsExactly("head", "line 0", "line 1");
    }

    @Test
    void opensTheFileAtItsFirstEvent() throws Exception {
        try (Logging logging = Logging.with(appender("fileName=\"app.log\" immediateFlush=\"true\""))) {
            assertThat(temp.logs()).isEmpty();
            logging.logger("test").info("line");
            assertThat(temp.logs()).containsExactly("app.log");
        }
    }

    @Test
    void leavesNoFileWithoutAnEvent() {
        try (Logging logging = Logging.with(
                appender("fileName=\"app.log\"", "<PatternLayout header=\"head%n\" footer=\"foot%n\"/>"))) {
            logging.logger("test").debug("below the level");
        }

        assertThat(temp.logs()).isEmpty();
    }

    @Test
    void anEventReachesTheFileByItself() {
        try (Logging logging = Logging.with(appender("fileName=\"app.log\"", messageOnly()))) {
            for (String line : List.of("one", "two", "three")) {
                logging.logger("test").info(line);
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(lines("app.log")).contains(line));
            }
            assertThat(logging.context().isStarted()).isTrue();
        }
    }

    @Test
    void anErrorIsInTheFileAtOnceAndAllBeforeIt() throws Exception {
        try (Logging logging = Logging.with(appender("fileName=\"app.log\"", messageOnly()))) {
            for (int i = 0; i < 100; i++) {
                logging.logger("test").info("before {}", i);
                logging.logger("test").log(i % 2 == 0 ? Level.ERROR : Level.FATAL, "error {}", i);
                assertThat(lines("app.log")).hasSize(2 * i + 2).endsWith("before " + i, "error " + i);
            }
        }
    }

    @Test
    void standardErrorIsInTheFileAtOnce() throws Exception {
        try (Logging logging = Logging.with(appender("fileName=\"app.log\"", messageOnly()))) {
            for (int i = 0; i < 100; i++) {
                logging.logger("test").info(MarkerManager.getMarker("STDERR"), "line {}", i);
                assertThat(lines("app.log")).hasSize(i + 1).endsWith("line " + i);
            }
        }
    }

    @Test
    void everyEventIsInTheFileAtOnceWithImmediateFlush() throws Exception {
        try (Logging logging = Logging.with(appender("fileName=\"app.log\" immediateFlush=\"true\"", messageOnly()))) {
            for (int i = 0; i < 100; i++) {
                logging.logger("test").info("line {}", i);
                assertThat(lines("app.log")).hasSize(i + 1).endsWith("line " + i);
            }
        }
    }

    @Test
    void allIsInTheFileAfterStop() throws Exception {
        try (Logging logging = Logging.with(appender("fileName=\"app.log\"", messageOnly()))) {
            IntStream.range(0, 20_000).forEach(i -> logging.logger("test").info("line {}", i));
        }

        assertThat(lines("app.log"))
                .isEqualTo(IntStream.range(0, 20_000).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void allIsInTheFileAfterTheStopOfOneOfTwoContexts() throws Exception {
        try (Logging other = Logging.with(appender("fileName=\"app.log\"", messageOnly()))) {
            for (int i = 0; i < 20; i++) {
                try (Logging logging = Logging.with(appender("fileName=\"app.log\"", messageOnly()))) {
                    logging.logger("test").info("line {}", i);
                }
                assertThat(temp.log("app.log")).exists();
                assertThat(lines("app.log")).endsWith("line " + i);
            }
            assertThat(other.context().isStarted()).isTrue();
        }
    }

    @Test
    void allIsInTheFileAfterSystemExit() throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "10000")
                .configured(Logging.configuration(appender("fileName=\"app.log\"", messageOnly())))
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }

        assertThat(lines("app.log"))
                .isEqualTo(IntStream.range(0, 10_000).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void manyThreadsWriteWholeRecordsThroughASmallBuffer() throws Exception {
        try (Logging logging = Logging.with(appender("fileName=\"app.log\" bufferSize=\"1 KB\"", messageOnly()))) {
            inThreads(3000, logging.logger("test"));
        }

        assertEachLineOnce(3000);
    }

    /** Lines of eight threads, some longer than a buffer of 1 KB. */
    private static void inThreads(int linesEach, Logger logger) throws InterruptedException {
        start(linesEach, logger).finish();
    }

    private record Running(List<Thread> threads) {
        void finish() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
        }

        boolean isAlive() {
            return threads.stream().anyMatch(Thread::isAlive);
        }
    }

    private static Running start(int linesEach, Logger logger) {
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int line = 0; line < linesEach; line++) {
                    logger.info(text(number, line));
                }
            });
            thread.start();
            threads.add(thread);
        }
        begin.countDown();
        return new Running(threads);
    }

    private static String text(int thread, int line) {
        int length = line % 500 == 499 ? 1500 : line % 60;
        return thread + " " + line + " " + "x".repeat(length) + "|";
    }

    private void assertEachLineOnce(int linesEach) throws IOException {
        List<String> written = lines("app.log");
        for (int i = 0; i < THREADS; i++) {
            String thread = i + " ";
            int number = i;
            assertThat(written.stream().filter(line -> line.startsWith(thread)).toList())
                    .isEqualTo(IntStream.range(0, linesEach)
                            .mapToObj(line -> text(number, line))
                            .toList());
        }
        assertThat(written).hasSize(THREADS * linesEach);
    }

    @Test
    void aRecordMayBeLargerThanTheBuffer() throws Exception {
        String large = "ü".repeat(300_000);
        try (Logging logging = Logging.with(appender("fileName=\"app.log\" bufferSize=\"1 KB\"", messageOnly()))) {
            logging.logger("test").info("before");
            logging.logger("test").info(large);
            logging.logger("test").info("after");
        }

        assertThat(lines("app.log")).containsExactly("before", large, "after");
    }

    @Test
    void contextsWithOnePathShareOneWriter() throws Exception {
        try (Logging one = Logging.with(appender("fileName=\"app.log\" bufferSize=\"1 KB\"", messageOnly()));
                Logging two = Logging.with(appender("fileName=\"app.log\" bufferSize=\"2 KB\"", messageOnly()))) {
            one.logger("test").error("first of one");
            two.logger("test").error("first of two");
            assertThat(openDescriptors(temp.log("app.log"))).isEqualTo(1);
            Files.delete(temp.log("app.log"));
        }
        try (Logging one = Logging.with(appender("fileName=\"app.log\" bufferSize=\"1 KB\"", messageOnly()));
                Logging two = Logging.with(appender("fileName=\"app.log\" bufferSize=\"2 KB\"", messageOnly()))) {
            Thread other = new Thread(() ->
                    IntStream.range(0, 5000).forEach(i -> one.logger("test").info("one {} {}", i, "x".repeat(i % 90))));
            other.start();
            IntStream.range(0, 5000).forEach(i -> two.logger("test").info("two {} {}", i, "x".repeat(i % 90)));
            other.join();
        }

        assertThat(openDescriptors(temp.log("app.log"))).isZero();
        for (String context : List.of("one", "two")) {
            assertThat(lines("app.log").stream().filter(line -> line.startsWith(context)))
                    .isEqualTo(IntStream.range(0, 5000)
                            .mapToObj(i -> context + " " + i + " " + "x".repeat(i % 90))
                            .toList());
        }
        assertThat(lines("app.log")).hasSize(10_000);
    }

    private static int openDescriptors(Path file) throws IOException {
        Path real = file.toRealPath();
        int count = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                // one that has been closed meanwhile is none
                if (Files.exists(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(real)) {
                    count++;
                }
            }
        }
        return count;
    }

    @Test
    void noLineIsLostOrTwiceWhileTheConfigurationIsReplaced() throws Exception {
        try (Logging logging = Logging.with(appender("fileName=\"app.log\"", messageOnly()))) {
            Running running = start(10_000, logging.logger("test"));
            int replaced = 0;
            // a slow machine may have written all before
            while (running.isAlive() || replaced < 4) {
                String attributes = "fileName=\"app.log\" bufferSize=\"" + (replaced % 3 + 1) + " KB\"";
                logging.reconfigure(appender(attributes, messageOnly()));
                replaced++;
            }
            running.finish();
            logging.logger("test").error("last");
            assertThat(openDescriptors(temp.log("app.log"))).isEqualTo(1);
        }

        List<String> written = lines("app.log");
        assertThat(written).endsWith("last");
        Files.write(temp.log("app.log"), written.subList(0, written.size() - 1));
        assertEachLineOnce(10_000);
    }

    @Test
    void interruptedThreadsDoNotBreakTheFile() throws Exception {
        try (Logging logging = Logging.with(appender("fileName=\"app.log\"", messageOnly()))) {
            Thread.currentThread().interrupt();
            try {
                for (int i = 0; i < 50; i++) {
                    logging.logger("test").error("line {}", i);
                }
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            logging.logger("test").error("line 50");
        }

        assertThat(lines("app.log"))
                .isEqualTo(IntStream.range(0, 51).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void aFileThatExistsIsContinued() throws Exception {
        Path session = Files.createDirectories(directory.resolve("named/logs")).getParent();
        Files.writeString(session.resolve("logs/app.log"), "before\n");
        try (Logging logging =
                Logging.with(appender("fileName=\"app.log\" sessionDir=\"" + session + "\"", messageOnly()))) {
            logging.logger("test").info("after");
        }

        assertThat(session.resolve("logs/app.log")).hasContent("before\nafter\n");
    }
}
