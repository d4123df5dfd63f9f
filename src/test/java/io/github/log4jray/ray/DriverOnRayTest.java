package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayClusters;
import io.github.log4jray.testing.ray.RayDriver;
import io.github.log4jray.testing.ray.RayInitTwice;
import io.github.log4jray.testing.ray.RayReconfigured;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The configuration of a Java driver, on real clusters. Needs {@code .ci/install-ray}. */
@Tag("ray")
@ExtendWith(RayClusters.class)
class DriverOnRayTest {

    private static final List<String> VERSIONS = RayClusters.VERSIONS;

    @TempDir
    private Path directory;

    private Path session;
    private Path configuration;

    /** The file of Log4j's own appender is emptied when it is opened. */
    private void configure() throws IOException {
        session = directory.resolve("session");
        Element layout = Config.pattern("%m%n");
        Config appenders = Config.of(
                Config.sessionDirectory()
                        .with("fileName", "driver.log")
                        .with("sessionDir", session)
                        .with("immediateFlush", true)
                        .with(layout),
                Config.driverConsole()
                        .with("sessionDir", session)
                        .with("source", "tcp")
                        .with(layout),
                Config.file(directory.resolve("log4j.log"))
                        .with("name", "log4js")
                        .with("append", false)
                        .with(layout));
        configuration = Files.writeString(
                directory.resolve("driver.xml"), appenders.name("mine").toString());
    }

    private RayDriver driver(String version, String... how) throws IOException {
        configure();
        List<String> arguments = new ArrayList<>(List.of(session.toString()));
        arguments.addAll(List.of(how));
        return new RayDriver(RayClusters.of(version), directory, RayInitTwice.class, arguments.toArray(String[]::new));
    }

    private String named() {
        return "-Dlog4j2.configurationFile=" + configuration.toUri();
    }

    private List<String> events(boolean early, boolean slf4j) {
        return Stream.of(early ? "before" : "", "joined", slf4j ? "slf4j" : "", "left", "joined again", "left again")
                .filter(event -> !event.isEmpty())
                .toList();
    }

    private static List<String> states(JavaProcess driver) {
        return driver.lines().stream().filter(line -> line.startsWith("state ")).toList();
    }

    private void assertStays(RayDriver plan, List<String> events) throws Exception {
        try (JavaProcess driver = plan.start()) {
            assertThat(driver.join()).as(driver.err()).isZero();

            List<String> states = states(driver);
            assertThat(states).hasSize(events.contains("before") ? 4 : 3);
            String same = states.get(0).replaceFirst("state \\w+ ", "");
            assertThat(states).allMatch(state -> state.endsWith(same), same);
            assertThat(same).matches("mine\\+mine \\[\\d+=driver\\.log] \\{\"v\":1,\"driver\":\"\\w{32}\"[^}]+}");
            assertThat(driver.lines().stream().filter(line -> !line.startsWith("state ") && !isOfOthers(line)))
                    .as("console")
                    .containsExactlyElementsOf(events);
            assertThat(session.resolve("logs/driver.log")).content().isEqualTo(String.join("\n", events) + "\n");
            assertThat(directory.resolve("log4j.log")).content().isEqualTo(String.join("\n", events) + "\n");
            assertThat(driver.errLines().stream().filter(line -> !isOfOthers(line)))
                    .as("standard error")
                    .isEmpty();
        }
    }

    /** What Log4j 2.17.1 says on any JDK 17, SLF4J without its binding, Ray's native code, and Ray's set-up itself. */
    private static boolean isOfOthers(String line) {
        return line.startsWith("SLF4J: ")
                || line.contains(" main INFO ")
                || line.startsWith("WARNING: sun.reflect.Reflection.getCallerClass")
                || line.matches("\\[[-:, 0-9]+ I \\d+ \\d+] \\w+\\.cc:.*");
    }

    /** A layout, a policy or a lookup is of log4j-ray, and nothing else. */
    private static Stream<Element> partsOfLog4jRay() {
        Element appender = Config.element("RollingFile").with("name", "file").with("append", false);
        Element atStart = Config.element("OnStartupTriggeringPolicy");
        return Stream.of(
                appender.with(Config.rayJson(), atStart),
                appender.with(Config.pattern("%m%n"), Config.element("RayTriggeringPolicy")),
                appender.with(Config.pattern("%m ${ray:pid}%n"), atStart));
    }

    @ParameterizedTest
    @MethodSource("partsOfLog4jRay")
    void theConfigurationStaysWhereOnlyALayoutAPolicyOrALookupIsOfLog4jRay(Element appender) throws Exception {
        Path log = directory.resolve("log4j.log");
        Element file = appender.with("fileName", log).with("filePattern", log + ".%i");
        configuration = Files.writeString(
                directory.resolve("driver.xml"), Config.of(file).status("error").toString());
        RayDriver plan = new RayDriver(
                RayClusters.of("2.60.0"), directory, RayInitTwice.class, directory.toString(), "early", "alone");
        try (JavaProcess driver = plan.withLog4jRay().options(named()).start()) {
            assertThat(driver.join()).as(driver.err()).isZero();
        }
        List<String> lines = Files.readAllLines(log);
        List<String> events = events(true, false);
        assertThat(lines).hasSameSizeAs(events);
        for (int i = 0; i < events.size(); i++) {
            assertThat(lines.get(i)).contains(events.get(i));
        }
    }

    @ParameterizedTest
    @CsvSource({"2.60.0, early", "2.60.0, late", "2.39.0, early", "2.39.0, late"})
    void configurationStaysWithLog4jRayOnTheClassPath(String version, String when) throws Exception {
        RayDriver plan = driver(version, when, "slf4j").withLog4jRay();
        assertStays(plan.options(named()), events(when.equals("early"), true));
    }

    @ParameterizedTest
    @CsvSource({"2.60.0, early", "2.60.0, late", "2.39.0, early", "2.39.0, late"})
    void configurationStaysWithTheAgent(String version, String when) throws Exception {
        RayDriver plan = driver(version, when, "slf4j");
        assertStays(plan.options(AgentJar.option(configuration)), events(when.equals("early"), true));
    }

    /** Without SLF4J's binding nothing but Ray's set-up itself begins Log4j. */
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void configurationComesBackWhereLog4jBeginsInRaysSetUp(String version) throws Exception {
        Path jar = Files.copy(RayCluster.jar(version), directory.resolve("ray-without-slf4j.jar"));
        try (FileSystem entries = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
                Stream<Path> binding = Files.list(entries.getPath("org/slf4j/impl"))) {
            for (Path entry : binding.toList()) {
                Files.delete(entry);
            }
        }
        RayDriver plan = driver(version, "late", "alone").withLog4jRay().onJar(jar);
        assertStays(plan.options(named()), events(false, false));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void raysConfigurationIsInForceWhereTheUserWantsIt(String version) throws Exception {
        RayDriver plan = driver(version, "early", "slf4j").withLog4jRay();
        try (JavaProcess driver =
                plan.options(named(), "-Dlog4jray.keepConfiguration=false").start()) {
            assertThat(driver.join()).as(driver.err()).isZero();
            assertThat(states(driver).get(0)).startsWith("state before mine+mine ");
            assertThat(states(driver).get(1)).matches("state joined \\w+\\+DefaultLogger .*");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2.60.0, ClassLoaderContextSelector, Logger",
        "2.60.0, AsyncLoggerContextSelector, AsyncLogger",
        "2.39.0, ClassLoaderContextSelector, Logger",
        "2.39.0, AsyncLoggerContextSelector, AsyncLogger"
    })
    void whatTheUserChangesIsObeyed(String version, String selector, String loggers) throws Exception {
        String selectors = loggers.startsWith("Async") ? "async" : "selector";
        Path mine = fileConfiguration("mine");
        Path other = fileConfiguration("other");
        Path changed = fileConfiguration("changed");
        RayDriver plan = new RayDriver(
                        RayClusters.of(version), directory, RayReconfigured.class, other.toString(), changed.toString())
                .options(
                        AgentJar.option(mine),
                        "-Dlog4j2.contextSelector=org.apache.logging.log4j.core." + selectors + "." + selector);
        try (JavaProcess driver = plan.start()) {
            assertThat(driver.join()).as(driver.err()).isZero();

            assertThat(driver.lines()).contains("logger " + loggers);
            assertThat(directory.resolve("mine.log")).content().isEqualTo("logged to mine\n");
            assertThat(directory.resolve("other.log")).content().isEqualTo("logged to other\n");
            assertThat(directory.resolve("changed.log"))
                    .content()
                    .isEqualTo("logged to changed\nlogged at the end to changed\n");
            assertThat(driver.errLines().stream().filter(line -> !isOfOthers(line)))
                    .isEmpty();
        }
    }

    private Path fileConfiguration(String name) throws IOException {
        Config appenders = Config.of(
                        Config.sessionDirectory()
                                .with("name", "unused")
                                .with("fileName", "unused.log")
                                .with("sessionDir", directory.resolve("session")),
                        Config.file(directory.resolve(name + ".log")).with(Config.pattern("%m%n")))
                .writingTo("file");
        return Files.writeString(
                directory.resolve(name + ".xml"), appenders.name(name).watched().toString());
    }
}
