package io.github.log4jray.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads with a small stack log at each depth of it, so that it ends at each place of the code. */
class ExhaustedStackTest {

    private static final int THREADS = 30;

    @TempDir
    private Path directory;

    private Path path;
    private LogFile file;
    private int calls;
    private int failedCalls;

    /** By number. An array, as a call might meet the end of the stack after the record was written. */
    private final boolean[] returned = new boolean[4_000_000];

    @BeforeEach
    void open() {
        path = directory.resolve("app.log");
        LogFileSettings settings = new LogFileSettings(
                2048,
                new RotationSettings(300_000, 1000),
                () -> new byte[0],
                () -> new byte[0],
                missing -> ("missing " + missing + "\n").getBytes(UTF_8),
                null);
        file = new LogFile(new RotatingFile(path, new RotationLock(path, null), null, settings), settings);
    }

    private static byte[] record(int number) {
        return ("record " + number + "\n").getBytes(UTF_8);
    }

    private void write(int number, boolean now) throws IOException {
        byte[] bytes = record(number);
        file.write(bytes, bytes.length, now);
    }

    private void descend(boolean now) {
        try {
            descend(now);
        } catch (StackOverflowError e) {
            // the end of the stack
        }
        log(now);
    }

    private void log(boolean now) {
        int number = calls;
        try {
            byte[] bytes = record(number);
            calls++;
            file.write(bytes, bytes.length, now);
            returned[number] = true;
        } catch (StackOverflowError e) {
            failedCalls++;
        } catch (IOException e) {
            // it is in the buffer, and there is no stack for writing it now
            returned[number] = true;
        }
    }

    /** Shifts the frames against the end of the stack. */
    private void from(int height, boolean now) {
        if (height > 0) {
            from(height - 1, now);
        } else {
            descend(now);
        }
    }

    private List<String> lines() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.flatMap(each -> {
                        try {
                            return Files.readAllLines(each).stream();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachRecordIsInTheFileOrCountedAndTheFileGoesOn(boolean now) throws Exception {
        for (int i = 0; i < 50_000; i++) {
            // the JDK initializes its classes
            log(now);
        }
        for (int i = 0; i < THREADS; i++) {
            int height = i;
            Thread thread = new Thread(null, () -> from(height, now), "deep", 160 * 1024 + 4096L * (i % 16));
            thread.start();
            thread.join();
        }
        assertThat(failedCalls).isGreaterThan(THREADS);

        file.drop(failedCalls);
        for (int i = 0; i < 1000; i++) {
            write(1_000_000_000 + i, false);
        }
        await().until(() -> lines().contains("record 1000000999"));
        file.close();

        List<String> lines = lines();
        List<String> records =
                lines.stream().filter(line -> line.startsWith("record ")).toList();
        long missing = lines.stream()
                .filter(line -> line.startsWith("missing "))
                .mapToLong(line -> Long.parseLong(line.substring("missing ".length())))
                .sum();
        assertThat(new HashSet<>(records)).hasSameSizeAs(records);
        assertThat(lines).allMatch(line -> line.matches("record \\d+|missing \\d+"));
        boolean[] written = new boolean[returned.length];
        records.stream()
                .mapToInt(line -> Integer.parseInt(line.substring("record ".length())))
                .filter(number -> number < written.length)
                .forEach(number -> written[number] = true);
        assertThat(Arrays.equals(written, returned))
                .as("an Error means that the record was not added")
                .isTrue();
        assertThat(missing).isEqualTo(failedCalls);
        assertThat(records.stream().filter(line -> line.startsWith("record 1000000")))
                .hasSize(1000);
    }
}
