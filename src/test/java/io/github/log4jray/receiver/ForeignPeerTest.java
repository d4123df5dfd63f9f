package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Manual;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.programs.DriverProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program in Python that knows nothing but the protocol speaks to a real driver. Needs {@code python3}. */
@Tag("tools")
class ForeignPeerTest {

    @TempDir
    private Path directory;

    @Test
    void pythonWorkerIsShownByTheDriver() throws Exception {
        Path session = directory.resolve("session");
        try (JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                .configured(Config.driverConsole())
                .environment(Map.of("RAY_SESSION_DIR", session.toString()))
                .start()) {
            PublishedDriver.await(session, "01000000");
            Path said = directory.resolve("python.out");
            Path wrong = directory.resolve("python.err");
            Process python = new ProcessBuilder("python3", "src/test/python/peer.py", session.toString(), "01000000")
                    .redirectOutput(said.toFile())
                    .redirectError(wrong.toFile())
                    .start();
            try {
                assertThat(python.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                python.destroyForcibly();
            }
            assertThat(Files.readString(wrong)).isEmpty();
            assertThat(python.exitValue()).isZero();

            String prefix = "(python pid="
                    + Files.readString(said, StandardCharsets.UTF_8).strip() + ") ";
            Awaitility.await().until(() -> driver.lines().contains(prefix + "not numbered"));
            assertThat(driver.lines().stream().filter(line -> line.startsWith(prefix)))
                    .containsExactlyInAnyOrder(
                            prefix + "not numbered",
                            prefix + "grüße 😀",
                            prefix + "second line",
                            prefix + "after a reconnection");
            assertThat(driver.errLines().stream().filter(line -> line.startsWith(prefix)))
                    .containsExactly(prefix + "to standard error", prefix + "12 lines dropped, see /logs/python.out");
            driver.end();
        }
    }

    @Test
    void programOfTheManualIsShownByTheDriver() throws Exception {
        Path session = directory.resolve("session");
        String program = Manual.page("protocol.md").blocks().stream()
                .filter(block -> block.language().equals("python"))
                .map(Manual.Block::text)
                .findFirst()
                .orElseThrow();
        try (JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                .configured(Config.driverConsole())
                .environment(Map.of("RAY_SESSION_DIR", session.toString()))
                .start()) {
            PublishedDriver.await(session, "01000000");
            Path said = directory.resolve("program.out");
            ProcessBuilder python = new ProcessBuilder(
                            "python3",
                            Files.writeString(directory.resolve("worker.py"), program)
                                    .toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            python.environment().put("RAY_SESSION_DIR", session.toString());
            Process worker = python.start();
            assertThat(worker.waitFor()).as(Files.readString(said)).isZero();
            Awaitility.await().until(() -> driver.lines().contains("(script pid=" + worker.pid() + ") hello"));
            driver.end();
        }
    }
}
