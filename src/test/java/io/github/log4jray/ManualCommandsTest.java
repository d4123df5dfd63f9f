package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Manual;
import io.github.log4jray.testing.fixtures.Manual.Block;
import io.github.log4jray.testing.programs.LogTaskEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands of the manual that can run anywhere, as {@code sh run} says, on a log file of ours. They need jq. */
@Tag("tools")
class ManualCommandsTest {

    @TempDir
    private Path directory;

    static List<Block> commands() {
        return Manual.readmeAndPages().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals("sh run"))
                .toList();
    }

    @Test
    void thereAreSome() {
        assertThat(commands()).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandRuns(Block block) throws Exception {
        Path log = directory.resolve("ray/session_2026-11-28_03-43-43_000000_1/logs/app.log");
        try (JavaProcess process = JavaProcess.plan(directory, LogTaskEvents.class)
                .configured(Config.sessionDirectory()
                        .with("fileName", "app.log")
                        .with("sessionDir", log.getParent().getParent())
                        .with(Config.rayJson()))
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
        }
        Path said = directory.resolve("said");
        ProcessBuilder shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", block.text())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        shell.environment().putAll(Map.of("log", log.toString(), "RAY_TMPDIR", directory.toString()));
        assertThat(shell.start().waitFor()).as(Files.readString(said)).isZero();
        assertThat(log).as("a session of today").exists();
        if (block.text().contains("jq")) {
            assertThat(said).isNotEmptyFile();
        }
    }
}
