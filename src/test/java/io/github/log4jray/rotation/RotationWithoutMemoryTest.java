package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file rotates on after moments without memory. */
@Tag("slow")
class RotationWithoutMemoryTest {

    private static final long MAX_BYTES = 16 * 1024;

    @TempDir
    private Path directory;

    @Test
    void fileRotatesOnAndNoOtherProcessIsBlamed() throws Exception {
        Path session = directory.resolve("session");
        try (JavaProcess process = JavaProcess.plan(directory, RotateWithoutMemory.class, "10")
                .configured(Config.sessionDirectory()
                        .with("fileName", "app.log")
                        .with("maxBytes", String.valueOf(MAX_BYTES))
                        .with("backupCount", "2")
                        .with(Config.pattern("%m%n")))
                .option("-Xmx40m")
                .environment(Map.of("RAY_SESSION_DIR", session.toString()))
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();

            assertThat(process.err()).doesNotContain("another process");
        }
        try (Stream<Path> logs = Files.list(session.resolve("logs"))) {
            List<Path> files = logs.toList();
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(MAX_BYTES));
        }
        assertThat(session.resolve("logs/app.log"))
                .content()
                .contains("after " + (RotateWithoutMemory.RECORDS - 1) + " ");
    }
}
