package io.github.log4jray.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.ConfigurationName;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayDriver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent in plain JVMs, beside the jars of Ray and of Log4j. Needs {@code .ci/install-ray}. */
@Tag("ray")
class AgentTest {

    private static final String NONE = "none";

    @TempDir
    private Path directory;

    /** @return Ray's jar of this version, or Log4j without Ray, and the program; not log4j-ray */
    private static String classPath(String version) {
        if (!version.equals(NONE)) {
            return RayCluster.jar(version) + File.pathSeparator + RayDriver.codeSearchPath();
        }
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.equals(System.getProperty("log4jray.classes")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private JavaProcess.Plan plan(String version, String agent) {
        return JavaProcess.plan(directory, ConfigurationName.class)
                .classPath(classPath(version))
                .option(agent);
    }

    private JavaProcess.Plan inSession(JavaProcess.Plan plan) {
        return plan.option("-Dray.session-dir=" + directory.resolve("session"));
    }

    private Path configuration(String name) throws IOException {
        return Files.writeString(
                directory.resolve(name + ".xml"),
                Config.of().name(name).status("error").toString());
    }

    private static JavaProcess run(JavaProcess.Plan plan) throws Exception {
        try (JavaProcess process = plan.start()) {
            assertThat(process.join()).as(process.err()).isZero();
            return process;
        }
    }

    private void assertConfiguration(JavaProcess.Plan plan, String name) throws Exception {
        JavaProcess process = run(plan);
        assertThat(process.lines()).contains("configuration " + name);
        assertThat(process.errors()).isEmpty();
        assertThat(process.err()).doesNotContain("log4j-ray");
    }

    @ParameterizedTest
    @CsvSource({"2.60.0, true", "2.60.0, false", "2.39.0, true", "2.39.0, false", NONE + ", true", NONE + ", false"})
    void itLoadsNoClassOfLog4j(String version, boolean inSession) throws Exception {
        Path loaded = directory.resolve("loaded");
        JavaProcess.Plan plan =
                plan(version, AgentJar.option(configuration("mine"))).option("-Xlog:class+load:file=" + loaded);
        assertConfiguration(inSession ? inSession(plan) : plan, "mine");

        List<String> classes = Files.readAllLines(loaded);
        List<String> beforeMain = classes.stream()
                .takeWhile(line -> !line.contains(" " + ConfigurationName.class.getName() + " "))
                .toList();
        assertThat(beforeMain).anyMatch(line -> line.contains(Agent.class.getName()));
        assertThat(beforeMain).noneMatch(line -> line.contains("org.apache.logging.log4j"));
        assertThat(classes).anyMatch(line -> line.contains("org.apache.logging.log4j"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.60.0", "2.39.0", NONE})
    void withoutAnArgumentOrASessionItChangesNothing(String version) throws Exception {
        Path own = Files.createDirectory(directory.resolve("own"));
        Files.move(configuration("own"), own.resolve("log4j2.xml"));
        assertConfiguration(
                plan(version, AgentJar.option()).classPath(own + File.pathSeparator + classPath(version)), "own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.60.0", "2.39.0", NONE})
    void whatNamesAConfigurationAlreadyCountsBeforeTheArgument(String version) throws Exception {
        String named = configuration("named").toString();
        String agent = AgentJar.option(configuration("argument"));
        for (String property : List.of("log4j2.configurationFile", "log4j.configurationFile")) {
            assertConfiguration(inSession(plan(version, agent)).option("-D" + property + "=" + named), "named");
        }
        assertConfiguration(
                inSession(plan(version, agent)).environment(Map.of("LOG4J_CONFIGURATION_FILE", named)), "named");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoAgentsTheLastArgumentApplies(boolean inSession) throws Exception {
        String node = AgentJar.option(configuration("node"));
        String job = AgentJar.option(configuration("job"));
        for (String first : List.of(node, AgentJar.option())) {
            JavaProcess.Plan plan = plan(NONE, first).option(job);
            assertConfiguration(inSession ? inSession(plan) : plan, "job");
        }
        JavaProcess.Plan plan = plan(NONE, node).option(AgentJar.option());
        assertConfiguration(inSession ? inSession(plan) : plan, "node");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void configurationOfTheFirstAgentStaysWhereTheSecondOneIsWrong(boolean inSession) throws Exception {
        Path node = configuration("node");
        JavaProcess.Plan plan = plan(NONE, AgentJar.option(node)).option(AgentJar.option("/none/there.xml"));
        JavaProcess process = run(inSession ? inSession(plan) : plan);

        assertThat(process.lines()).contains("configuration node");
        assertThat(process.errLines())
                .contains("log4j-ray: invalid configuration \"/none/there.xml\" (expected a file); using " + node);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.60.0", "2.39.0", NONE})
    void configurationThatIsWrongIsOneErrorAndAWorkerHasTheBuiltInOne(String version) throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.xml"), "<Configuration>\n<Appenders>");
        for (String wrong : List.of("/none/there.xml", broken.toString())) {
            JavaProcess worker = run(inSession(plan(version, AgentJar.option(wrong))));
            assertThat(worker.errLines().stream().filter(line -> line.contains("log4j-ray")))
                    .singleElement()
                    .asString()
                    .startsWith("log4j-ray: invalid configuration \"" + wrong + "\" (")
                    .endsWith("); using the built-in configuration");
            assertThat(worker.errors()).isEmpty();
            Path logs = directory.resolve("session/logs");
            String name = TempDirectory.names(logs).stream()
                    .filter(file -> file.matches("worker-[0-9a-f]{56}-ffffffff-" + worker.pid() + "\\.out"))
                    .findFirst()
                    .orElseThrow();
            assertThat(logs.resolve(name))
                    .content()
                    .contains("INFO ConfigurationName [main]: logged\n")
                    .endsWith("configuration log4j-ray's for workers\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.60.0", "2.39.0", NONE})
    void elsewhereAConfigurationThatIsWrongIsOneErrorAndIsIgnored(String version) throws Exception {
        Path own = Files.createDirectory(directory.resolve("own"));
        Files.move(configuration("own"), own.resolve("log4j2.xml"));
        JavaProcess process = run(plan(version, AgentJar.option("/none/there.xml"))
                .classPath(own + File.pathSeparator + classPath(version)));

        assertThat(process.errLines())
                .contains("log4j-ray: invalid configuration \"/none/there.xml\" (expected a file); ignoring it");
        assertThat(process.lines()).contains("configuration own");
    }

    @Test
    void configurationBelowADirectoryWithACommaIsRead() throws Exception {
        Path comma = Files.createDirectory(directory.resolve("a,b"));
        Path configuration = Files.move(configuration("mine"), comma.resolve("mine.xml"));
        assertConfiguration(inSession(plan(NONE, AgentJar.option(configuration))), "mine");
    }
}
