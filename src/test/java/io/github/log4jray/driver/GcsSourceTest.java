package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.ray.RayDriver;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attribute {@code source} with the address of a Ray cluster. */
class GcsSourceTest {

    @TempDir
    private Path directory;

    private Element console(String source) {
        return Config.driverConsole()
                .with("sessionDir", directory.resolve("session"))
                .with("source", source);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcs://", "gcs://host", "gcs://host:0", "gcs://host:70000", "gcs://tcp://host:1", "gcs:1"})
    void wrongAddressIsOneErrorAndTheDefaultIsUsed(String source) {
        try (StatusMessages messages = StatusMessages.listen();
                Logging driver = Logging.with(console(source))) {
            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains("DriverConsole \"console\": invalid source \"" + source + "\" (expected ", "using tcp");
            driver.logger("a").info("own");
        }
    }

    @Test
    void withoutGrpcTheErrorNamesWhatIsMissing() throws Exception {
        List<String> grpc = RayDriver.grpc();
        assertThat(grpc).isNotEmpty();
        String without = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !grpc.contains(entry))
                .collect(Collectors.joining(File.pathSeparator));
        try (JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                .configured(console("gcs://127.0.0.1:6379"))
                .environment(Map.of("RAY_TMPDIR", directory.toString()))
                .classPath(without)
                .start()) {
            driver.end();
            assertThat(driver.errors()).singleElement().asString().contains("io.grpc:grpc-okhttp", "using tcp");
            assertThat(driver.lines()).anyMatch(line -> line.endsWith("driver goes"));
        }
    }

    /** At an address that documentation may use, where nobody answers. */
    @ParameterizedTest
    @CsvSource({"0, token and lines of workers travel in clear text", "1,"})
    void tokenInClearTextToAnotherHostIsAWarningAndNoneOverTls(String tls, String warning) throws Exception {
        try (JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                .configured(console("gcs://203.0.113.7:6379"))
                .environment(Map.of("RAY_USE_TLS", tls, "RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN", "of the cluster"))
                .start()) {
            await().until(() -> warning == null || (driver.err() + driver.lines()).contains(warning));
            driver.end();
            String said = driver.err() + String.join("\n", driver.lines());
            assertThat(said).contains("driver goes").doesNotContain("of the cluster");
            if (warning == null) {
                assertThat(said).doesNotContain("clear text");
            } else {
                assertThat(said).containsOnlyOnce(warning);
            }
        }
    }
}
