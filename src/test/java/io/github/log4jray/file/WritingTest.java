package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a record is in its file, and that each is there whole and once, whoever else writes. */
@Tag("compat")
class WritingTest {

    private static final int THREADS = 8;

    @TempDir
    Path directory;

    private TempDirectory temp;

    @BeforeEach
    void temp() {
        temp = new TempDirectory(directory.resolve("ray"));
    }

    private Element appender(String attributes) {
        return appender(attributes, Config.pattern("%m%n"));
    }

    private Element appender(String attributes, Element layout) {
        return temp.appender("fileName=\"app.log\" " + attributes).with(layout);
    }

    private List<String> lines() {
        return temp.lines("app.log");
    }

    @Test
    void opensTheFileAtItsFirstEvent() throws Exception {
        try (Logging logging = Logging.with(appender("immediateFlush=\"true\""))) {
            assertThat(temp.logs()).isEmpty();
            logging.logger("test").info("line");
            assertThat(temp.logs()).containsExactly("app.log");
        }
    }

    @Test
    void leavesNoFileWithoutAnEvent() {
        try (Logging logging = Logging.with(appender(
                "", Config.element("PatternLayout").with("header", "head%n").with("footer", "foot%n")))) {
            logging.logger("test").debug("below the level");
        }

        assertThat(temp.logs()).isEmpty();
    }

    @Test
    void eventReachesTheFileByItself() {
        try (Logging logging = Logging.with(appender(""))) {
            for (String line : List.of("one", "two", "three")) {
                logging.logger("test").info(line);
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(lines()).contains(line));
            }
            assertThat(logging.context().isStarted()).isTrue();
        }
    }

    @Test
    void errorIsInTheFileAtOnceAndAllBeforeIt() throws Exception {
        try (Logging logging = Logging.with(appender(""))) {
            for (int i = 0; i < 100; i++) {
                logging.logger("test").info("before {}", i);
                logging.logger("test").log(i % 2 == 0 ? Level.ERROR : Level.FATAL, "error {}", i);
                assertThat(lines()).hasSize(2 * i + 2).endsWith("before " + i, "error " + i);
            }
        }
    }

    @Test
    void standardErrorIsInTheFileAtOnce() throws Exception {
        try (Logging logging = Logging.with(appender(""))) {
            for (int i = 0; i < 100; i++) {
                logging.logger("test").info(MarkerManager.getMarker("STDERR"), "line {}", i);
                assertThat(lines()).hasSize(i + 1).endsWith("line " + i);
            }
        }
    }

    @Test
    void everyEventIsInTheFileAtOnceWithImmediateFlush() throws Exception {
        try (Logging logging = Logging.with(appender("immediateFlush=\"true\""))) {
            for (int i = 0; i < 100; i++) {
                logging.logger("test").info("line {}", i);
                assertThat(lines()).hasSize(i + 1).endsWith("line " + i);
            }
        }
    }

    @Test
    void allIsInTheFileAfterStop() throws Exception {
        try (Logging logging = Logging.with(appender(""))) {
            IntStream.range(0, 20_000).forEach(i -> logging.logger("test").info("line {}", i));
        }

        assertThat(lines()).isEqualTo(NumberedRecords.of("line", 20_000));
    }

    @Test
    void allIsInTheFileAfterTheStopOfOneOfTwoContexts() throws Exception {
        try (Logging other = Logging.with(appender(""))) {
            for (int i = 0; i < 20; i++) {
                try (Logging logging = Logging.with(appender(""))) {
                    logging.logger("test").info("line {}", i);
                }
                assertThat(temp.log("app.log")).exists();
                assertThat(lines()).endsWith("line " + i);
            }
            assertThat(other.context().isStarted()).isTrue();
        }
    }

    @Test
    void allIsInTheFileAfterSystemExit() throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "10000")
                .configured(appender(""))
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }

        assertThat(lines()).isEqualTo(NumberedRecords.of("line", 10_000));
    }

    @Test
    void manyThreadsWriteWholeRecordsThroughASmallBuffer() throws Exception {
        try (Logging logging = Logging.with(appender("bufferSize=\"1 KB\""))) {
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
        List<String> written = lines();
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
    void recordMayBeLargerThanTheBuffer() throws Exception {
        String large = "ü".repeat(300_000);
        try (Logging logging = Logging.with(appender("bufferSize=\"1 KB\""))) {
            logging.logger("test").info("before");
            logging.logger("test").info(large);
            logging.logger("test").info("after");
        }

        assertThat(lines()).containsExactly("before", large, "after");
    }

    @Test
    void contextsWithOnePathShareOneWriter() throws Exception {
        try (Logging one = Logging.with(appender("bufferSize=\"1 KB\""));
                Logging two = Logging.with(appender("bufferSize=\"2 KB\""))) {
            one.logger("test").error("first of one");
            two.logger("test").error("first of two");
            assertThat(openDescriptors(temp.log("app.log"))).isEqualTo(1);
            Files.delete(temp.log("app.log"));
        }
        try (Logging one = Logging.with(appender("bufferSize=\"1 KB\""));
                Logging two = Logging.with(appender("bufferSize=\"2 KB\""))) {
            Thread other = new Thread(() ->
                    IntStream.range(0, 5000).forEach(i -> one.logger("test").info("one {} {}", i, "x".repeat(i % 90))));
            other.start();
            IntStream.range(0, 5000).forEach(i -> two.logger("test").info("two {} {}", i, "x".repeat(i % 90)));
            other.join();
        }

        assertThat(openDescriptors(temp.log("app.log"))).isZero();
        for (String context : List.of("one", "two")) {
            assertThat(lines().stream().filter(line -> line.startsWith(context)))
                    .isEqualTo(IntStream.range(0, 5000)
                            .mapToObj(i -> context + " " + i + " " + "x".repeat(i % 90))
                            .toList());
        }
        assertThat(lines()).hasSize(10_000);
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
        try (Logging logging = Logging.with(appender(""))) {
            Running running = start(10_000, logging.logger("test"));
            int replaced = 0;
            // a slow machine may have written all before
            while (running.isAlive() || replaced < 4) {
                String attributes = "bufferSize=\"" + (replaced % 3 + 1) + " KB\"";
                logging.reconfigure(appender(attributes));
                replaced++;
            }
            running.finish();
            logging.logger("test").error("last");
            assertThat(openDescriptors(temp.log("app.log"))).isEqualTo(1);
        }

        List<String> written = lines();
        assertThat(written).endsWith("last");
        Files.write(temp.log("app.log"), written.subList(0, written.size() - 1));
        assertEachLineOnce(10_000);
    }

    @Test
    void interruptedThreadsDoNotBreakTheFile() throws Exception {
        try (Logging logging = Logging.with(appender(""))) {
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

        assertThat(lines()).isEqualTo(NumberedRecords.of("line", 51));
    }

    @Test
    void fileThatExistsIsContinued() throws Exception {
        Path session = Files.createDirectories(directory.resolve("named/logs")).getParent();
        Files.writeString(session.resolve("logs/app.log"), "before\n");
        try (Logging logging = Logging.with(appender("sessionDir=\"" + session + "\""))) {
            logging.logger("test").info("after");
        }

        assertThat(session.resolve("logs/app.log")).hasContent("before\nafter\n");
    }
}
