package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real drivers claim jobs, and their files have the job and the worker id in their names. */
class JobClaimTest {

    private static final long PID = ProcessHandle.current().pid();
    private static final Element CONSOLE = Config.driverConsole();
    private static final Element FILE = Config.sessionDirectory().with("component", "worker");

    @TempDir
    Path directory;

    private Path session;
    private final List<JavaProcess> processes = new ArrayList<>();

    @BeforeEach
    void session() {
        session = directory.resolve("named");
    }

    @AfterEach
    void end() {
        processes.forEach(JavaProcess::close);
    }

    private List<String> logs() {
        return TempDirectory.names(session.resolve("logs"));
    }

    private List<String> claims() {
        return TempDirectory.names(session.resolve("log4jray")).stream()
                .filter(name -> name.startsWith("job-"))
                .toList();
    }

    private static String job(int number) {
        return "0" + number + "000000";
    }

    /** The file of a worker that is the driver of this job. */
    private static String outOfDriver(String job, long pid) {
        return "worker-" + job + "f".repeat(48) + "-" + job + "-" + pid + ".out";
    }

    @Test
    void driversThatStartAtOnceClaimAJobEach() throws Exception {
        // none begins before all have been started, and they may find neither session nor bookkeeping
        Path gate = directory.resolve("gate");
        int drivers = 6;
        for (int i = 0; i < drivers; i++) {
            processes.add(JavaProcess.plan(directory, LogLines.class, "1")
                    .configured(i % 2 == 0 ? Config.of(CONSOLE, FILE) : Config.of(FILE, CONSOLE))
                    .environment(Map.of("RAY_SESSION_DIR", session.toString()))
                    .option("-Xmx64m")
                    .launchedBy("sh", "-c", "while [ ! -e " + gate + " ]; do sleep 0.01; done; exec \"$@\"", "sh")
                    .start());
        }
        Files.createFile(gate);
        for (JavaProcess driver : processes) {
            assertThat(driver.join()).as(driver.err()).isZero();
            assertThat(driver.errors()).isEmpty();
        }

        assertThat(claims())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, drivers)
                        .mapToObj(i -> "job-" + job(i))
                        .toList());
        assertThat(logs()).hasSize(drivers);
        for (int i = 1; i <= drivers; i++) {
            String job = job(i);
            long pid = Long.parseLong(
                    Files.readString(session.resolve("log4jray/job-" + job)).strip());
            assertThat(logs()).contains(outOfDriver(job, pid));
            assertThat(processes).extracting(JavaProcess::pid).contains(pid);
            assertThat(session.resolve("logs").resolve(outOfDriver(job, pid)))
                    .content()
                    .endsWith(": line 0\n");
        }
    }

    private Logging driver(String session) {
        Path named = directory.resolve(session);
        return Logging.with(FILE.with("sessionDir", named), CONSOLE.with("sessionDir", named));
    }

    @Test
    void processClaimsOneJobHoweverManyContextsItHas() {
        try (Logging one = driver("named");
                Logging two = driver("named")) {
            one.logger("test").info("one");
            two.logger("test").info("two");
        }
        try (Logging later = driver("named")) {
            later.logger("test").info("three");
        }

        assertThat(claims()).containsExactly("job-01000000");
        assertThat(logs()).containsExactly(outOfDriver("01000000", PID));
        assertThat(session.resolve("logs").resolve(logs().get(0))).content().contains("one", "two", "three");
    }

    @Test
    void processClaimsAJobOfEachOfItsSessions() {
        try (Logging other = driver("other")) {
            other.logger("test").info("line");
            try (Logging logging = driver("named")) {
                logging.logger("test").info("line");
            }
        }

        assertThat(logs()).containsExactly(outOfDriver("01000000", PID));
        assertThat(TempDirectory.names(directory.resolve("other/logs"))).containsExactly(outOfDriver("01000000", PID));
    }

    @Test
    void processWithoutAConsoleClaimsNone() {
        try (Logging logging = Logging.with(FILE.with("sessionDir", session).with("magicTokens", true))) {
            logging.logger("test").info("line");
        }

        assertThat(TempDirectory.names(session.resolve("log4jray"))).isEmpty();
        assertThat(logs()).singleElement().asString().contains("-ffffffff-");
    }
}
