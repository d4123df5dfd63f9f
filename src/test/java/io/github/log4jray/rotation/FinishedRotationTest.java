package io.github.log4jray.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.TempDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of the stack comes while the backups move up, after the records were written. */
class FinishedRotationTest {

    private static final int BACKUPS = 3;
    private static final int HEIGHTS = 200;
    private static final int STACK = 160 * 1024;

    @TempDir
    private Path directory;

    private RotatingFile file;
    private int height;
    private StackOverflowError error;

    @BeforeEach
    void open() {
        Path path = directory.resolve("app.log");
        LogFileSettings settings = new LogFileSettings(
                1024,
                new RotationSettings(5, BACKUPS),
                () -> new byte[0],
                () -> new byte[0],
                missing -> new byte[0],
                null);
        file = new RotatingFile(path, new RotationLock(path, null), null, settings);
    }

    @AfterEach
    void close() {
        file.close();
    }

    /** Rotates. */
    private void write(String record) throws Exception {
        RecordBuffer buffer = new RecordBuffer(1024);
        buffer.add(record.getBytes(UTF_8), record.length());
        file.write(buffer);
    }

    private void descend() {
        try {
            descend();
        } catch (StackOverflowError e) {
            // the end of the stack
        }
        if (height-- == 0) {
            finish();
        }
    }

    private void finish() {
        try {
            file.finishRotation();
        } catch (StackOverflowError e) {
            error = e;
        }
    }

    private void finishAbove(int framesToTheEnd) throws InterruptedException {
        height = framesToTheEnd;
        error = null;
        Thread thread = new Thread(null, this::descend, "deep", STACK);
        thread.start();
        thread.join();
    }

    private static boolean isOfTheFirstStep(StackOverflowError error) {
        return Arrays.stream(error.getStackTrace())
                        .map(StackTraceElement::getMethodName)
                        .toList()
                        .indexOf("finishRotation")
                <= 0;
    }

    @Test
    void recordsThatWereWrittenDoNotFailForIt() throws Exception {
        for (int i = 0; i < 100; i++) {
            // the JDK initializes its classes
            write("before\n");
            file.finishRotation();
        }
        int interrupted = 0;
        for (int i = 0; i < HEIGHTS; i++) {
            write("during\n");
            finishAbove(i);
            assertThat(error == null || isOfTheFirstStep(error)).as("%s", error).isTrue();
            interrupted += error == null && Files.exists(directory.resolve("app.log.0")) ? 1 : 0;
        }
        assertThat(interrupted).isPositive();

        write("after\n");
        file.finishRotation();

        assertThat(TempDirectory.names(directory))
                .containsExactlyInAnyOrder("app.log", "app.log.1", "app.log.2", "app.log.3");
        assertThat(directory.resolve("app.log")).hasContent("after\n");
    }
}
