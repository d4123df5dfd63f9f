package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.ray.LateRayJob;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver to which Ray tells its job. */
class DriverOfRayTest {

    @TempDir
    private Path directory;

    /** Workers look for it under the job that it has published. */
    @Test
    void staysWhereItWasPublishedWhenRayTellsItsJobLater() throws Exception {
        Element console = Config.driverConsole().with("sessionDir", directory.resolve("session"));
        try (JavaProcess driver = JavaProcess.plan(directory, LateRayJob.class)
                .configured(console)
                .start()) {
            assertThat(driver.join()).as(driver.err()).isZero();
            List<String> states = driver.lines().stream()
                    .filter(line -> line.startsWith("{") || line.startsWith("job "))
                    .toList();
            assertThat(states).hasSize(4);
            assertThat(states.get(0)).contains("RAY_JOB_ID=01000000", "RAY_DRIVER_LOG_ADDRESS=tcp://");
            assertThat(states.get(1)).isEqualTo("job 01000000");
            assertThat(states.get(2)).isEqualTo(states.get(0));
            assertThat(states.get(3)).isEqualTo("job " + LateRayJob.JOB);
        }
    }
}
