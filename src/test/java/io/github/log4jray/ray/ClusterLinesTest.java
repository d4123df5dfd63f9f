package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.ray.RayClusters;
import io.github.log4jray.testing.ray.RayDriver;
import io.github.log4jray.testing.ray.RayLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a driver in Java shows of its workers, on real clusters. Needs {@code .ci/install-ray}. */
@Tag("ray")
@ExtendWith(RayClusters.class)
class ClusterLinesTest {

    private static final List<String> VERSIONS = RayClusters.VERSIONS;
    private static final int COUNT = 300;
    private static final Pattern PREFIXED = Pattern.compile("\\(((?:\\S+ )?)pid=(\\d+)\\) (.*)");

    @TempDir
    private Path directory;

    /** A line of a worker. */
    private record Line(String name, long pid, String text) {

        static List<Line> in(List<String> printed) {
            return printed.stream()
                    .map(PREFIXED::matcher)
                    .filter(Matcher::matches)
                    .map(line -> new Line(line.group(1).strip(), Long.parseLong(line.group(2)), line.group(3)))
                    .toList();
        }
    }

    private Path configuration(String source) throws IOException {
        Element console = Config.driverConsole()
                .with("sessionDir", directory.resolve("session"))
                .attributes(source)
                .with(Config.pattern("%m%n"));
        Element loggers = Config.file(directory.resolve("loggers"))
                .with("name", "loggers")
                .with(Config.pattern("%c%n"));
        Config appenders = Config.of(console, loggers)
                .writingTo(Config.reference("console").with("level", "info"), Config.reference("loggers"))
                .level("all");
        return Files.writeString(Files.createTempFile(directory, "driver", ".xml"), appenders.toString());
    }

    private RayDriver driver(String version, String source, String... arguments) throws IOException {
        return new RayDriver(RayClusters.of(version), directory, RayLines.class, arguments)
                .options(
                        "-Dlog4j2.configurationFile=" + configuration(source).toUri(),
                        "-DRAY_DEDUP_LOGS=0",
                        "-XX:-UsePerfData")
                .searching(Path.of("src/test/python"))
                .withLog4jRay();
    }

    private static List<String> lines(String word) {
        return IntStream.range(0, COUNT).mapToObj(i -> word + " " + i).toList();
    }

    /** @return the lines with this word that workers have printed to their standard output */
    private static List<String> shown(JavaProcess driver, String word) {
        return Line.in(driver.lines()).stream()
                .map(Line::text)
                .filter(text -> text.startsWith(word + " ") && !text.contains(" err "))
                .toList();
    }

    private static void awaitShown(JavaProcess driver, String... words) {
        await().until(() -> !driver.process().isAlive()
                || Stream.of(words).allMatch(word -> shown(driver, word).contains(word + " " + (COUNT - 1))));
    }

    private static void assertShown(JavaProcess driver, String word, String name, boolean errToo) {
        List<Line> of = Line.in(driver.lines()).stream()
                .filter(line -> line.text().startsWith(word + " "))
                .toList();
        assertThat(shown(driver, word)).as(word).containsExactlyElementsOf(lines(word));
        assertThat(of.stream().map(Line::pid).distinct()).as(word).hasSize(1);
        assertThat(of.stream().map(Line::name).distinct()).as(word).containsExactly(name);
        if (errToo) {
            assertThat(Line.in(driver.errLines()).stream()
                            .map(Line::text)
                            .filter(text -> text.startsWith(word + " err ")))
                    .as(word)
                    .containsExactlyElementsOf(lines(word + " err"));
        }
    }

    /** What another job writes at the same time is that one's. */
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void whatTasksAndActorsWriteIsShownOnceAndInOrderByTheirOwnDriver(String version) throws Exception {
        // Ray 2.39 fails to create them for a driver in Java.
        boolean callsPythonActors = !version.equals("2.39.0");
        List<JavaProcess> drivers = new ArrayList<>();
        try {
            for (String word : List.of("red", "blue")) {
                drivers.add(driver(version, "", word, "" + COUNT, callsPythonActors ? "all" : "tasks")
                        .withGrpc()
                        .workerOptions(AgentJar.option())
                        .start());
            }
            for (String word : List.of("red", "blue")) {
                JavaProcess driver = drivers.get(word.equals("red") ? 0 : 1);
                awaitShown(driver, word + " task", word + " actor", word + " pytask");
                if (callsPythonActors) {
                    awaitShown(driver, word + " pyactor");
                }
                driver.end();
                assertShown(driver, word + " task", "", false);
                assertShown(driver, word + " actor", "", false);
                assertShown(driver, word + " pytask", "lines", true);
                if (callsPythonActors) {
                    assertShown(driver, word + " pyactor", "Lines", true);
                }
                assertThat(driver.lines()).containsOnlyOnce("own " + word);
                String other = word.equals("red") ? "blue " : "red ";
                assertThat(Stream.concat(driver.lines().stream(), driver.errLines().stream()))
                        .noneMatch(line -> line.contains(") " + other));
                assertThat(driver.errors()).isEmpty();
            }
            assertThat(Files.readAllLines(directory.resolve("loggers")))
                    .contains(RayLines.class.getName())
                    .noneMatch(logger -> logger.contains("grpc") || logger.contains("okhttp"));
        } finally {
            drivers.forEach(JavaProcess::close);
        }
    }

    /** Ray does not say whose the files are to which it redirects the standard streams of Java workers. */
    @Test
    void linesThatRayAttributesToNoJobAreShownByTheirOwnDriver() throws Exception {
        List<JavaProcess> drivers = new ArrayList<>();
        try {
            for (String word : List.of("red", "blue")) {
                drivers.add(driver("2.60.0", "", word, "" + COUNT, "java")
                        .withGrpc()
                        .start());
            }
            for (String word : List.of("red", "blue")) {
                JavaProcess driver = drivers.get(word.equals("red") ? 0 : 1);
                awaitShown(driver, word + " task", word + " actor");
                driver.end();
                assertShown(driver, word + " task", "", true);
                assertShown(driver, word + " actor", "", true);
                String other = word.equals("red") ? "blue " : "red ";
                assertThat(Stream.concat(driver.lines().stream(), driver.errLines().stream()))
                        .noneMatch(line -> line.contains(") " + other));
            }
        } finally {
            drivers.forEach(JavaProcess::close);
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void clusterThatTheConfigurationNamesIsFollowed(String version) throws Exception {
        String source = "source=\"gcs://" + RayClusters.of(version).address() + "\"";
        try (JavaProcess driver = driver(version, source, "red", "" + COUNT, "tasks")
                .withGrpc()
                .workerOptions(AgentJar.option())
                .start()) {
            awaitShown(driver, "red task", "red pytask");
            driver.end();
            assertShown(driver, "red task", "", false);
            assertShown(driver, "red pytask", "lines", true);
        }
    }

    /** The lines are in Ray's files all the same. */
    @ParameterizedTest
    @FieldSource("VERSIONS")
    void withoutGrpcOneWarningNamesIt(String version) throws Exception {
        try (JavaProcess driver = driver(version, "", "red", "1", "java").start()) {
            await().until(() -> driver.lines().contains("returned"));
            driver.end();
            assertThat(Stream.concat(driver.lines().stream(), driver.errLines().stream())
                            .filter(line -> line.contains("io.grpc:grpc-okhttp")))
                    .singleElement()
                    .asString()
                    .contains(" WARN ", "DriverConsole \"console\"");
            assertThat(Line.in(driver.lines())).isEmpty();
        }
    }

    private static List<String> published(Path bookkeeping) throws IOException {
        try (Stream<Path> files = Files.list(bookkeeping)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("driver-"))
                    .toList();
        }
    }

    /**
     * A worker's line takes both ways, and log4j-ray does not know that it is the same line. The driver has claimed
     * another job in its session before Ray gives it one, and workers look for it by Ray's.
     */
    @Test
    void workerThatWritesAFileAndHasADriverStreamIsShownByBothWays() throws Exception {
        Path session = directory.resolve("session");
        Path bookkeeping = Files.createDirectories(session.resolve("log4jray"));
        for (int number = 1; number < 100; number++) {
            Files.createFile(bookkeeping.resolve("job-%02x000000".formatted(number)));
        }
        Element file = Config.file("${sys:ray.logging.dir}/java-worker-${env:RAY_JOB_ID}-${ray:pid}.log")
                .with(Config.pattern("%m%n").with("header", ":job_id:${env:RAY_JOB_ID}%n"));
        Config appenders = Config.of(file, Config.driverStream().with("sessionDir", session));
        Path worker = Files.writeString(directory.resolve("worker.xml"), appenders.toString());
        RayDriver plan = driver("2.60.0", "", "red", "3", "java").withGrpc();
        try (JavaProcess driver = plan.workerOptions(AgentJar.option(worker), "-Dlog4jray.captureStandardStreams=true")
                .start()) {
            await().until(() -> shown(driver, "red task").size() >= 6
                    && shown(driver, "red actor").size() >= 6);
            String ofRay = driver.lines().stream()
                    .filter(line -> line.startsWith("job "))
                    .map(line -> line.substring("job ".length()))
                    .findFirst()
                    .orElseThrow();
            assertThat(published(bookkeeping))
                    .containsExactlyInAnyOrder("driver-64000000.json", "driver-" + ofRay + ".json");
            driver.end();
            assertThat(published(bookkeeping)).isEmpty();
            for (String word : List.of("red task", "red actor")) {
                assertThat(shown(driver, word))
                        .containsExactlyInAnyOrder(
                                word + " 0", word + " 0", word + " 1", word + " 1", word + " 2", word + " 2");
            }
        }
    }
}
