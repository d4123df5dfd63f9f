package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.programs.DriverProgram;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker without memory. */
@Tag("slow")
final class WithoutMemoryTest {

    @TempDir
    private Path directory;

    @Test
    void streamGoesOnWhenMemoryIsBack() throws Exception {
        Map<String, String> session =
                Map.of("RAY_SESSION_DIR", directory.resolve("session").toString(), "RAY_DEDUP_LOGS", "0");
        try (JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                .configured(Config.driverConsole())
                .environment(session)
                .start()) {
            PublishedDriver.await(directory.resolve("session"), "01000000");
            try (JavaProcess worker = JavaProcess.plan(directory, LogWithoutMemory.class)
                    .configured(Config.driverStream().with("bufferSize", "2 MB").with("shutdownTimeoutMillis", 60_000))
                    .environment(session)
                    .option("-Xmx24m")
                    .start()) {
                assertThat(worker.join()).as(worker.err()).isZero();
                await().atMost(Patience.LONG)
                        .until(() -> driver.lines().stream().anyMatch(line -> line.endsWith(") memory is back")));
            }
        }
    }
}
