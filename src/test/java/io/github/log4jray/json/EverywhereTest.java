package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.OnEachLog4j;
import io.github.log4jray.testing.fixtures.Patience;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads at once log through {@code RayJsonLayout} in whatever appender, on each Log4j: each record is one line. */
@Tag("compat")
@OnEachLog4j
class EverywhereTest {

    private static final int THREADS = 8;
    private static final int RECORDS = 200;
    private static final String ASYNC =
            "-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector";
    private static final String GARBAGE_FREE = "-Dlog4j2.garbagefreeThreadContextMap=true";
    private static final String NO_THREAD_LOCALS = "-Dlog4j2.enableThreadlocals=false";

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    private Config configuration(String driver) {
        Element located = Config.rayJson().with("locationInfoEnabled", true);
        return Config.of(
                        Config.file(file("plain")).with("name", "plain").with(located),
                        Config.file(file("behind")).with("name", "behind").with(located),
                        Config.async("behind").with("includeLocation", true),
                        Config.element("RollingRandomAccessFile")
                                .with("name", "rolling")
                                .with("fileName", file("rolling"))
                                .with("filePattern", file("rolling") + ".%i")
                                .with("immediateFlush", false)
                                .with(
                                        Config.rayJson(),
                                        Config.element("SizeBasedTriggeringPolicy")
                                                .with("size", "1 GB")),
                        Config.console().with(Config.rayJson()),
                        Config.sessionDirectory()
                                .with("name", "session")
                                .with("sessionDir", directory.resolve("session"))
                                .with("fileName", "app.log")
                                .with(Config.rayJson()),
                        Config.driverStream()
                                .with("shutdownTimeoutMillis", 60_000)
                                .with("address", driver)
                                .with(Config.rayJson()))
                .root(Config.element("Root").with("level", "info").with("includeLocation", true))
                .writingTo("plain", "async", "rolling", "console", "session", "driver");
    }

    private Path file(String name) {
        return directory.resolve(name + ".log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", NO_THREAD_LOCALS, GARBAGE_FREE + " " + ASYNC})
    void eachRecordIsOneWholeLine(String options) throws Exception {
        try (FakeDriver driver = FakeDriver.listen()) {
            CompletableFuture<List<String>> streamed = CompletableFuture.supplyAsync(() -> streamed(driver));
            JavaProcess.Plan plan = plan(driver.address()).onLog4j(log4j);
            Arrays.stream(options.split(" "))
                    .filter(option -> !option.isEmpty())
                    .forEach(plan::option);
            List<String> console = run(plan);
            assertWhole(console.stream().map(JsonLines::object).toList(), false);
            assertWhole(JsonLines.of(file("plain")), true);
            assertWhole(JsonLines.of(file("behind")), true);
            assertWhole(JsonLines.of(file("rolling")), false);
            assertWhole(JsonLines.of(directory.resolve("session/logs/app.log")), false);
            List<String> lines = streamed.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            assertWhole(lines.stream().map(JsonLines::object).toList(), false);
        }
    }

    @Test
    void jsonTemplateLayoutNeedNotBeThere() throws Exception {
        JavaProcess.Plan plan = JavaProcess.plan(directory, LogWithContext.class, "2", "50")
                .configured(Config.console().with(Config.rayJson()))
                .classPath(classPathWithoutTemplates());
        assertThat(run(plan))
                .hasSize(100)
                .allSatisfy(line -> assertThat(JsonLines.object(line)).isNotEmpty());
    }

    private String classPathWithoutTemplates() {
        String all = JavaProcess.classPathOn(log4j, System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.contains("log4j-layout-template-json"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private JavaProcess.Plan plan(String driver) throws IOException {
        return JavaProcess.plan(directory, LogWithContext.class, String.valueOf(THREADS), String.valueOf(RECORDS))
                .configured(configuration(driver))
                .option(FakeDriver.TOKEN_OPTION);
    }

    /** Gives what it has printed, which is nothing but lines of JSON. */
    private static List<String> run(JavaProcess.Plan plan) throws Exception {
        try (JavaProcess process = plan.start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errLines()).isEmpty();
            return process.lines();
        }
    }

    private static List<String> streamed(FakeDriver driver) {
        List<String> lines = new ArrayList<>();
        try {
            // not closed: the worker would warn that it has lost its driver
            FakeDriver.Connection worker = driver.welcome("ab".repeat(16), 0);
            while (lines.size() < THREADS * RECORDS) {
                Map<String, Object> batch = worker.next();
                ((List<?>) batch.get("lines")).forEach(line -> lines.add((String) line));
                worker.acknowledge((Long) batch.get("seq"));
            }
        } catch (IOException e) {
            throw new AssertionError(lines.size() + " lines came", e);
        }
        return lines;
    }

    private static void assertWhole(List<Map<String, Object>> lines, boolean located) {
        TreeSet<String> messages = new TreeSet<>();
        for (Map<String, Object> line : lines) {
            String message = (String) line.get("message");
            messages.add(message);
            String name = message.substring(0, message.indexOf(' '));
            int number = Integer.parseInt(message.substring(name.length() + 1));
            assertThat(line)
                    .containsEntry("name", "app." + name)
                    .containsEntry("task_name", name)
                    .containsEntry("number", String.valueOf(number))
                    .containsEntry("levelname", number % 10 == 0 ? "ERROR" : "INFO");
            assertThat(line.get("third")).isEqualTo(number % 3 == 0 ? "\"" + name + "\"\n" : null);
            assertThat(line.get("filename")).isEqualTo(located ? "LogWithContext.java" : null);
            if (number % 10 == 0) {
                assertThat((String) line.get("exc_text"))
                        .startsWith("java.lang.IllegalStateException: " + name + "\n\tat "
                                + LogWithContext.class.getName());
            } else {
                assertThat(line).doesNotContainKey("exc_text");
            }
        }
        assertThat(lines).hasSize(THREADS * RECORDS);
        assertThat(messages).hasSize(THREADS * RECORDS);
    }
}
