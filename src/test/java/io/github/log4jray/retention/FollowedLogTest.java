package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.session.Registration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log goes while {@code tail -F} follows it. */
@Tag("tools")
class FollowedLogTest {

    @TempDir
    private Path temp;

    @Test
    void tailReadsALogToItsEndAndGoesOnWithTheNextOne() throws Exception {
        SimulatedSession simulated = new SimulatedSession(temp.resolve("ray"));
        Path log = simulated.session.logs().resolve(SimulatedSession.worker(4_000_000));
        Path shown = temp.resolve("shown");
        Files.writeString(log, "first\n");
        Process tail = new ProcessBuilder("tail", "-n", "+1", "-F", log.toString())
                .redirectOutput(shown.toFile())
                .redirectError(temp.resolve("errors").toFile())
                .start();
        Registration bound = simulated.withSettings(1, 0, 0);
        try {
            await().until(() -> Files.readString(shown).equals("first\n"));
            Files.writeString(log, "second\n", StandardOpenOption.APPEND);
            simulated.now = simulated.now.plus(Duration.ofDays(1));
            new RetentionPass(simulated.session, new HostProcesses(), simulated.clock()).run();
            assertThat(log).doesNotExist();

            Files.writeString(log, "third\n");

            await().until(() -> Files.readString(shown).equals("first\nsecond\nthird\n"));
            assertThat(tail.isAlive()).isTrue();
        } finally {
            bound.close();
            tail.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        }
    }
}
