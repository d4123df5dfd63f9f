package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.file.SessionDirectoryMXBean;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file system of a megabyte that is really full, in the middle of records. Needs root, who mounts it. */
@Tag("root")
class SmallDiskTest {

    private static final int BLOCK = 4096;
    private static final long PAUSE_NANOS = 1_000_000;

    @TempDir
    private Path directory;

    private Path disk;
    private Path ballast;
    private RotatingLog log;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        ballast = disk.resolve("ballast");
        log = new RotatingLog(disk.resolve("session"));
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    /** Fills the disk up to so many blocks. */
    private void leave(int blocks) throws IOException {
        int left = (int) (Files.getFileStore(disk).getUsableSpace() / BLOCK);
        assertThat(left).isGreaterThanOrEqualTo(blocks);
        Files.write(ballast, new byte[(left - blocks) * BLOCK]);
    }

    private List<String> lines() {
        return log.lines();
    }

    /** Every file is of whole records: what is torn has no end. */
    private void assertComplete(int logged, StatusMessages messages) {
        assertThat(log.texts()).allMatch(text -> text.isEmpty() || text.endsWith("\n"));
        assertThat(NumberedRecords.countWithMissing("line", lines())).isEqualTo(logged);
        long told = messages.containing(Level.ERROR, " missing").stream()
                .mapToLong(
                        message -> Long.parseLong(message.replaceAll(".*?(\\d+) records? (?:is|are) missing.*", "$1")))
                .sum();
        assertThat(told)
                .isEqualTo(logged
                        - lines().stream()
                                .filter(line -> line.startsWith("line "))
                                .count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "immediateFlush=\"true\"",
                "bufferSize=\"64 KB\"",
                "bufferSize=\"1 KB\" maxBytes=\"0\"",
                "bufferSize=\"64 KB\" maxBytes=\"10000\" backupCount=\"100000\"",
                "immediateFlush=\"true\" maxBytes=\"10000\" backupCount=\"100000\""
            })
    void recordsInTheFileAndRecordsThatAreMissingAreAllThatWereLogged(String attributes) throws Exception {
        leave(7);
        int logged = 0;
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging(attributes)) {
                Logger logger = logging.logger("test");
                for (int i = 0; i < 10_000; i++) {
                    logger.info("line {}", logged++);
                }
                await().until(() -> !messages.containing(Level.ERROR).isEmpty());
                Files.delete(ballast);
                while (messages.containing(Level.ERROR, "written again").isEmpty()) {
                    logger.info("line {}", logged++);
                    assertThat(logged).isLessThan(40_000);
                    // the thread that writes needs its turn, also on a busy machine
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                logger.error("line {}", logged++);
            }
            assertThat(messages.containing(Level.ERROR)).hasSize(2);
            assertThat(lines()).anyMatch(line -> line.contains(" missing here"));
            assertComplete(logged, messages);
        }
    }

    /** The first write is the one that is cut. */
    @Test
    void timeSinceTheLastWriteIsThatOfTheRecordsThatWereWritten() throws Exception {
        leave(4);
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = log.logging("bufferSize=\"64 KB\"")) {
            SessionDirectoryMXBean counters = logging.appender("file", SessionDirectoryAppender.class);
            long begin = System.nanoTime();
            for (int i = 0; i < 4000; i++) {
                logging.logger("test").info("line {}", i);
            }
            await().until(() -> counters.getRecordsWritten() > 0);
            assertThat(messages.containing(Level.ERROR, "can't write")).hasSize(1);
            assertThat(counters.getSecondsSinceLastWrite()).isBetween(0.0, (System.nanoTime() - begin) / 1e9);
        }
    }

    /** What gap says, a few records and the part of one fit, again and again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "immediateFlush=\"true\"",
                "bufferSize=\"64 KB\"",
                "bufferSize=\"64 KB\" maxBytes=\"0\"",
                "bufferSize=\"64 KB\" maxBytes=\"3000\" backupCount=\"100000\""
            })
    void diskThatIsFullAgainAndAgainIsToldOfEachTime(String attributes) throws Exception {
        int logged = 0;
        leave(8);
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging(attributes)) {
                Logger logger = logging.logger("test");
                for (int round = 0; round < 10; round++) {
                    for (int i = 0; i < 3000; i++) {
                        logger.info("line {}", logged++);
                    }
                    logger.error("line {}", logged++);
                    Files.delete(ballast);
                    leave(3);
                }
                Files.delete(ballast);
                logger.error("line {}", logged++);
            }
            assertThat(lines().stream().filter(line -> line.contains(" missing here")))
                    .hasSizeGreaterThan(4);
            assertComplete(logged, messages);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "maxBytes=\"0\""})
    void threadThatIsInterruptedLeavesNoPartOfARecord(String attributes) throws Exception {
        int logged = 0;
        leave(7);
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging = log.logging("immediateFlush=\"true\" " + attributes)) {
                Logger logger = logging.logger("test");
                Thread.currentThread().interrupt();
                while (messages.containing(Level.ERROR).isEmpty()) {
                    logger.info("line {}", logged++);
                }
                Files.delete(ballast);
                logger.info("line {}", logged++);
                assertThat(Thread.interrupted()).isTrue();
            }
            assertComplete(logged, messages);
        } finally {
            Thread.interrupted();
        }
    }
}
