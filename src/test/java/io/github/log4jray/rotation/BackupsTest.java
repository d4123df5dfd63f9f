package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("app.log");
    }

    private Path backup(int number) {
        return directory.resolve("app.log." + number);
    }

    private void leave(int... numbers) throws IOException {
        for (int number : numbers) {
            Files.writeString(backup(number), "backup " + number);
        }
    }

    @Test
    void firstRotationRenamesTheLog() throws Exception {
        Files.writeString(file, "log");
        Backups backups = new Backups(file, 2);
        assertThat(backups.exist()).isFalse();

        assertThat(backups.rotate()).isTrue();

        assertThat(backups.exist()).isTrue();
        assertThat(TempDirectory.names(directory)).containsExactly("app.log.1");
        assertThat(backup(1)).hasContent("log");
    }

    @Test
    void eachBackupMovesUpAndTheOldestIsOverwritten() throws Exception {
        Files.writeString(file, "log");
        leave(1, 2);

        assertThat(new Backups(file, 2).rotate()).isTrue();

        assertThat(TempDirectory.names(directory)).containsExactly("app.log.1", "app.log.2");
        assertThat(backup(1)).hasContent("log");
        assertThat(backup(2)).hasContent("backup 1");
    }

    @Test
    void backupsAreLookedAtOncePerRotation() throws Exception {
        Files.writeString(file, "log");
        Backups backups = new Backups(file, 1);
        backups.rotate();
        leave(2);

        backups.settle();
        assertThat(TempDirectory.names(directory)).containsExactly("app.log.1", "app.log.2");
    }

    @Test
    void onlyBackupIsOverwritten() throws Exception {
        Files.writeString(file, "log");
        leave(1);

        assertThat(new Backups(file, 1).rotate()).isTrue();

        assertThat(TempDirectory.names(directory)).containsExactly("app.log.1");
        assertThat(backup(1)).hasContent("log");
    }

    @Test
    void freeNumberIsFilledAndNoBackupIsDeleted() throws Exception {
        Files.writeString(file, "log");
        leave(1, 3);

        assertThat(new Backups(file, 3).rotate()).isTrue();

        assertThat(backup(1)).hasContent("log");
        assertThat(backup(2)).hasContent("backup 1");
        assertThat(backup(3)).hasContent("backup 3");
    }

    @Test
    void backupsBeyondTheNumberAreRemoved() throws Exception {
        Files.writeString(file, "log");
        leave(1, 2, 3, 4, 20240501);

        assertThat(new Backups(file, 2).rotate()).isTrue();

        assertThat(TempDirectory.names(directory))
                .containsExactlyInAnyOrder("app.log.1", "app.log.2", "app.log.20240501");
        assertThat(backup(2)).hasContent("backup 1");
    }

    @Test
    void backupsBeyondTheNumberAreRemovedBehindAGapToo() throws Exception {
        Files.writeString(file, "log");
        leave(1, 2, 4, 5, 900, 2024);
        Files.writeString(directory.resolve("app.log.007"), "of somebody else");
        Files.writeString(directory.resolve("app.logs.7"), "of somebody else");
        Files.createDirectory(backup(8));

        assertThat(new Backups(file, 2).rotate()).isTrue();

        assertThat(TempDirectory.names(directory))
                .containsExactlyInAnyOrder(
                        "app.log.1", "app.log.2", "app.log.2024", "app.log.007", "app.log.8", "app.logs.7");
    }

    @Test
    void rotationThatWasNotFinishedIsFinishedByTheNextOne() throws Exception {
        Files.writeString(file, "log");
        leave(0, 1);

        assertThat(new Backups(file, 3).rotate()).isTrue();

        assertThat(TempDirectory.names(directory)).containsExactlyInAnyOrder("app.log.1", "app.log.2", "app.log.3");
        assertThat(backup(1)).hasContent("log");
        assertThat(backup(2)).hasContent("backup 0");
        assertThat(backup(3)).hasContent("backup 1");
    }

    @Test
    void nothingMovesUpUnlessTheLogWasTaken() throws Exception {
        Files.writeString(file, "log");
        leave(0, 1, 2, 3);

        new Backups(file, 2).settle();

        assertThat(TempDirectory.names(directory))
                .containsExactlyInAnyOrder("app.log", "app.log.0", "app.log.1", "app.log.2", "app.log.3");
    }

    @Test
    void missingLogIsNoFailure() {
        Backups backups = new Backups(file, 2);

        assertThat(backups.rotate()).isTrue();
        assertThat(backups.mayRotate()).isTrue();
        assertThat(TempDirectory.names(directory)).isEmpty();
    }

    @Test
    void directoryInTheWayIsReportedOnceAndStops() throws Exception {
        Files.writeString(file, "log");
        Files.createDirectory(backup(1));
        Backups backups = new Backups(file, 1);
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(backups.take()).isFalse();
            assertThat(backups.mayRotate()).isFalse();
            assertThat(backups.take()).isFalse();

            assertThat(messages.containing(Level.ERROR, file.toString(), "can't be rotated"))
                    .hasSize(1);
        }
        assertThat(file).hasContent("log");
    }

    @Test
    void successAfterAFailureIsReportedAnewWhenItFailsAgain() throws Exception {
        Files.writeString(file, "log");
        Files.createDirectory(backup(1));
        Backups backups = new Backups(file, 1);
        try (StatusMessages messages = StatusMessages.listen()) {
            backups.take();
            Files.delete(backup(1));
            assertThat(backups.rotate()).isTrue();
            assertThat(backups.mayRotate()).isTrue();
            Files.delete(backup(1));
            Files.createDirectory(backup(1));
            backups.take();

            assertThat(messages.containing(Level.ERROR, "can't be rotated")).hasSize(2);
        }
    }
}
