package io.github.log4jray.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.testing.fixtures.Patience;
import java.io.FileOutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that other users can change: no other user is needed to see it in their modes. */
class OwnershipTest {

    private static final int ROUNDS = 1000;

    @TempDir
    private Path directory;

    private Path logs;

    @BeforeEach
    void makeLogs() throws Exception {
        logs = Files.createDirectories(directory.resolve("session/logs"));
    }

    private void mode(int mode) throws Exception {
        Files.setAttribute(logs, "unix:mode", mode);
    }

    @ParameterizedTest
    @ValueSource(ints = {0700, 0755, 01777, 0775})
    void directoryThatOnlyItsOwnerCanChangePasses(int mode) throws Exception {
        mode(mode);

        assertThatCode(() -> TrustedDirectory.check(logs)).doesNotThrowAnyException();
    }

    @Test
    void directoryThatOthersCanChangeIsAnErrorThatNamesOwnerModeAndRemedy() throws Exception {
        mode(0777);

        assertThatThrownBy(() -> TrustedDirectory.check(logs))
                .hasMessageContaining(logs.toString())
                .hasMessageContaining("owner " + FileOwner.readUserId())
                .hasMessageContaining("mode 0777")
                .hasMessageContaining("chmod go-w");
        assertThatCode(() -> TrustedDirectory.checkOwner(logs))
                .as("a directory of Ray")
                .doesNotThrowAnyException();
    }

    @Test
    void linkDoesNotPass() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), logs);

        assertThatThrownBy(() -> TrustedDirectory.check(link)).hasMessageContaining("is not a directory, but a link");
    }

    @Test
    void madeDirectoryIsItsOwnersAlone() throws Exception {
        Path made = TrustedDirectory.make(directory.resolve("a/b"));

        assertThatCode(() -> TrustedDirectory.check(made)).doesNotThrowAnyException();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .doesNotContain("rwxrwx");
    }

    @Test
    void fileInAnOpenDirectoryNeedsAGuard() throws Exception {
        mode(0777);

        assertThat(GuardedFile.isNeededFor(logs.resolve("app.log"))).isTrue();
    }

    @Test
    void fileBehindALinkNeedsAGuard() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), logs);

        assertThat(GuardedFile.isNeededFor(link.resolve("app.log"))).isTrue();
    }

    @Test
    void guardedFileIsAppendedTo() throws Exception {
        Path file = logs.resolve("app.log");
        for (String line : new String[] {"one\n", "two\n"}) {
            try (FileOutputStream out = GuardedFile.append(file, PosixFilePermissions.fromString("rw-------"))) {
                out.write(line.getBytes());
            }
        }

        assertThat(file).hasContent("one\ntwo\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void guardedFileIsNoLinkAndNoSecondNameOfAFile() throws Exception {
        Path victim = Files.writeString(directory.resolve("profile"), "mine\n");
        Path link = Files.createSymbolicLink(logs.resolve("link.log"), victim);
        Path dangling = Files.createSymbolicLink(logs.resolve("dangling.log"), directory.resolve("made"));
        Path second = Files.createLink(logs.resolve("second.log"), victim);

        for (Path each : new Path[] {link, dangling, second}) {
            assertThatThrownBy(() -> GuardedFile.append(each, PosixFilePermissions.fromString("rwxrwxrwx")))
                    .hasMessageContaining(each.toString());
        }
        assertThat(victim).hasContent("mine\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
                .doesNotContain("x");
        assertThat(directory.resolve("made")).doesNotExist();
    }

    @Test
    void guardedFileIsNotOpenedThroughALinkToItsDirectory() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(directory.resolve("session/swapped"), elsewhere);

        assertThatThrownBy(() -> GuardedFile.append(link.resolve("app.log"), null));
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void pipeHoldsNothingUp() throws Exception {
        Path pipe = logs.resolve("pipe.log");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> GuardedFile.append(pipe, null)).hasMessageContaining("special file");
        assertThat(GuardedFile.read(pipe, 10)).isNull();
    }

    @Test
    void readsAFileOfThisUserUpToALimit() throws Exception {
        Path file = Files.writeString(logs.resolve("driver.json"), "0123456789");
        Path link = Files.createSymbolicLink(logs.resolve("link.json"), file);

        assertThat(GuardedFile.read(file, 10)).asString().isEqualTo("0123456789");
        assertThat(GuardedFile.read(file, 9)).isNull();
        assertThat(GuardedFile.read(link, 10)).isNull();
    }

    @Test
    void guardedFileStaysTheSameWhileOtherThreadsOpenAndCloseIt() throws Exception {
        Path file = logs.resolve("app.log");
        Path other = Files.writeString(logs.resolve("other.log"), "other\n");
        Throwable trouble = repeat(
                () -> {
                    GuardedFile.append(file, null).close();
                    Files.newByteChannel(other, StandardOpenOption.READ).close();
                },
                () -> {
                    try (FileOutputStream out = GuardedFile.append(file, null)) {
                        out.write("x".getBytes());
                    }
                });

        assertThat(trouble).isNull();
        assertThat(file).hasContent("x".repeat(ROUNDS));
        assertThat(other).hasContent("other\n");
    }

    @Test
    void pipeThatTakesThePlaceOfAFileHoldsNothingUp() throws Exception {
        Path file = Files.writeString(logs.resolve("app.log"), "");
        Path kept = logs.resolve("kept");
        Path pipe = logs.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Throwable trouble = repeat(
                () -> {
                    Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(pipe, file, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(file, pipe, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE);
                },
                () -> {
                    try {
                        GuardedFile.read(file, 10);
                        GuardedFile.append(file, null).close();
                    } catch (FileSystemException e) {
                        // The file is not there at this moment, or is the pipe.
                    }
                });

        assertThat(trouble).isNull();
    }

    /** Does the second work many times, while another thread does the first one again and again. */
    private static Throwable repeat(ThrowingRunnable meanwhile, ThrowingRunnable work) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                run(meanwhile);
            }
        });
        CompletableFuture<Throwable> done = CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        run(work);
                    }
                })
                .handle((nothing, trouble) -> trouble);
        try {
            return done.get(Patience.LONG.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            over.set(true);
            other.get(Patience.LONG.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void run(ThrowingRunnable work) {
        try {
            work.run();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private interface ThrowingRunnable {
        void run() throws Exception;
    }
}
