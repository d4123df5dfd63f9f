package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.display.Screen;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver is published for each of its jobs. */
class PublishedReceiverTest {

    @TempDir
    private Path directory;

    /** As where a cluster was started anew, and counts its jobs from 1 again. */
    @Test
    void theDriverTakesThePlaceOfAKilledOneWhoseJobItIsGiven() throws Exception {
        Session session = new Session(directory, directory.resolve("logs"));
        new DriverEndpoint("b".repeat(32), "07000000", "tcp://127.0.0.1:1", "token", 1).publish(session);
        DriverJobs jobs = new DriverJobs("01000000");
        Display display = new Display(DisplaySettings.ofProcess("10.0.0.1"), new Screen().console());
        PublishedReceiver listening =
                new PublishedReceiver("DriverConsole \"test\"", "127.0.0.1", 0, session, jobs, display);
        try {
            jobs.add("07000000");
            listening.publish("07000000");
            assertThat(DriverEndpoint.read(session, "07000000"))
                    .isEqualTo(listening.endpoint().forJob("07000000"));
            assertThat(DriverEndpoint.read(session, "01000000")).isEqualTo(listening.endpoint());
        } finally {
            listening.stop(Duration.ofSeconds(10));
            display.stop(Duration.ofSeconds(10));
        }
        assertThat(DriverEndpoint.readAll(session)).isEmpty();
    }
}
