package io.github.log4jray.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    private static final int BUFFER = 1024;

    @TempDir
    private Path directory;

    private Path path;
    private LogFile file;

    @BeforeEach
    void open() {
        path = directory.resolve("app.log");
        LogFileSettings settings = new LogFileSettings(
                BUFFER, new RotationSettings(0, 0), () -> new byte[0], () -> new byte[0], missing -> new byte[0], null);
        file = new LogFile(new RotatingFile(path, new RotationLock(path, null), null, settings), settings);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private void write(String record, boolean now) throws IOException {
        byte[] bytes = record.getBytes(UTF_8);
        file.write(bytes, bytes.length, now);
    }

    private void write(String record, String task) throws IOException {
        byte[] bytes = record.getBytes(UTF_8);
        file.write(bytes, bytes.length, false, "01000000", null, task);
    }

    @Test
    void recordIsInTheFileAtOnceIfTheCallerAsks() throws Exception {
        write("one\n", false);
        write("two\n", true);

        assertThat(path).hasContent("one\ntwo\n");
    }

    @Test
    void recordThatIsLongerThanTheBufferIsInTheFileAtOnce() throws Exception {
        String huge = "x".repeat(BUFFER) + "\n";
        write("one\n", false);
        write(huge, false);

        assertThat(path).hasContent("one\n" + huge);
    }

    @Test
    void emptyRecordOnlyFlushes() throws Exception {
        write("", false);
        assertThat(path).doesNotExist();

        write("one\n", false);
        write("", true);
        assertThat(path).hasContent("one\n");
    }

    @Test
    void recordsKeepTheirOrderThroughBothBuffers() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            lines.add("line " + i);
            write("line " + i + "\n", false);
        }
        file.flush();

        assertThat(Files.readAllLines(path)).isEqualTo(lines);
    }

    @Test
    void recordsOfEachThreadKeepTheirOrder() throws Exception {
        List<CompletableFuture<Void>> threads = Stream.of("a", "b", "c", "d")
                .map(name -> CompletableFuture.runAsync(() -> writeMany(name)))
                .toList();
        threads.forEach(CompletableFuture::join);
        file.flush();

        List<String> lines = Files.readAllLines(path);
        assertThat(lines).hasSize(8000);
        for (String name : List.of("a", "b", "c", "d")) {
            assertThat(lines.stream().filter(line -> line.startsWith(name)).map(line -> line.substring(2)))
                    .containsExactlyElementsOf(Stream.iterate(0, i -> i < 2000, i -> i + 1)
                            .map(String::valueOf)
                            .toList());
        }
    }

    private void writeMany(String name) {
        try {
            for (int i = 0; i < 2000; i++) {
                write(name + " " + i + "\n", false);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tokensAreWrittenWhenTheyChange() throws Exception {
        write("1\n", "one");
        write("2\n", "one");
        write("3\n", "two");
        write("4\n", (String) null);
        file.flush();

        assertThat(path).hasContent(":job_id:01000000\n:task_name:one\n1\n2\n:task_name:two\n3\n:task_name:\n4\n");
    }

    @Test
    void tokensOfManyThreadsStandBeforeTheirRecords() throws Exception {
        List<CompletableFuture<Void>> threads = Stream.of("a", "b", "c", "d")
                .map(name -> CompletableFuture.runAsync(() -> writeManyWithTokens(name)))
                .toList();
        threads.forEach(CompletableFuture::join);
        file.flush();

        String task = null;
        int records = 0;
        for (String line : Files.readAllLines(path)) {
            if (line.startsWith(":task_name:")) {
                task = line.substring(":task_name:".length());
            } else if (!line.startsWith(":")) {
                records++;
                assertThat(line).isEqualTo(task);
            }
        }
        assertThat(records).isEqualTo(8000);
    }

    private void writeManyWithTokens(String name) {
        try {
            for (int i = 0; i < 2000; i++) {
                write(name + "\n", name);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void recordsAreWrittenAtOnceWhenTheProcessEnds() throws Exception {
        write("one\n", false);

        file.beginEnd();
        file.flushInTime();

        assertThat(path).hasContent("one\n");
        write("two\n", false);
        assertThat(path).hasContent("one\ntwo\n");
    }

    @Test
    void closeWritesAllRecordsAndTheNextOneIsRefused() throws Exception {
        write("one\n", false);

        file.close();

        assertThat(path).hasContent("one\n");
        assertThatThrownBy(() -> write("two\n", false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void failureReachesOnlyACallerThatAsksForTheRecordAtOnce() throws Exception {
        Files.createDirectory(path);
        try (StatusMessages messages = StatusMessages.listen()) {
            write("one\n", false);
            // else the timed flush might take the next record along
            await().until(() ->
                    !messages.containing(Level.ERROR, "can't write to " + path).isEmpty());
            assertThatThrownBy(() -> write("two\n", true)).isInstanceOf(IOException.class);
            write("x".repeat(BUFFER + 1), false);

            assertThat(messages.containing(Level.ERROR, "can't write to " + path))
                    .hasSize(1);
            Files.delete(path);
            write("three\n", true);
            assertThat(messages.containing(Level.ERROR, "3 records are missing"))
                    .hasSize(1);
        }
    }
}
