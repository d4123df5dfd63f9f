package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of a megabyte that a process that is gone has filled. Needs root, who mounts it. */
@Tag("root")
class FullSessionDiskTest {

    private static final int BLOCK = 4096;

    @TempDir
    private Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    @Test
    void writerMakesRoomForItself() throws Exception {
        Path session = disk.resolve("session");
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = Logging.with(Config.sessionDirectory()
                        .with("sessionDir", session)
                        .with("fileName", "app.log")
                        .with("immediateFlush", "true")
                        .with("maxBytes", "100 KB")
                        .with("backupCount", "1")
                        .with("retentionBytes", "300 KB"))) {
            logging.logger("a").info("a line");
            SessionDirectoryAppender counters = logging.appender("file", SessionDirectoryAppender.class);
            await().until(() -> counters.getSessionBytes() > 0);
            int left = (int) (Files.getFileStore(disk).getUsableSpace() / BLOCK);
            Path gone = Files.write(
                    session.resolve("logs").resolve(SimulatedSession.worker(4_000_000)), new byte[left * BLOCK]);

            await().until(() -> {
                logging.logger("a").info("a line that needs room {}", "x".repeat(1000));
                return !messages.containing(Level.ERROR, "is written again").isEmpty();
            });

            assertThat(messages.containing(Level.ERROR, "No space left on device"))
                    .hasSize(1);
            assertThat(gone).doesNotExist();
            assertThat(counters.getBytesRemoved()).isEqualTo((long) left * BLOCK);
        }
    }
}
