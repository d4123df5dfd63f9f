package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.FreePorts;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.DriverOfWorkers;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Drivers and workers in processes of their own, which know no more of logging than Log4j. */
class EndToEndTest {

    private static final Pattern SHOWN = Pattern.compile("\\(pid=(\\d+)\\) (line \\d+)");
    private static final String JOB = "07000000";

    private static final Element FILE =
            Config.sessionDirectory().with("component", "worker").with(Config.pattern("%m%n"));
    private static final Element PATIENT =
            Config.driverStream().with("overflow", "block").with("shutdownTimeoutMillis", "60000");
    private static final Element CONSOLE = Config.driverConsole();

    /** For drivers whose workers log the same lines. */
    private static final String NOT_DEDUPLICATED = "-DRAY_DEDUP_LOGS=0";

    @TempDir
    private Path directory;

    /** What a driver showed, by the worker's pid, in the order in which it was shown. */
    private static Map<Long, List<String>> shown(JavaProcess driver) {
        Map<Long, List<String>> shown = new LinkedHashMap<>();
        for (String line : driver.lines()) {
            Matcher matcher = SHOWN.matcher(line);
            if (matcher.matches()) {
                shown.computeIfAbsent(Long.valueOf(matcher.group(1)), pid -> new ArrayList<>())
                        .add(matcher.group(2));
            }
        }
        return shown;
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toList();
    }

    private List<Path> logFiles(Path temp, String glob) throws IOException {
        Path logs = temp.resolve("session_latest").toRealPath().resolve("logs");
        try (Stream<Path> files = Files.list(logs)) {
            return files.filter(file ->
                            file.getFileSystem().getPathMatcher("glob:" + glob).matches(file.getFileName()))
                    .toList();
        }
    }

    private Path written(Config configuration) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "worker-", ".xml"), configuration.toString());
    }

    @Tag("compat")
    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void everyLineOfFourWorkersIsShownOnceInOrderAndIsInItsFile(String version) throws Exception {
        int lines = 4000;
        Path temp = directory.resolve("ray");
        Path worker = written(Config.of(FILE, PATIENT));
        JavaProcess.Plan plan = JavaProcess.plan(
                        directory,
                        DriverOfWorkers.class,
                        "4",
                        Integer.toString(lines),
                        worker.toUri().toString())
                .configured(CONSOLE)
                .option(NOT_DEDUPLICATED)
                .option("-Dlog4jray.tempDir=" + temp);
        try (JavaProcess driver = plan.onLog4j(version).start()) {
            assertThat(driver.join()).as(driver::err).isZero();

            assertThat(driver.errLines()).isEmpty();
            Map<Long, List<String>> shown = shown(driver);
            assertThat(shown).hasSize(4);
            assertThat(shown.values()).allSatisfy(each -> assertThat(each).isEqualTo(lines(lines)));
            assertThat(driver.lines())
                    .as("one line of the driver itself, plainly")
                    .hasSize(4 * lines + 1)
                    .last()
                    .asString()
                    .endsWith("INFO DriverOfWorkers [main]: 0 workers failed");
            for (Long pid : shown.keySet()) {
                List<Path> files = logFiles(temp, "worker-*-01000000-" + pid + ".out");
                assertThat(files).hasSize(1);
                assertThat(Files.readAllLines(files.get(0))).isEqualTo(lines(lines));
            }
        }
    }

    @Test
    void driverStartedAfterItsWorkersGetsWhatTheyHaveBuffered() throws Exception {
        Map<String, String> session =
                Map.of("RAY_SESSION_DIR", directory.resolve("session_x").toString());
        JavaProcess.Plan plan = JavaProcess.plan(directory, LogLines.class)
                .configured(FILE, PATIENT)
                .environment(session);
        try (JavaProcess first = plan.start();
                JavaProcess second = plan.start()) {
            first.tell(1000);
            second.tell(1000);
            Path logs = directory.resolve("session_x").resolve("logs");
            await().until(() -> linesIn(logs) == 2000);
            try (JavaProcess driver = JavaProcess.plan(directory, LogLines.class)
                    .configured(CONSOLE)
                    .option(NOT_DEDUPLICATED)
                    .environment(session)
                    .start()) {
                await().until(() -> driver.lines().size() == 2000);
                first.tell(10);
                first.end();
                second.end();
                assertThat(shown(driver)).isEqualTo(Map.of(first.pid(), lines(1010), second.pid(), lines(1000)));
                driver.end();
                // on a busy machine the driver starts later than that
                assertThat(first.errLines()).allMatch(line -> line.contains("no driver was found for 10 s"));
            }
        }
    }

    private static long linesIn(Path logs) throws IOException {
        if (!Files.isDirectory(logs)) {
            return 0;
        }
        long lines = 0;
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.toList()) {
                lines += Files.readAllLines(file).size();
            }
        }
        return lines;
    }

    @Test
    void everyLineIsOnTheKilledDriverOrOnTheOneThatReplacesIt() throws Exception {
        Map<String, String> environment = Map.of(
                "RAY_SESSION_DIR",
                directory.resolve("session_x").toString(),
                "RAY_JOB_ID",
                JOB,
                "RAY_DRIVER_LOG_TOKEN",
                "secret of the driver");
        Element console = Config.driverConsole().with("port", FreePorts.one());
        JavaProcess.Plan driver = JavaProcess.plan(directory, LogLines.class)
                .configured(console)
                .option(NOT_DEDUPLICATED)
                .environment(environment);
        JavaProcess.Plan worker = JavaProcess.plan(directory, LogLines.class)
                .configured(FILE, PATIENT)
                .environment(environment);
        try (JavaProcess first = driver.start();
                JavaProcess one = worker.start();
                JavaProcess two = worker.start()) {
            one.tell(5000);
            two.tell(5000);
            await().until(() -> shown(first).keySet().containsAll(List.of(one.pid(), two.pid())));
            one.tell(20_000);
            two.tell(20_000);
            first.kill();
            try (JavaProcess second = driver.start()) {
                one.tell(1000);
                two.tell(1000);
                one.end();
                two.end();
                second.end();

                assertThat(second.errLines()).isEmpty();
                for (JavaProcess each : List.of(one, two)) {
                    List<String> before = shown(first).getOrDefault(each.pid(), List.of());
                    List<String> after = shown(second).get(each.pid());
                    assertThat(before).as("once on the first").doesNotHaveDuplicates();
                    assertThat(after).as("once on the second").doesNotHaveDuplicates();
                    Set<String> all = new LinkedHashSet<>(before);
                    all.addAll(after);
                    assertThat(all).containsExactlyInAnyOrderElementsOf(lines(26_000));
                    assertThat(after).isEqualTo(lines(26_000).subList(26_000 - after.size(), 26_000));
                }
            }
        }
    }

    @Test
    void workerDoesNotTakeTheJobOfADriverThatWasKilled() throws Exception {
        Map<String, String> session =
                Map.of("RAY_SESSION_DIR", directory.resolve("session_x").toString());
        JavaProcess.Plan driver =
                JavaProcess.plan(directory, LogLines.class).configured(CONSOLE).environment(session);
        Path state = directory.resolve("session_x").resolve("log4jray");
        try (JavaProcess killed = driver.start()) {
            await().until(() -> Files.exists(state.resolve("driver-01000000.json")));
            killed.kill();
        }
        try (JavaProcess worker = JavaProcess.plan(directory, LogLines.class)
                        .configured(PATIENT)
                        .environment(session)
                        .start();
                JavaProcess next = driver.start()) {
            worker.tell(40);
            await().until(() ->
                    shown(next).values().stream().mapToInt(List::size).sum() == 40);
            worker.end();
            next.end();
            assertThat(shown(next)).isEqualTo(Map.of(worker.pid(), lines(40)));
        }
    }

    @Test
    void jobThatADriverWasGivenIsNotClaimedByAnother() throws Exception {
        String session = directory.resolve("session_x").toString();
        JavaProcess.Plan driver = JavaProcess.plan(directory, LogLines.class).configured(CONSOLE);
        Path state = directory.resolve("session_x").resolve("log4jray");
        try (JavaProcess given = driver.environment(Map.of("RAY_SESSION_DIR", session, "RAY_JOB_ID", "01000000"))
                .start()) {
            await().until(() -> Files.exists(state.resolve("driver-01000000.json")));
            try (JavaProcess claiming =
                    driver.environment(Map.of("RAY_SESSION_DIR", session)).start()) {
                await().until(() -> Files.exists(state.resolve("driver-02000000.json")));
                claiming.end();
            }
            assertThat(state.resolve("driver-01000000.json")).exists();
            given.end();
        }
    }

    @Test
    void workerWithoutADriverRunsNormallyWithOneWarning() throws Exception {
        Path temp = directory.resolve("ray");
        try (JavaProcess worker = JavaProcess.plan(directory, LogLines.class, "100")
                .configured(FILE, Config.driverStream())
                .option("-Dlog4jray.tempDir=" + temp)
                .start()) {
            assertThat(worker.join()).isZero();
            List<String> said = Stream.concat(worker.lines().stream(), worker.errLines().stream())
                    .toList();
            List<Path> files = logFiles(temp, "worker-*-ffffffff-" + worker.pid() + ".out");
            assertThat(files).hasSize(1);
            assertThat(Files.readAllLines(files.get(0))).isEqualTo(lines(100));
            assertThat(said)
                    .singleElement()
                    .asString()
                    .contains(
                            "WARN",
                            "DriverStream \"driver\"",
                            "100 lines",
                            files.get(0).toString());
        }
    }

    @Test
    void tokenAndLinesInClearTextAwayFromLoopbackAreWarnedOfOnce() throws Exception {
        Element everywhere = Config.driverConsole().with("host", "0.0.0.0");
        try (JavaProcess driver = JavaProcess.plan(directory, LogLines.class)
                .configured(
                        everywhere.with("name", "one"),
                        everywhere.with("name", "two").with("port", FreePorts.one()))
                .environment(
                        Map.of("RAY_SESSION_DIR", directory.resolve("session_x").toString()))
                .start()) {
            driver.end();
            assertThat(driver.errLines().stream().filter(line -> line.contains("in clear text")))
                    .singleElement()
                    .asString()
                    .contains("WARN", "DriverConsole", "0.0.0.0");
        }
    }

    @Test
    void workerThatTwoDriversCouldBeMeantForNamesBothAndRunsOn() throws Exception {
        Map<String, String> session =
                Map.of("RAY_SESSION_DIR", directory.resolve("session_x").toString());
        JavaProcess.Plan plan =
                JavaProcess.plan(directory, LogLines.class).configured(CONSOLE).environment(session);
        try (JavaProcess first = plan.start();
                JavaProcess second = plan.start()) {
            Path state = directory.resolve("session_x").resolve("log4jray");
            await().until(() -> Files.exists(state.resolve("driver-01000000.json"))
                    && Files.exists(state.resolve("driver-02000000.json")));
            try (JavaProcess worker = JavaProcess.plan(directory, LogLines.class, "3")
                    .configured(Config.driverStream())
                    .environment(session)
                    .start()) {
                assertThat(worker.join()).isZero();
                assertThat(worker.err().lines().filter(line -> line.contains("ERROR")))
                        .singleElement()
                        .asString()
                        .contains("job 01000000 (pid ", "job 02000000 (pid ", "RAY_JOB_ID");
            }
            assertThat(Arrays.asList(first, second))
                    .allSatisfy(each -> assertThat(shown(each)).isEmpty());
        }
    }
}
