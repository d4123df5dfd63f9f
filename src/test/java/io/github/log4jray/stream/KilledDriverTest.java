package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.DriverProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Somebody listens at the port of a driver that was killed, and wants its workers' lines. */
@EnabledOnOs(OS.LINUX)
class KilledDriverTest {

    private static final String JOB = "01000000";
    private static final String DRIVER = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory;

    /** Gives the port of a driver whose publication is still there. */
    private int killedDriver() throws IOException {
        try (JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                .configured(Config.driverConsole())
                .environment(Map.of("RAY_SESSION_DIR", directory.toString()))
                .start()) {
            int port = PublishedDriver.await(directory, JOB).port();
            driver.kill();
            await().until(() ->
                    !ProcessHandle.of(driver.pid()).map(ProcessHandle::isAlive).orElse(false));
            return port;
        }
    }

    private Logging worker(String attributes) {
        return Logging.with(Config.driverStream()
                .with("shutdownTimeoutMillis", 0)
                .with("jobId", JOB)
                .with("sessionDir", directory)
                .attributes(attributes));
    }

    private static DriverStreamAppender appender(Logging worker) {
        return worker.appender("driver", DriverStreamAppender.class);
    }

    @Test
    void workerThatKnowsTheDriverByTheSessionDoesNotConnect() throws Exception {
        try (FakeDriver thief = FakeDriver.listen(killedDriver());
                StatusMessages messages = StatusMessages.listen();
                Logging worker = worker("")) {
            worker.logger("a").info("secret");
            worker.close();
            assertThat(messages.containing(Level.WARN, "1 line was not acknowledged", "none was found"))
                    .hasSize(1);
            assertThat(thief.hasVisitor()).isFalse();
        }
    }

    @Test
    void workerThatIsGivenItsAddressTellsItNothing() throws Exception {
        try (FakeDriver thief = FakeDriver.listen(killedDriver());
                StatusMessages messages = StatusMessages.listen();
                Logging worker = worker("address=\"" + thief.address() + "\"");
                FakeDriver.Connection connection = thief.accept()) {
            worker.logger("a").info("secret");
            assertThat(connection.nextLine()).doesNotContain("secret", FakeDriver.TOKEN);
            connection.say("{\"v\":1,\"driver\":\"" + DRIVER + "\",\"acked\":0}");
            assertThat(connection.nextLineOrEnd()).isNull();
            await().until(() -> !messages.containing(
                            Level.ERROR, thief.address(), "does not prove that it knows the token")
                    .isEmpty());
            assertThat(appender(worker).getLinesBuffered()).isEqualTo(1);
            assertThat(appender(worker).getRefusals()).isEqualTo(1);
        }
    }
}
