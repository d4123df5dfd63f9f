package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.InLoader;
import io.github.log4jray.testing.programs.InjectorInUse;
import io.github.log4jray.testing.ray.OtherRay;
import io.github.log4jray.testing.ray.RayDriver;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What becomes of Log4j's context data where Ray's API is on the class path, or not, and Ray does not run. */
class RaysApiWithoutRayTest {

    private static final List<String> VERSIONS = JavaProcess.LOG4J_VERSIONS;
    private static final String OURS = RayContextDataInjector.class.getName();
    private static final String LOG4JS = "org.apache.logging.log4j.core.impl.ThreadContextDataInjector$For";
    private static final String COPY_ON_WRITE = LOG4JS + "CopyOnWriteThreadContextMap";
    private static final String TESTS = RayDriver.codeSearchPath();
    private static final Element CONSOLE = Config.console().with(Config.pattern("%m %X%n"));
    private static final Config CONFIGURATION = Config.of(
                    CONSOLE, Config.driverConsole().with("name", "driver").with("source", "none"))
            .writingTo("console");

    @TempDir
    private Path directory;

    private static String classPath(boolean withRay) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> withRay || !new File(entry).getName().startsWith("ray-api-"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private JavaProcess.Plan plan(String version, boolean withRay) throws Exception {
        return JavaProcess.plan(directory, InjectorInUse.class)
                .onLog4j(version)
                .classPath(classPath(withRay))
                .configured(CONFIGURATION)
                .option("-Dlog4jray.tempDir=" + directory.resolve("t"));
    }

    private static List<String> run(JavaProcess.Plan plan) throws Exception {
        try (JavaProcess process = plan.start()) {
            assertThat(process.join()).as(process.err()).isZero();
            return process.lines();
        }
    }

    private static void assertLogs(List<String> lines, String injector) {
        assertThat(lines).contains("injector " + injector, "empty {}", "put {task_id=mine}");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void withoutRaysApiLog4jsOwnInjectorIsInUse(String version) throws Exception {
        List<String> lines = run(plan(version, false));
        assertThat(lines.get(0)).startsWith("injector " + LOG4JS);
        assertThat(lines).containsExactly(lines.get(0), "empty {}", "put {task_id=mine}");
    }

    @Tag("compat")
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void withRaysApiEventsAreTheSameUntilRayIsInitialised(String version) throws Exception {
        assertThat(run(plan(version, true))).containsExactly("injector " + OURS, "empty {}", "put {task_id=mine}");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void everyKindOfThreadContextMapWorks(String version) throws Exception {
        for (String map : List.of("GarbageFreeSortedArrayThreadContextMap", "DefaultThreadContextMap")) {
            JavaProcess.Plan plan =
                    plan(version, true).option("-Dlog4j2.threadContextMap=org.apache.logging.log4j.spi." + map);
            assertLogs(run(plan), OURS);
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void injectorThatTheUserNamesCountsAndAWarningSaysWhatIsMissing(String version) throws Exception {
        List<String> ways = List.of("-Dlog4j2.ContextDataInjector=", "-Dlog4j2.contextDataInjector=", "");
        for (String way : ways) {
            JavaProcess.Plan plan = plan(version, true);
            if (way.isEmpty()) {
                plan.environment(Map.of("LOG4J_CONTEXT_DATA_INJECTOR", COPY_ON_WRITE));
            } else {
                plan.option(way + COPY_ON_WRITE);
            }
            // that injector needs such a map
            plan.option("-Dlog4j2.threadContextMap=org.apache.logging.log4j.spi.CopyOnWriteSortedArrayThreadContextMap")
                    .option("-Dlog4j2.garbagefreeThreadContextMap=true");
            try (JavaProcess process = plan.start()) {
                assertThat(process.join()).as(process.err()).isZero();
                assertThat(process.lines()).as(way).contains("injector " + COPY_ON_WRITE);
                assertThat(Stream.concat(process.lines().stream(), process.errLines().stream()))
                        .as(way)
                        .filteredOn(line -> line.contains("WARN") && line.contains("log4j-ray: Ray's ids are not in"))
                        .hasSize(1)
                        .allMatch(line -> line.contains(COPY_ON_WRITE));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void injectorIsFoundInAnAgentsJar(String version) throws Exception {
        JavaProcess.Plan plan = plan(version, true)
                .classPath(without(classPath(true), System.getProperty("log4jray.classes")))
                .option(AgentJar.option());
        assertThat(run(plan)).containsExactly("injector " + OURS, "empty {}", "put {task_id=mine}");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void injectorIsFoundWhereAllIsInOneLoader(String version) throws Exception {
        String everything = JavaProcess.classPathOn(version, classPath(true));
        JavaProcess.Plan plan = JavaProcess.plan(
                        directory, InLoader.class, everything, "alone", InjectorInUse.class.getName())
                .classPath(TESTS)
                .configured(CONFIGURATION)
                .option("-Dlog4jray.tempDir=" + directory.resolve("t"));
        assertThat(run(plan)).containsExactly("injector " + OURS, "empty {}", "put {task_id=mine}");
    }

    /** Log4j would have to load a class that its loader does not see. */
    @Tag("compat")
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void log4jThatDoesNotSeeRayHasItsOwnInjector(String version) throws Exception {
        String ray = Arrays.stream(classPath(true).split(File.pathSeparator))
                .filter(entry -> new File(entry).getName().startsWith("ray-api-"))
                .findFirst()
                .orElseThrow();
        String classes = System.getProperty("log4jray.classes");
        JavaProcess.Plan plan = JavaProcess.plan(
                        directory,
                        InLoader.class,
                        classes + File.pathSeparator + ray,
                        "child",
                        InjectorInUse.class.getName())
                .onLog4j(version)
                .classPath(without(classPath(false), classes))
                .configured(CONSOLE);
        List<String> lines = run(plan);
        assertThat(lines.get(0)).startsWith("injector " + LOG4JS);
        assertThat(lines).containsExactly(lines.get(0), "empty {}", "put {task_id=mine}");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void rayThatIsNotKnownGivesTheNodeAndOneWarning(String version) throws Exception {
        JavaProcess.Plan plan = JavaProcess.plan(directory, OtherRay.class)
                .onLog4j(version)
                .classPath(classPath(true))
                .configured(CONFIGURATION)
                .environment(Map.of("RAY_JOB_ID", "02000000"))
                .option("-Dlog4jray.tempDir=" + directory.resolve("t"));
        try (JavaProcess process = plan.start()) {
            assertThat(process.join()).as(process.err()).isZero();
            List<String> all = Stream.concat(process.lines().stream(), process.errLines().stream())
                    .toList();
            assertThat(all).anyMatch(line -> line.startsWith("first {job_id=02000000"));
            assertThat(all)
                    .contains("then {job_id=02000000, node_id=" + OtherRay.NODE + "}", "looked up " + OtherRay.NODE);
            assertThat(all)
                    .filteredOn(line -> line.startsWith("asked "))
                    .containsExactly("asked while Ray can't shut down: true");
            assertThat(all)
                    .filteredOn(line -> line.contains("WARN") || line.contains("ERROR"))
                    .singleElement()
                    .asString()
                    .contains("log4j-ray: events have no task ids");
        }
    }

    private static String without(String classPath, String removed) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.equals(removed))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
