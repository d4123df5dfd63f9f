package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.LogLines;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else removes, renames or empties the log while it is written. */
class VanishingFileTest {

    private static final String ROTATING = "maxBytes=\"40\" backupCount=\"1000\"";

    @TempDir
    private Path directory;

    private RotatingLog log;
    private final AtomicInteger next = new AtomicInteger();

    @BeforeEach
    void log() {
        log = new RotatingLog(directory.resolve("session"));
    }

    private static void remove(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Logs until the file is there again; who writes all the time need not look each time. */
    private void logUntilItIsThere(Logger logger) {
        await().until(() -> {
            logger.info("line {}", next.getAndIncrement());
            return Files.exists(log.file());
        });
    }

    private void logLines(Logger logger, int count) {
        for (int i = 0; i < count; i++) {
            logger.info("line {}", next.getAndIncrement());
        }
    }

    /** The last lines, from the one of this number on, are there. */
    private void assertEndsFrom(int first, List<String> lines) {
        List<String> all = NumberedRecords.of("line", next.get());
        assertThat(lines).endsWith(all.subList(first, all.size()).toArray(String[]::new));
        assertThat(all).containsSubsequence(lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "logs", "logs/app.log", "log4jray"})
    void whatIsRemovedIsMadeAgain(String removed) throws Exception {
        for (String attributes : List.of("immediateFlush=\"true\"", ROTATING + " immediateFlush=\"true\"")) {
            next.set(0);
            try (StatusMessages messages = StatusMessages.listen()) {
                int first;
                try (Logging logging = log.logging(attributes)) {
                    Logger logger = logging.logger("test");
                    logLines(logger, 20);
                    Files.createDirectories(log.session().resolve("log4jray"));
                    remove(log.session().resolve(removed));
                    logUntilItIsThere(logger);
                    first = next.get();
                    logLines(logger, 20);
                }
                assertThat(messages.containing(Level.ERROR)).isEmpty();
                assertThat(messages.containing(Level.WARN)).isEmpty();
                assertEndsFrom(first - 1, log.lines());
                if (attributes.startsWith(ROTATING)) {
                    assertThat(log.texts()).allMatch(text -> text.length() < 40);
                }
            }
            remove(log.session());
        }
    }

    @Test
    void fileThatIsRenamedAwayIsWholeAndANewOneBegins() throws Exception {
        Path away = directory.resolve("app.log-20261125");
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging("immediateFlush=\"true\"")) {
                Logger logger = logging.logger("test");
                logLines(logger, 20);
                Files.move(log.file(), away);
                logUntilItIsThere(logger);
                logLines(logger, 20);
            }
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }

        List<String> lines = new ArrayList<>(Files.readAllLines(away));
        lines.addAll(log.lines());
        assertThat(lines).isEqualTo(NumberedRecords.of("line", next.get()));
    }

    @Test
    void fileThatIsRenamedAndMadeByAnotherIsFoundToo() throws Exception {
        Path away = directory.resolve("app.log-20261125");
        try (Logging logging = log.logging("immediateFlush=\"true\"")) {
            Logger logger = logging.logger("test");
            logLines(logger, 20);
            Files.move(log.file(), away);
            Files.createFile(log.file());
            await().until(() -> {
                logLines(logger, 1);
                return Files.size(log.file()) > 0;
            });
        }

        List<String> lines = new ArrayList<>(Files.readAllLines(away));
        lines.addAll(log.lines());
        assertThat(lines).isEqualTo(NumberedRecords.of("line", next.get()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxBytes=\"0\"", "maxBytes=\"1000\" backupCount=\"1\""})
    void fileThatIsCopiedAndEmptiedGrowsFromItsBeginning(String attributes) throws Exception {
        Path copy = directory.resolve("copy");
        try (Logging logging = log.logging("immediateFlush=\"true\" " + attributes)) {
            Logger logger = logging.logger("test");
            logLines(logger, 100);
            assertThat(log.names()).containsExactly("app.log");
            Files.copy(log.file(), copy);
            new FileOutputStream(log.file().toFile()).close();
            logLines(logger, 50);
        }

        List<String> lines = new ArrayList<>(Files.readAllLines(copy));
        lines.addAll(log.lines());
        assertThat(lines).isEqualTo(NumberedRecords.of("line", 150));
        // it was counted from the beginning again, so 150 lines were no reason to rotate
        assertThat(log.names()).containsExactly("app.log");
        assertThat(Files.readString(log.file())).doesNotContain("\0");
    }

    @Test
    void interruptedThreadsLoseNothing() throws Exception {
        Thread[] threads = new Thread[4];
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging(ROTATING + " immediateFlush=\"true\"")) {
                for (int i = 0; i < threads.length; i++) {
                    String word = "thread" + i;
                    threads[i] = new Thread(() -> {
                        for (int record = 0; record < 100; record++) {
                            Thread.currentThread().interrupt();
                            logging.logger("test").info("{} {}", word, record);
                            assertThat(Thread.currentThread().isInterrupted()).isTrue();
                        }
                    });
                    threads[i].start();
                }
                for (Thread thread : threads) {
                    thread.join(TimeUnit.MINUTES.toMillis(1));
                }
            }
            assertThat(messages.containing(Level.ERROR)).isEmpty();
            assertThat(messages.containing(Level.WARN)).isEmpty();
        }

        assertThat(NumberedRecords.counts(log.lines()))
                .hasSize(4)
                .allSatisfy((word, count) -> assertThat(count).as(word).isEqualTo(100));
        assertThat(log.texts()).allMatch(text -> text.length() < 40);
    }

    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void processWhoseSessionIsRemovedMakesItAgain(String version) throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class)
                .onLog4j(version)
                .configured(log.appender(ROTATING))
                .start()) {
            Writer commands = process.process().outputWriter();
            commands.write("20\n");
            commands.flush();
            await().until(() -> Files.exists(log.file()) && log.lines().size() == 20);
            remove(log.session());
            commands.write("20\n");
            commands.close();

            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }
        assertThat(log.lines()).isEqualTo(NumberedRecords.of("line", 40).subList(20, 40));
        assertThat(log.files()).hasSize(5);
    }
}
