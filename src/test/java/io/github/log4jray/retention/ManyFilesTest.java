package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.session.Registration;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session with 100,000 files costs less than a second of CPU a minute: the time of one pass. */
@Tag("slow")
class ManyFilesTest {

    private static final int FILES = 100_000;
    private static final int CHURN = 500;
    private static final int PASSES = 5;

    /** It takes half a second, on a machine that does nothing else. What looks at all files for each file takes hours. */
    private static final Duration MOST = Duration.ofSeconds(5);

    @TempDir
    private Path temp;

    @Test
    void passTakesSecondsOfCpuAtMost() throws IOException {
        SimulatedSession simulated = new SimulatedSession(temp);
        for (int i = 0; i < FILES; i++) {
            simulated.log(SimulatedSession.worker(1_000_000 + i), 1000, Duration.ofMinutes(FILES - i));
        }
        Registration within = simulated.withSettings(FILES * 1000L, 0, 0);
        System.out.println("ms of CPU of a pass over " + FILES + " files that are within the bound: "
                + leastCpu(simulated).toMillis());
        assertThat(leastCpu(simulated)).isLessThan(MOST);
        within.close();
        long bound = FILES * 1000L;
        Duration least = Duration.ofDays(1);
        for (int i = 0; i < PASSES; i++) {
            bound -= CHURN * 1000L;
            Registration lower = simulated.withSettings(bound, 0, 0);
            Duration cpu = cpu(simulated);
            least = cpu.compareTo(least) < 0 ? cpu : least;
            lower.close();
        }
        assertThat(simulated.files()).hasSize(FILES - PASSES * CHURN);
        System.out.println("ms of CPU of a pass that removes " + CHURN + " of them: " + least.toMillis());
        assertThat(least).isLessThan(MOST);
    }

    private static Duration leastCpu(SimulatedSession simulated) throws IOException {
        Duration least = Duration.ofDays(1);
        for (int i = 0; i < PASSES; i++) {
            Duration cpu = cpu(simulated);
            least = cpu.compareTo(least) < 0 ? cpu : least;
        }
        return least;
    }

    private static Duration cpu(SimulatedSession simulated) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        new RetentionPass(simulated.session, new HostProcesses(), simulated.clock()).run();
        return Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
    }
}
