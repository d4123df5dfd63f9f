package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Programs whose standard streams are captured, each in a JVM of its own, and the files of the session that they
 * log to.
 *
 * @param directory of the test
 * @param log4j what they run on, one of {@link JavaProcess#LOG4J_VERSIONS}
 */
record Capturing(Path directory, String log4j) {

    /** Captures, and writes {@code raylet.out} and {@code raylet.err}. */
    static final Element RAYLET =
            Config.sessionDirectory().with("component", "raylet").with("captureStandardStreams", true);

    /** Makes all loggers asynchronous. */
    static final String ASYNC_LOGGERS =
            "-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector";

    /** @return an appender that captures and writes this file */
    static Element file(String name) {
        return Config.sessionDirectory()
                .with("name", name)
                .with("fileName", name)
                .with("captureStandardStreams", true);
    }

    private Path session() {
        return directory.resolve("session");
    }

    /** @return the file of this name among the logs */
    Path log(String name) {
        return session().resolve("logs").resolve(name);
    }

    /** @return the lines of the file of this name */
    List<String> lines(String name) {
        return lines(log(name));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return how this program is to be started, whose first argument is the directory of the test */
    JavaProcess.Plan plan(Class<?> program, String... arguments) {
        String[] all = Stream.concat(Stream.of(directory.toString()), Stream.of(arguments))
                .toArray(String[]::new);
        JavaProcess.Plan plan = JavaProcess.plan(directory, program, all)
                .environment(Map.of("RAY_SESSION_DIR", session().toString()));
        return plan.onLog4j(log4j);
    }

    /** Runs a program to its end, which must be a good one. */
    JavaProcess run(JavaProcess.Plan plan) throws IOException, InterruptedException {
        try (JavaProcess process = plan.start()) {
            int code = process.join();
            assertThat(code).as("exit code; %s", said(process)).isZero();
            return process;
        }
    }

    /** What a program that failed has to say may be captured. */
    private String said(JavaProcess process) {
        Path logs = log("none").getParent();
        try (Stream<Path> files = Files.exists(logs) ? Files.list(logs) : Stream.<Path>empty()) {
            return "printed: " + process.lines() + process.err() + "; logged: "
                    + files.map(file ->
                                    file + ": " + lines(file).stream().limit(40).collect(Collectors.joining("\n")))
                            .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
