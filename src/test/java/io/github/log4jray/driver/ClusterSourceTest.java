package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.display.Screen;
import io.github.log4jray.gcs.FakeGcs;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.ray.JoinedCluster;
import io.github.log4jray.session.JobLocator;
import io.github.log4jray.session.ProcessIdentity;
import io.github.log4jray.session.ProcessRole;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.DriverProgram;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that the configuration names, in a process that has Ray on its class path and may join a cluster, or not. */
class ClusterSourceTest {

    private static final String OWN = "02000000";
    private static final String OTHER = "01000000";

    @TempDir
    private Path directory;

    private final Screen screen = new Screen();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicReference<JoinedCluster> cluster = new AtomicReference<>();
    private final AtomicLong polls = new AtomicLong();
    private FakeGcs gcs;
    private Display display;

    @BeforeEach
    void startGcs() throws Exception {
        gcs = new FakeGcs(FakeGcs.NEWEST, InetAddress.getLoopbackAddress());
        display = new Display(DisplaySettings.of(Environment.process(), "10.0.0.1"), screen.console());
        display.start();
    }

    @AfterEach
    void stopGcs() throws Exception {
        display.stop(Patience.LONG);
        gcs.close();
    }

    private String source() {
        return "gcs://127.0.0.1:" + gcs.address().port();
    }

    private ClusterSource started() {
        Environment environment = Environment.of(Map.of(), Map.of());
        Attributes attributes = new Attributes("DriverConsole", "test");
        ClusterSource source = new ClusterSource(
                attributes.label(),
                SourceSettings.of(attributes, source(), environment),
                new JobLocator(new ProcessIdentity(
                        null, ProcessIds.configured(attributes, environment, null, null), ProcessRole.DRIVER)),
                environment,
                discovered -> {},
                display,
                this::current,
                clock::get);
        source.start();
        await().until(() -> gcs.subscribers() == 1);
        return source;
    }

    private JoinedCluster current() {
        polls.incrementAndGet();
        return cluster.get();
    }

    private void publish(String job, String line) {
        gcs.publish(new Batch("10.0.0.1", "77", job, false, List.of(line), null, null, 0, null));
    }

    @Test
    void processThatJoinsNoClusterShowsAllJobsAfterTenSecondsAndItsOwnOnceItJoins() throws Exception {
        try (StatusMessages messages = StatusMessages.listen(Level.INFO)) {
            ClusterSource source = started();
            publish(OTHER, "early");
            clock.set(ClusterSource.JOIN_TIMEOUT.toNanos() - 1);
            assertThat(messages.containing(Level.INFO, "has not joined")).isEmpty();
            clock.incrementAndGet();
            screen.awaitLines(1);
            publish(OWN, "later");
            screen.awaitLines(2);
            assertThat(messages.containing(Level.INFO, "has not joined a cluster of Ray within 10 s"))
                    .singleElement()
                    .asString()
                    .contains("DriverConsole \"test\"", gcs.address().toString());

            cluster.set(new JoinedCluster("127.0.0.1:1", OWN));
            long before = polls.get();
            await().until(() -> polls.get() >= before + 2);
            publish(OTHER, "of another job");
            publish(OWN, "own");
            assertThat(screen.awaitLines(3)).containsExactly("(pid=77) early", "(pid=77) later", "(pid=77) own");
            source.stop(Patience.LONG);
        }
    }

    @Test
    void processThatJoinsSoonNeverShowsTheLinesOfOtherJobs() throws Exception {
        ClusterSource source = started();
        publish(OTHER, "of another job");
        publish(OWN, "own");
        cluster.set(new JoinedCluster("127.0.0.1:1", OWN));
        assertThat(screen.awaitLines(1)).containsExactly("(pid=77) own");
        clock.set(ClusterSource.JOIN_TIMEOUT.toNanos());
        publish(OTHER, "of another job too");
        publish(OWN, "own too");
        assertThat(screen.awaitLines(2)).containsExactly("(pid=77) own", "(pid=77) own too");
        source.stop(Patience.LONG);
    }

    @Test
    void processThatEndsBeforeItHasJoinedShowsWhatHasCome() throws Exception {
        ClusterSource source = started();
        publish(OTHER, "early");
        source.stop(Patience.LONG);
        assertThat(screen.awaitLines(1)).containsExactly("(pid=77) early");
    }

    @Tag("slow")
    @Test
    void driverConsoleInAProcessThatNeverCallsRayShowsLines() throws Exception {
        try (JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                .configured(Config.driverConsole()
                        .with("sessionDir", directory.resolve("session"))
                        .with("source", source()))
                .start()) {
            await().until(() -> gcs.subscribers() == 1);
            publish(OTHER, "early");
            await().until(() -> driver.lines().stream().anyMatch(line -> line.matches("\\(pid=77, ip=.*\\) early")));
            driver.end();
        }
    }
}
