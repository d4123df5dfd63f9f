package io.github.log4jray.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that other users can change: no other user is needed to see it in their modes. */
class OwnershipTest {

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
}
