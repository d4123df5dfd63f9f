package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.OtherUser;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.programs.LogLines;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a process may no longer write. Needs root, for whom there is no such file, and {@code setpriv}. */
@Tag("root")
class ReadOnlyFileTest {

    @TempDir
    private Path directory;

    private RotatingLog log;
    private String classPath;

    @BeforeEach
    void letNobodyReadWhatItNeeds() throws Exception {
        assertThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                .as("the user of these tests")
                .isEqualTo(0);
        log = new RotatingLog(directory.resolve("session"));
        Files.createDirectories(log.file().getParent());
        mode(directory, 0755);
        give(log.session());
        give(log.file().getParent());
        classPath = OtherUser.classPath(
                directory, SessionDirectoryAppender.class, LogLines.class, LogManager.class, LoggerContext.class);
    }

    private static void give(Path path) throws Exception {
        Files.setAttribute(path, "unix:uid", OtherUser.NOBODY);
    }

    private static void mode(Path path, int mode) throws Exception {
        Files.setAttribute(path, "unix:mode", mode);
    }

    private JavaProcess start(String attributes) throws Exception {
        Path configuration = directory.resolve("log4j2.xml");
        Files.writeString(
                configuration,
                Config.of(log.appender("immediateFlush=\"true\" " + attributes)).toString());
        mode(configuration, 0644);
        return JavaProcess.plan(directory, LogLines.class)
                .launchedBy(OtherUser.launcher(OtherUser.NOBODY))
                .classPath(classPath)
                .option("-Dlog4j2.configurationFile=" + configuration.toUri())
                .start();
    }

    private static void log(JavaProcess process, int count) throws Exception {
        Writer commands = process.process().outputWriter();
        commands.write(count + "\n");
        commands.flush();
    }

    private static void end(JavaProcess process) throws Exception {
        process.process().outputWriter().close();
        assertThat(process.join()).as(process.err()).isZero();
    }

    @Test
    void whatCanNotBeWrittenIsCountedUntilTheFileMayBeWritten() throws Exception {
        log.leave(log.file(), "before\n");
        mode(log.file(), 0444);
        try (JavaProcess process = start("")) {
            log(process, 100);
            await().until(() -> !process.errors().isEmpty());
            mode(log.file(), 0666);
            await().until(() -> {
                log(process, 1);
                return process.errors().size() > 1;
            });
            end(process);
            assertThat(process.errors()).hasSize(2);
            assertThat(process.errors().get(0)).contains("app.log", "ermission denied", "records are lost");
            assertThat(process.errors().get(1)).contains("is written again");
        }

        assertThat(log.lines().get(0)).isEqualTo("before");
        assertThat(log.lines().get(1)).contains(" missing here");
        assertThat(NumberedRecords.countWithMissing(
                        "line", log.lines().subList(1, log.lines().size())))
                .isGreaterThan(100);
    }

    @Test
    void fileThatIsOpenIsWrittenOnAndRotates() throws Exception {
        try (JavaProcess process = start("maxBytes=\"100\" backupCount=\"1000\"")) {
            log(process, 5);
            await().until(() -> Files.exists(log.file()) && log.lines().size() == 5);
            mode(log.file(), 0444);
            log(process, 95);
            end(process);
            assertThat(process.errors()).isEmpty();
        }

        assertThat(log.lines()).isEqualTo(NumberedRecords.of("line", 100));
        assertThat(log.texts()).allMatch(text -> text.length() < 100);
    }

    @Test
    void directoryThatMayNotBeWrittenEndsTheRotationAndLosesNothing() throws Exception {
        try (JavaProcess process = start("maxBytes=\"100\" backupCount=\"1000\"")) {
            log(process, 5);
            await().until(() -> Files.exists(log.file()) && log.lines().size() == 5);
            mode(log.file().getParent(), 0555);
            log(process, 95);
            await().until(() -> log.lines().size() == 100);
            end(process);
            assertThat(process.errors()).singleElement().asString().contains("can't be rotated");
        }

        assertThat(log.names()).containsExactly("app.log");
        assertThat(log.lines()).isEqualTo(NumberedRecords.of("line", 100));
    }
}
