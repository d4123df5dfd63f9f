package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which job and worker id a process has in its session. */
class JobClaimTest {

    private static final long PID = ProcessHandle.current().pid();
    private static final String CONSOLE = "<DriverConsole name=\"console\"/>";
    private static final String FILE = "<SessionDirectory name=\"file\" component=\"worker\"/>";

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
                    .configured(
                            i % 2 == 0 ? Logging.configuration(CONSOLE, FILE) : Logging.configuration(FILE, CONSOLE))
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
        String named = "sessionDir=\"" + directory.resolve(session) + "\"";
        return Logging.with(
                "<SessionDirectory name=\"file\" component=\"worker\" " + named + "/>",
                "<DriverConsole name=\"console\" " + named + "/>");
    }

    @Test
    void aProcessClaimsOneJobHoweverManyContextsItHas() {
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
    void aProcessClaimsAJobOfEachOfItsSessions() {
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
    void aJobThatSomebodyHasClaimedIsPassedOver() throws Exception {
        Files.createDirectories(session.resolve("log4jray"));
        for (int i = 1; i <= 255; i++) {
            if (i != 200) {
                Files.createFile(session.resolve("log4jray").resolve("job-%02x000000".formatted(i)));
            }
        }
        try (Logging logging = driver("named")) {
            logging.logger("test").info("line");
        }

        assertThat(logs()).containsExactly(outOfDriver("c8000000", PID));
    }

    @Test
    void jobsAreCountedInLittleEndian() throws Exception {
        Files.createDirectories(session.resolve("log4jray"));
        for (int i = 1; i <= 256; i++) {
            Files.createFile(session.resolve("log4jray").resolve("job-%02x%02x0000".formatted(i & 255, i >> 8)));
        }
        try (Logging logging = driver("named")) {
            logging.logger("test").info("line");
        }

        assertThat(logs()).containsExactly(outOfDriver("01010000", PID));
    }

    @Test
    void aProcessWithoutAConsoleClaimsNone() {
        try (Logging logging = Logging.with("<SessionDirectory name=\"file\" component=\"worker\" sessionDir=\""
                + session + "\" magicTokens=\"true\"/>")) {
            logging.logger("test").info("line");
        }

        assertThat(session.resolve("log4jray")).doesNotExist();
        assertThat(logs()).singleElement().asString().contains("-ffffffff-");
    }

    @ParameterizedTest
    @CsvSource({
        "0a000000, 0b000000, 0c000000, 0a000000",
        "0A000000, 0b000000,         , 0a000000",
        "        , 0B000000, 0c000000, 0b000000",
        "        ,         , 0C000000, 0c000000",
        "        , xyz     , 0c000000, 0c000000",
        "ffffffff, 0b000000, 0c000000, ffffffff"
    })
    void jobIsThatOfTheAttributeAndElseOfThePropertyAndElseOfTheEnvironment(
            String attribute, String property, String variable, String expected) throws Exception {
        run("jobId", attribute, "ray.job.id", property, "RAY_JOB_ID", variable, "");

        assertThat(logs()).singleElement().asString().contains("-" + expected + "-");
    }

    @ParameterizedTest
    @CsvSource({"0a, 0b, 0c, 0a", "0A, 0b, , 0a", ", 0B, 0c, 0b", ", , 0C, 0c"})
    void workerIsThatOfTheAttributeAndElseOfThePropertyAndElseOfTheEnvironment(
            String attribute, String property, String variable, String expected) throws Exception {
        run(
                "workerId",
                whole(attribute),
                "ray.worker.id",
                whole(property),
                "RAY_WORKER_ID",
                whole(variable),
                // a driver that is told its worker id has that one
                "<DriverConsole name=\"console\"/>");

        assertThat(logs()).singleElement().asString().startsWith("worker-" + whole(expected) + "-01000000-");
    }

    private static String whole(String start) {
        return start == null ? null : start.repeat(28);
    }

    private void run(
            String name,
            String attribute,
            String propertyName,
            String property,
            String variableName,
            String variable,
            String other)
            throws Exception {
        JavaProcess.Plan plan = JavaProcess.plan(directory, LogLines.class, "1")
                .configured(Logging.configuration(
                        "<SessionDirectory name=\"file\" component=\"worker\" sessionDir=\"" + session + "\""
                                + (attribute == null ? "" : " " + name + "=\"" + attribute + "\"") + "/>",
                        other));
        if (property != null) {
            plan.option("-D" + propertyName + "=" + property);
        }
        if (variable != null) {
            plan.environment(Map.of(variableName, variable));
        }
        try (JavaProcess process = plan.start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).hasSize("xyz".equals(property) ? 1 : 0);
        }
    }
}
