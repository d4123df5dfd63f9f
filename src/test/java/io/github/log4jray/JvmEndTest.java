package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.EndOfJvm;
import io.github.log4jray.testing.programs.LogLines;
import io.github.log4jray.testing.programs.UnfinishedPrint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a JVM in which nobody stops Log4j, and of one in which Log4j's own shutdown hook does. */
class JvmEndTest {

    private static final String NO_HOOK = "-Dlog4j2.shutdownHookEnabled=false";
    private static final int QUEUED = 100_000;
    private static final String ALL_ASYNC =
            "-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector";
    private static final Element FILE =
            Config.sessionDirectory().with("fileName", "app.log").with(Config.pattern("%m%n"));

    @TempDir
    private Path directory;

    private static List<String> expected() {
        return Stream.concat(
                        IntStream.range(0, EndOfJvm.LINES).mapToObj(i -> "line " + i),
                        IntStream.range(0, EndOfJvm.OF_HOOK).mapToObj(i -> "hook " + i))
                .toList();
    }

    private JavaProcess.Plan plan(Class<?> program, String... arguments) {
        return JavaProcess.plan(directory, program, arguments)
                .environment(
                        Map.of("RAY_SESSION_DIR", directory.resolve("session").toString()));
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(directory.resolve("session/logs/app.log"));
    }

    private static void end(JavaProcess process, String how) throws Exception {
        if (how.equals("signal")) {
            awaitLine(process, "ready");
            process.signal("TERM");
        }
        process.join();
    }

    private static void awaitLine(JavaProcess process, String line) {
        Awaitility.await().until(() -> process.lines().contains(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "return", "signal"})
    void fileHasEveryEventAlsoThoseOfAnApplicationsHook(String how) throws Exception {
        try (JavaProcess process =
                plan(EndOfJvm.class, how).configured(FILE).option(NO_HOOK).start()) {
            end(process, how);
        }

        assertThat(log()).isEqualTo(expected());
    }

    @Test
    void configurationWithItsHookOffLosesNothing() throws Exception {
        Config configuration = Config.of(FILE).with("shutdownHook", "disable");
        try (JavaProcess process =
                plan(EndOfJvm.class, "exit").configured(configuration).start()) {
            end(process, "exit");
        }

        assertThat(log()).isEqualTo(expected());
    }

    /** As with the Servlet API on the class path. */
    @Test
    void webApplicationLosesNothing() throws Exception {
        try (JavaProcess process = plan(EndOfJvm.class, "exit")
                .configured(FILE)
                .option("-Dlog4j2.is.webapp=true")
                .start()) {
            end(process, "exit");
        }

        assertThat(log()).isEqualTo(expected());
    }

    private static Element queueTo(String appender) {
        return Config.async(appender).with("bufferSize", QUEUED);
    }

    private static List<String> queued() {
        return IntStream.range(0, QUEUED).mapToObj(i -> "line " + i).toList();
    }

    private static Stream<Arguments> queues() {
        // slower than the program that logs
        Element file = FILE.with("immediateFlush", true);
        Config async = Config.of(file).and(queueTo("file")).writingTo("async");
        Config direct = Config.of(file);
        return Stream.of(
                Arguments.of("Async", async, "-Dnothing="),
                Arguments.of(
                        "AsyncRoot", direct.root(Config.element("AsyncRoot").with("level", "info")), "-Dnothing="),
                Arguments.of("all loggers", direct, ALL_ASYNC),
                Arguments.of("both", async, ALL_ASYNC));
    }

    @ParameterizedTest
    @MethodSource("queues")
    void fileHasEveryEventThatWaitsInAQueue(String name, Config configuration, String option) throws Exception {
        try (JavaProcess process = plan(LogLines.class, "" + QUEUED)
                .configured(configuration)
                .option(NO_HOOK)
                .option(option)
                .start()) {
            process.join();
        }

        assertThat(log()).as(name).isEqualTo(queued().subList(0, QUEUED));
    }

    @Test
    void driverPrintsItsOwnEventsThatWaitInAQueue() throws Exception {
        Config queued = Config.of(Config.driverConsole().with("source", "none").with(Config.pattern("%m%n")))
                .and(queueTo("console"))
                .writingTo("async");
        try (JavaProcess process = plan(LogLines.class, "" + QUEUED)
                .configured(queued)
                .option(NO_HOOK)
                .start()) {
            process.join();

            assertThat(process.lines()).isEqualTo(queued());
        }
    }

    @Test
    void log4jsOwnHookStillStopsTheAppenders() throws Exception {
        try (JavaProcess process = plan(EndOfJvm.class, "exit").configured(FILE).start()) {
            assertThat(process.join()).isZero();
            assertThat(process.errors()).isEmpty();
        }

        assertThat(log()).containsAll(expected().subList(0, EndOfJvm.LINES));
    }

    /** The log is a named pipe that nobody reads: opening it does not return. The first program has a hook that logs. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"EndOfJvm, false", "EndOfJvm, true", "LogLines, false"})
    void storageThatBlocksHoldsUpTheEndForALimitedTime(String program, boolean hook) throws Exception {
        Path pipe = Files.createDirectories(directory.resolve("session/logs")).resolve("app.log");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        JavaProcess.Plan plan =
                program.equals("LogLines") ? plan(LogLines.class, "1000") : plan(EndOfJvm.class, "exit");
        try (JavaProcess process = plan.configured(FILE)
                .option("-Dlog4j2.shutdownHookEnabled=" + hook)
                .start()) {
            assertThat(process.join()).isZero();

            assertThat(process.errors())
                    .singleElement()
                    .asString()
                    .containsPattern("blocks: 10\\d\\d records were not written");
        }
    }

    @ParameterizedTest
    @CsvSource({"exit, false", "return, false", "signal, false", "exit, true"})
    void streamWaitsForItsDriver(String how, boolean hook) throws Exception {
        try (FakeDriver driver = FakeDriver.listen();
                JavaProcess process = plan(EndOfJvm.class, how)
                        .configured(Config.driverStream()
                                .with("address", driver.address())
                                .with("shutdownTimeoutMillis", 60_000))
                        .option(FakeDriver.TOKEN_OPTION)
                        .option("-Dlog4j2.shutdownHookEnabled=" + hook)
                        .start();
                FakeDriver.Connection connection = driver.welcome("0123456789abcdef0123456789abcdef", 0)) {
            if (how.equals("signal")) {
                awaitLine(process, "ready");
                process.signal("TERM");
            }
            List<Object> lines = acknowledged(connection);
            process.join();

            // with Log4j's own hook, the events of another hook come before or after its stop
            List<String> wanted = hook ? expected().subList(0, EndOfJvm.LINES) : expected();
            assertThat(hook ? lines.subList(0, EndOfJvm.LINES) : lines).isEqualTo(wanted);
            assertThat(process.err() + process.lines()).doesNotContain("not acknowledged");
        }
    }

    /** Acknowledges each batch, until the worker ends the connection. */
    private static List<Object> acknowledged(FakeDriver.Connection connection) throws IOException {
        List<Object> lines = new ArrayList<>();
        for (String line = connection.nextLineOrEnd(); line != null; line = connection.nextLineOrEnd()) {
            if (!line.isEmpty()) {
                Map<String, Object> batch = ProtocolPeer.object(line.getBytes(StandardCharsets.UTF_8));
                lines.addAll((List<?>) batch.get("lines"));
                connection.acknowledge((Long) batch.get("seq"));
            }
        }
        return lines;
    }

    @Test
    void streamSaysWhatNoDriverHasAcknowledged() throws Exception {
        try (FakeDriver driver = FakeDriver.listen();
                JavaProcess process = plan(EndOfJvm.class, "exit")
                        .configured(Config.driverStream().with("address", driver.address()))
                        .option(FakeDriver.TOKEN_OPTION)
                        .option(NO_HOOK)
                        .start();
                FakeDriver.Connection connection = driver.welcome("0123456789abcdef0123456789abcdef", 0)) {
            process.join();

            assertThat(process.err() + process.lines())
                    .contains(expected().size() + " lines were not acknowledged by a driver before the stop");
            assertThat(connection.nextLines()).isNotNull();
        }
    }

    @Test
    void driverPrintsWhatItHolds() throws Exception {
        try (JavaProcess driver = plan(DriverProgram.class)
                .configured(Config.driverConsole().with(Config.pattern("own %m%n")))
                .option(NO_HOOK)
                .start()) {
            awaitLine(driver, "ready");
            PublishedDriver published = PublishedDriver.await(directory.resolve("session"), "01000000");
            try (ProtocolPeer one = ProtocolPeer.connect(published.port());
                    ProtocolPeer two = ProtocolPeer.connect(published.port())) {
                one.hello(published.token(), "1".repeat(32));
                two.hello(published.token(), "2".repeat(32));
                one.send(ProtocolPeer.json("{'seq':1,'pid':1,'job':'01000000','lines':['alike']}"));
                one.awaitAcked(1);
                two.send(ProtocolPeer.json("{'seq':1,'pid':2,'job':'01000000','lines':['alike']}"));
                two.awaitAcked(1);
                driver.end();
            }
            assertThat(driver.lines()).contains("own driver goes").contains("(pid=1) alike", "(pid=2) alike");
        }
    }

    @Test
    void whatIsPrintedWithoutALineEndIsInTheFile() throws Exception {
        try (JavaProcess process = plan(UnfinishedPrint.class)
                .configured(FILE.with("captureStandardStreams", true))
                .option(NO_HOOK)
                .start()) {
            process.join();
        }

        assertThat(log()).containsExactly("own", "no end");
    }
}
