package io.github.log4jray.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.OtherUser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a user that the user may only read. Needs root, who may write them all the same, and {@code setpriv}. */
@Tag("root")
class ReadOnlyGuardedFileTest {

    @TempDir
    private Path directory;

    private Path shared;

    @BeforeEach
    void open() throws Exception {
        Files.setAttribute(directory, "unix:mode", 0755);
        shared = Files.createDirectory(directory.resolve("shared"));
    }

    private String file(String name, int user, int mode) throws Exception {
        Path file = Files.writeString(shared.resolve(name), name);
        Files.setAttribute(file, "unix:mode", mode);
        Files.setAttribute(file, "unix:uid", user);
        return file.toString();
    }

    private JavaProcess read(String... files) throws Exception {
        JavaProcess process = JavaProcess.plan(directory, ReadGuarded.class, files)
                .launchedBy(OtherUser.launcher(OtherUser.NOBODY))
                .classPath(OtherUser.classPath(
                        directory, ReadGuarded.class, GuardedFile.class, LogManager.class, LoggerContext.class))
                .start();
        assertThat(process.join()).as(process.err()).isZero();
        return process;
    }

    @Test
    void ownFileIsReadWithoutTheRightToWriteIt() throws Exception {
        Files.setAttribute(shared, "unix:mode", 01777);
        try (JavaProcess process =
                read(file("own", OtherUser.NOBODY, 0400), file("closed", OtherUser.NOBODY, 0), file("root", 0, 0444))) {
            assertThat(process.lines()).containsExactly("own", "denied", "denied");
        }
    }

    /** A pipe that another user puts in the place of the file would hold up the reader. */
    @Test
    void ownFileThatOthersCanExchangeIsNotReadWithoutTheRightToWriteIt() throws Exception {
        Files.setAttribute(shared, "unix:mode", 0777);
        try (JavaProcess process = read(file("own", OtherUser.NOBODY, 0400))) {
            assertThat(process.lines()).containsExactly("denied");
        }
    }
}
