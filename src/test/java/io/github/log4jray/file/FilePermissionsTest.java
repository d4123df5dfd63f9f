package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read a log file: as {@code filePermissions} says, else as the umask of the process does. */
class FilePermissionsTest {

    /** Two lines of {@link LogLines} are less, three are more. */
    private static final String ROTATING = " maxBytes=\"20\" backupCount=\"3\" ";

    @TempDir
    Path directory;

    private Path session;

    @BeforeEach
    void session() {
        session = directory.resolve("named");
    }

    private String appender(String attributes) {
        return "<SessionDirectory name=\"file\" sessionDir=\"" + session + "\" " + attributes
                + "><PatternLayout pattern=\"%m%n\"/></SessionDirectory>";
    }

    private void logLines(int count, String attributes) {
        try (Logging logging = Logging.with(appender(attributes))) {
            for (int i = 0; i < count; i++) {
                logging.logger("test").info("line {}", i);
            }
        }
    }

    /** As {@link #logLines}, in a process of this umask. */
    private void logLinesUnder(String umask, int count, String attributes) throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, Integer.toString(count))
                .configured(Logging.configuration(appender(attributes)))
                .launchedBy("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh")
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }
    }

    private Path log(String name) {
        return session.resolve("logs").resolve(name);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void assertEach(String permissions, String... names) throws IOException {
        assertThat(TempDirectory.names(session.resolve("logs"))).containsExactly(names);
        for (String name : names) {
            assertThat(permissions(log(name))).as(name).isEqualTo(permissions);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-rw-rw-", "rw-------", "rwxrwxrwx"})
    void areThoseOfTheAttributeForEveryFileThatIsMade(String permissions) throws Exception {
        logLines(6, "fileName=\"app.log\" filePermissions=\"" + permissions + "\"" + ROTATING);

        assertThat(Files.readAllLines(log("app.log.2"))).containsExactly("line 0", "line 1");
        assertEach(permissions, "app.log", "app.log.1", "app.log.2");
    }

    @Test
    void areThoseOfTheAttributeForErrToo() throws Exception {
        logLines(1, "component=\"raylet\" stderrLevel=\"info\" filePermissions=\" rw-rw---- \"");

        assertEach("rw-rw----", "raylet.err", "raylet.out");
    }

    @ParameterizedTest
    @CsvSource({"077, rw-rw-rw-", "077, rw-r-----", "000, rw-r-----"})
    void areThoseOfTheAttributeWhateverTheUmask(String umask, String permissions) throws Exception {
        Files.createDirectories(session.resolve("logs"));
        logLinesUnder(umask, 6, "fileName=\"app.log\" filePermissions=\"" + permissions + "\"" + ROTATING);

        assertEach(permissions, "app.log", "app.log.1", "app.log.2");
    }

    @ParameterizedTest
    @CsvSource({"022, rw-r--r--", "027, rw-r-----", "077, rw-------", "000, rw-rw-rw-"})
    void areElseThoseOfTheUmask(String umask, String permissions) throws Exception {
        Files.createDirectories(session.resolve("logs"));
        logLinesUnder(umask, 6, "fileName=\"app.log\"" + ROTATING);

        assertEach(permissions, "app.log", "app.log.1", "app.log.2");
    }

    @Test
    void areThoseOfTheUmaskWhereTheAttributeIsWrong() throws Exception {
        logLines(6, "fileName=\"app.log\" filePermissions=\"rw-r----x-\"" + ROTATING);

        assertEach(permissions(Files.createFile(directory.resolve("plain"))), "app.log", "app.log.1", "app.log.2");
    }

    @Test
    void aFileThatExistsKeepsItsOwn() throws Exception {
        Files.createDirectories(session.resolve("logs"));
        Files.writeString(log("app.log"), "before\n");
        Files.setPosixFilePermissions(log("app.log"), PosixFilePermissions.fromString("rw---x-w-"));

        logLines(1, "fileName=\"app.log\" filePermissions=\"rw-r-----\"" + ROTATING);
        assertEach("rw---x-w-", "app.log");
        assertThat(log("app.log")).hasContent("before\nline 0\n");

        logLines(1, "fileName=\"app.log\" filePermissions=\"rw-r-----\"" + ROTATING);
        assertThat(permissions(log("app.log.1"))).isEqualTo("rw---x-w-");
        assertThat(permissions(log("app.log"))).isEqualTo("rw-r-----");
    }
}
