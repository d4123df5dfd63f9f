package io.github.log4jray;

import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.FreePorts;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.KeyStores;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.LogLines;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Plans a driver and its workers in TLS, each a process with a whole configuration.
 *
 * @param directory of the session and of what they print
 * @param log4j the version
 * @param port of the driver
 */
record TlsProcesses(Path directory, String log4j, int port) {

    static final String TOKEN = "a token that is long enough";

    static TlsProcesses in(Path directory) throws IOException {
        return on(JavaProcess.LOG4J_VERSIONS.get(0), directory);
    }

    static TlsProcesses on(String log4j, Path directory) throws IOException {
        return new TlsProcesses(directory, log4j, FreePorts.one());
    }

    Path session() {
        return directory.resolve("session");
    }

    JavaProcess.Plan driver(Element console) throws IOException {
        return plan(DriverProgram.class)
                .configured(console.with("sessionDir", session())
                        .with("jobId", "01000000")
                        .with("port", port));
    }

    JavaProcess.Plan worker(Element stream) throws IOException {
        return plan(LogLines.class).configured(stream);
    }

    private JavaProcess.Plan plan(Class<?> program) {
        return JavaProcess.plan(directory, program)
                .onLog4j(log4j)
                .environment(Map.of("RAY_DRIVER_LOG_TOKEN", TOKEN, "KEY_PASSWORD", KeyStores.PASSWORD));
    }

    static JavaProcess ready(JavaProcess driver) {
        await().until(() -> driver.lines().contains("ready"));
        return driver;
    }

    /** @return our appender of a worker that knows the address, not the session */
    static Element streamTo(String host, int port) {
        return Config.driverStream().with("jobId", "01000000").with("address", "tls://" + host + ":" + port);
    }

    /**
     * @param key null for no {@code KeyStore}
     * @param trust null for no {@code TrustStore}
     */
    static Element ssl(Path key, Path trust) {
        Element ssl = Config.element("Ssl");
        ssl = key == null ? ssl : ssl.with(store("KeyStore", key));
        return trust == null ? ssl : ssl.with(store("TrustStore", trust));
    }

    private static Element store(String element, Path file) {
        return Config.element(element)
                .with("location", file)
                .with("type", "PKCS12")
                .with("passwordEnvironmentVariable", "KEY_PASSWORD");
    }

    static String classPathWithoutTls() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("tls-channel"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    static void awaitLine(JavaProcess driver, String text) {
        await().until(() -> driver.lines().stream().anyMatch(line -> line.endsWith(text)));
    }
}
