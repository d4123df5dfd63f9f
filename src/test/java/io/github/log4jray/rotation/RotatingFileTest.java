package io.github.log4jray.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.text.Utf8Buffer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {

    private static final MagicTokens TOKENS = new MagicTokens("01000000", "Counter", "count");

    @TempDir
    private Path directory;

    private Path path;
    private RotatingFile file;

    @BeforeEach
    void path() {
        path = directory.resolve("logs").resolve("app.log");
    }

    @AfterEach
    void close() {
        if (file != null) {
            file.close();
        }
    }

    private static LogFileSettings settings(long maxBytes, int backups, String header, String footer) {
        return settings(maxBytes, backups, header, footer, null);
    }

    private static LogFileSettings settings(
            long maxBytes, int backups, String header, String footer, Set<PosixFilePermission> permissions) {
        return new LogFileSettings(
                1024,
                new RotationSettings(maxBytes, backups),
                () -> header.getBytes(UTF_8),
                () -> footer.getBytes(UTF_8),
                missing -> (missing + " missing\n").getBytes(UTF_8),
                permissions);
    }

    private RotatingFile open(LogFileSettings settings) {
        file = new RotatingFile(path, new RotationLock(path, null), null, settings);
        return file;
    }

    private static RecordBuffer records(String... records) {
        RecordBuffer buffer = new RecordBuffer(1024);
        for (String record : records) {
            buffer.add(record.getBytes(UTF_8), record.getBytes(UTF_8).length);
        }
        return buffer;
    }

    private static RecordBuffer withTokens(String lines, String record) {
        RecordBuffer buffer = new RecordBuffer(1024);
        byte[] bytes = record.getBytes(UTF_8);
        buffer.add(TOKENS, new Utf8Buffer().add(lines), bytes, bytes.length);
        return buffer;
    }

    private Path backup(int number) {
        return path.resolveSibling("app.log." + number);
    }

    private void leave(String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void rotationInWhichAProcessWasKilledIsFinishedWhenTheLogIsOpened() throws Exception {
        Files.createDirectories(path.getParent());
        Files.writeString(backup(0), "newest");
        Files.writeString(backup(1), "oldest");

        open(settings(100, 1, "", "")).write(records("record\n"));

        assertThat(TempDirectory.names(path.getParent())).containsExactly("app.log", "app.log.1");
        assertThat(backup(1)).hasContent("newest");
    }

    @Test
    void fileAndItsDirectoryAreMadeByTheFirstRecord() throws Exception {
        open(settings(100, 1, "", ""));
        assertThat(path.getParent()).doesNotExist();

        RecordBuffer records = records("one\n", "two\n");
        file.write(records);

        assertThat(path).hasContent("one\ntwo\n");
        assertThat(records.isEmpty()).isTrue();
    }

    @Test
    void recordThatWouldReachTheLimitGoesToANewFile() throws Exception {
        open(settings(9, 2, "", "")).write(records("one\n", "two\n", "three\n", "4\n"));

        assertThat(backup(2)).doesNotExist();
        assertThat(backup(1)).hasContent("one\ntwo\n");
        assertThat(path).hasContent("three\n4\n");
    }

    private RotatingFile openWithBackups() throws IOException {
        open(settings(9, 3, "", "")).write(records("one\n", "two\n", "three\n", "four\n"));
        file.finishRotation();
        file.write(records("five\n"));
        return file;
    }

    @Test
    void recordIsInTheNewFileBeforeTheBackupsMoveUp() throws Exception {
        openWithBackups();

        assertThat(path).hasContent("five\n");
        assertThat(backup(0)).hasContent("four\n");
        assertThat(backup(1)).hasContent("three\n");

        file.finishRotation();

        assertThat(TempDirectory.names(path.getParent()))
                .containsExactlyInAnyOrder("app.log", "app.log.1", "app.log.2", "app.log.3");
        assertThat(backup(1)).hasContent("four\n");
        assertThat(backup(2)).hasContent("three\n");
        assertThat(backup(3)).hasContent("one\ntwo\n");
    }

    @Test
    void backupThatSomebodyRemovesBeforeTheOthersMoveUpLeavesRoomForThem() throws Exception {
        openWithBackups();
        Files.delete(backup(1));

        file.finishRotation();

        assertThat(backup(1)).hasContent("four\n");
        assertThat(backup(2)).hasContent("one\ntwo\n");
        assertThat(backup(3)).doesNotExist();
    }

    @Test
    void rotationBeforeTheBackupsHaveMovedUpMovesThem() throws Exception {
        openWithBackups();

        file.write(records("sixth\n"));
        file.close();

        assertThat(TempDirectory.names(path.getParent()))
                .containsExactlyInAnyOrder("app.log", "app.log.1", "app.log.2", "app.log.3");
        assertThat(path).hasContent("sixth\n");
        assertThat(backup(1)).hasContent("five\n");
        assertThat(backup(2)).hasContent("four\n");
        assertThat(backup(3)).hasContent("three\n");
    }

    @Test
    void recordThatIsLongerThanTheLimitHasAFileOfItsOwn() throws Exception {
        open(settings(5, 3, "", "")).write(records("a long record\n", "b\n"));

        assertThat(backup(1)).hasContent("a long record\n");
        assertThat(path).hasContent("b\n");
    }

    @Test
    void zeroBackupsMeanNoRotation() throws Exception {
        open(settings(5, 0, "", "")).write(records("one\n", "two\n", "three\n"));

        assertThat(TempDirectory.names(path.getParent())).containsExactly("app.log");
    }

    @Test
    void newSettingsApplyToTheOpenFile() throws Exception {
        open(settings(1000, 1, "", "")).write(records("one\n", "two\n"));

        file.use(settings(9, 1, "", ""));
        file.write(records("three\n"));

        assertThat(backup(1)).hasContent("one\ntwo\n");
        assertThat(path).hasContent("three\n");
    }

    @Test
    void headerAndFooterAreInEachFileAndBelowTheLimit() throws Exception {
        open(settings(17, 2, "head\n", "foot\n")).write(records("one\n", "two\n"));
        file.close();

        assertThat(backup(1)).hasContent("head\none\nfoot\n");
        assertThat(path).hasContent("head\ntwo\nfoot\n");
    }

    @Test
    void closedFileIsOpenedAgainByTheNextRecord() throws Exception {
        open(settings(100, 1, "", "")).write(records("one\n"));
        file.close();

        file.write(records("two\n"));

        assertThat(path).hasContent("one\ntwo\n");
    }

    @Test
    void tornLineIsEndedFirst() throws Exception {
        leave("whole\nto");

        open(settings(100, 1, "", "")).write(records("one\n"));

        assertThat(path).hasContent("whole\nto\none\n");
    }

    @Test
    void fileThatOnlyHasTheHeaderDoesNotRotate() throws Exception {
        leave("head\n");

        open(settings(7, 1, "head\n", "")).write(records("one\n"));

        assertThat(path).hasContent("head\none\n");
        assertThat(backup(1)).doesNotExist();
    }

    @Test
    void permissionsAreThoseOfTheSettings() throws Exception {
        open(settings(100, 1, "", "", PosixFilePermissions.fromString("rw--w--w-")))
                .write(records("one\n"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw--w--w-");
    }

    @Test
    void newFileBeginsWithAllTokensAndTheNextRecordNeedsNone() throws Exception {
        open(settings(100, 1, "", "")).write(withTokens(":task_name:count\n", "one\n"));
        file.write(records("two\n"));

        assertThat(path).hasContent(":job_id:01000000\n:actor_name:Counter\n:task_name:count\none\ntwo\n");
    }

    @Test
    void fileAfterARotationBeginsWithTheTokensThatHold() throws Exception {
        open(settings(60, 1, "", "")).write(withTokens(":task_name:count\n", "one\n"));
        file.write(records("two\n"));

        assertThat(backup(1)).hasContent(":job_id:01000000\n:actor_name:Counter\n:task_name:count\none\n");
        assertThat(path).hasContent(":job_id:01000000\n:actor_name:Counter\n:task_name:count\ntwo\n");
    }

    @Test
    void lostRecordsAreReportedAndCountedInTheFile() throws Exception {
        Files.createDirectories(path);
        open(settings(100, 1, "", ""));
        try (StatusMessages messages = StatusMessages.listen()) {
            RecordBuffer lost = records("one\n", "two\n");
            assertThatThrownBy(() -> file.write(lost)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> file.write(records("three\n"))).isInstanceOf(IOException.class);
            assertThat(lost.isEmpty()).isTrue();
            assertThat(messages.containing(Level.ERROR, "can't write to " + path))
                    .hasSize(1);

            Files.delete(path);
            file.write(records("four\n"));

            assertThat(messages.containing(Level.ERROR, "is written again; 3 records are missing"))
                    .hasSize(1);
            file.write(records("five\n"));
            assertThat(messages.containing(Level.ERROR)).hasSize(2);
        }
        assertThat(path).hasContent("3 missing\nfour\nfive\n");
    }

    @Test
    void recordsThatAreLostForGoodAreCountedAtTheClose() throws Exception {
        Files.createDirectories(path);
        open(settings(100, 1, "", ""));
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThatThrownBy(() -> file.write(records("one\n"))).isInstanceOf(IOException.class);

            file.close();

            assertThat(messages.containing(Level.ERROR, "is closed; 1 record is missing"))
                    .hasSize(1);
        }
    }

    @Test
    void standardStreamIsWrittenInsteadOfTheFileAndStaysOpen() throws Exception {
        Path redirected = directory.resolve("redirected");
        try (FileOutputStream stream = new FileOutputStream(redirected.toFile())) {
            file = new RotatingFile(
                    path, new RotationLock(path, null), stream.getFD(), settings(3, 1, "head\n", "foot\n"));
            file.write(records("one\n", "two\n"));
            file.close();
            stream.write("after\n".getBytes(UTF_8));
        }

        assertThat(redirected).hasContent("head\none\ntwo\nfoot\nafter\n");
        assertThat(path).doesNotExist();
    }

    @Test
    void secondWriterOfOneLogOnlyAppendsAndIsWarnedOfOnce() throws Exception {
        open(settings(9, 2, "", "")).write(records("one\n"));
        RotatingFile second = new RotatingFile(path, new RotationLock(path, null), null, settings(9, 2, "", ""));
        try (StatusMessages messages = StatusMessages.listen()) {
            second.write(records("two\n", "three\n"));
            second.write(records("four\n"));

            assertThat(messages.containing(Level.WARN, path.toString(), "this one only appends"))
                    .hasSize(1);
        }
        assertThat(path).hasContent("one\ntwo\nthree\nfour\n");
        second.close();
    }

    /** A write that has just begun is not taken for one that blocks, though the file was idle before. */
    @Test
    void writeLastsSinceItsOwnBegin() throws IOException {
        AtomicBoolean possible = new AtomicBoolean();
        AtomicReference<BlockedStorage> storage = new AtomicReference<>();
        LogFileSettings asking = new LogFileSettings(
                1024,
                new RotationSettings(0, 0),
                () -> {
                    possible.set(storage.get().isPossible());
                    return new byte[0];
                },
                () -> new byte[0],
                missing -> new byte[0],
                null);
        file = new RotatingFile(path, new RotationLock(path, null), null, asking);
        storage.set(new BlockedStorage(file, () -> 0, new StopLimit()));
        assertThat(storage.get().isPossible())
                .as("a write that began before the JVM")
                .isTrue();

        file.write(records("one\n"));

        assertThat(possible).isFalse();
    }
}
