package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.programs.ExhaustedDriver;
import io.github.log4jray.testing.programs.LogLines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver whose application has used up the memory shows every line of its workers once, as soon as there is some. */
class DriverWithoutMemoryTest {

    private static final int LINES = 2000;

    @TempDir
    private Path directory;

    @Test
    void itShowsEveryLineOnce() throws Exception {
        Path session = directory.resolve("session");
        Map<String, String> environment =
                Map.of("RAY_SESSION_DIR", session.toString(), "RAY_JOB_ID", "01000000", "RAY_DEDUP_LOGS", "0");
        try (JavaProcess driver = JavaProcess.plan(directory, ExhaustedDriver.class, "6")
                .configured(Config.driverConsole().with("shutdownTimeoutMillis", "60000"))
                .option("-Xmx40m")
                .environment(environment)
                .start()) {
            PublishedDriver.await(session, "01000000");
            try (JavaProcess worker = JavaProcess.plan(directory, LogLines.class)
                    .configured(Config.driverStream().with("shutdownTimeoutMillis", "60000"))
                    .environment(environment)
                    .start()) {
                for (int i = 0; i < 20; i++) {
                    worker.tell(LINES / 20);
                    int logged = (i + 1) * LINES / 20;
                    if (i % 4 == 3) {
                        await().atMost(Patience.LONG)
                                .until(() -> shown(driver, worker).size() >= logged);
                    }
                }
                await().atMost(Patience.LONG)
                        .until(() -> driver.lines().stream().anyMatch(line -> line.endsWith("there is memory again")));
                worker.tell(1);
                worker.end();
                await().atMost(Patience.LONG).until(() -> shown(driver, worker).size() >= LINES + 1);
                driver.end();
                assertThat(shown(driver, worker))
                        .containsExactlyElementsOf(IntStream.rangeClosed(0, LINES)
                                .mapToObj(i -> "line " + i)
                                .toList());
                assertThat(driver.err()).doesNotContain("Exception in thread \"log4jray");
            }
        }
    }

    private static List<String> shown(JavaProcess driver, JavaProcess worker) {
        String prefix = "(pid=" + worker.pid() + ") ";
        return driver.lines().stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }
}
