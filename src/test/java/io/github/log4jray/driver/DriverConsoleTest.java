package io.github.log4jray.driver;

import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Screen;
import io.github.log4jray.progress.ProgressBar;
import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The appender: its own events, its attributes, and what outlives a reconfiguration. */
class DriverConsoleTest {

    private static final String SENDER = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path session;

    private final Screen screen = new Screen();

    private Element element(String attributes) {
        return Config.driverConsole()
                .with("sessionDir", session)
                .with("jobId", "0b000000")
                .attributes(attributes);
    }

    private Logging driver(String attributes) {
        return screen.standardFor(() -> Logging.with(element(attributes)));
    }

    private PublishedDriver published() throws IOException {
        return PublishedDriver.await(session, "0b000000");
    }

    @Tag("compat")
    @Test
    void itsOwnEventsArePrintedPlainlyAsRaysJavaPatternSays() {
        try (Logging driver = driver("")) {
            driver.logger("com.example.Own").info("hello\nand more");
            driver.logger("com.example.Own").error("failed", new IllegalStateException("why"));
        }
        assertThat(screen.text())
                .matches("(?s)\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} INFO Own \\[main]: hello\nand more\n"
                        + "\\d{4}-\\d\\d-\\d\\d [^\n]* ERROR Own \\[main]: failed ?\n?"
                        + "java.lang.IllegalStateException: why\n\tat .*\n");
        assertThat(screen.errLines().stream().filter(line -> line.contains("failed")))
                .isEmpty();
    }

    @Tag("compat")
    @Test
    void nestedLayoutIsThatOfItsOwnEventsOnly() throws IOException {
        try (Logging driver = screen.standardFor(() -> Logging.with(element("").with(Config.pattern("[%p] %m%n"))));
                ProtocolPeer peer = ProtocolPeer.connect(published().port())) {
            driver.logger("x").warn("grüße");
            peer.hello(published().token());
            peer.send(batch(1, "of a worker"));
            assertThat(screen.awaitLines(2)).containsExactly("[WARN] grüße", "(pid=45601) of a worker");
        }
    }

    @Test
    void barsOfWorkersAndOfTheDriverAreShownInTheOrderOfTheLines() throws IOException {
        try (Logging driver = driver("");
                ProtocolPeer peer = ProtocolPeer.connect(published().port())) {
            ProgressBar.of("own", 3).close();
            await().until(() -> screen.errLines().size() == 2);
            peer.hello(published().token());
            String state = new ProgressState(45L, 0, "indexing", 100L, "it", "10.9.8.7", 45601, "u", false).line();
            peer.send(batch(1, state, "a line", state.replace("false", "true")));
            screen.awaitLines(1);
            await().until(() -> screen.errLines().size() == 4);
        }
        assertThat(screen.lines()).containsExactly("(pid=45601) a line");
        assertThat(screen.errLines().get(0)).startsWith("own:   0%|          | 0.00/3.00 [00:00<?, ?it/s]");
        assertThat(screen.errLines().get(2))
                .isEqualTo("(pid=45601, ip=10.9.8.7) indexing:  45%|████▌     | 45.0/100 [00:00<?, ?it/s]");
    }

    @Tag("compat")
    @Test
    void itsOwnEventsWithMarkerStderrGoToStandardError() {
        try (Logging driver = driver("")) {
            Marker child = MarkerManager.getMarker("CHILD_OF_STDERR").addParents(MarkerManager.getMarker("STDERR"));
            driver.logger("x").info(MarkerManager.getMarker("STDERR"), "marked");
            driver.logger("x").info(child, "child");
            driver.logger("x").error(MarkerManager.getMarker("OTHER"), "other marker");
            driver.logger("x").fatal("no marker");
        }
        assertThat(screen.errLines()).extracting(DriverConsoleTest::message).contains("marked", "child");
        assertThat(screen.lines()).extracting(DriverConsoleTest::message).containsExactly("other marker", "no marker");
    }

    @Tag("compat")
    @Test
    void itsOwnEventsOfStderrLevelGoToStandardErrorAndWorkersLinesGoWhereTheyWereWritten() throws IOException {
        try (Logging driver = driver("stderrLevel=\"warn\"");
                ProtocolPeer peer = ProtocolPeer.connect(published().port())) {
            driver.logger("x").info("info");
            driver.logger("x").warn("warn");
            driver.logger("x").error("error");
            peer.hello(published().token());
            peer.send(batch(1, "ERROR of a worker"));
            assertThat(screen.awaitLines(2))
                    .extracting(DriverConsoleTest::message)
                    .contains("info");
            assertThat(screen.lines()).contains("(pid=45601) ERROR of a worker").hasSize(2);
        }
        assertThat(screen.errLines()).extracting(DriverConsoleTest::message).contains("warn", "error");
    }

    private static String message(String line) {
        return line.substring(line.indexOf("]: ") < 0 ? 0 : line.indexOf("]: ") + 3);
    }

    @Tag("compat")
    @Test
    void twoContextsShareOneReceiver() throws IOException {
        Logging first = driver("");
        PublishedDriver published = published();
        try (Logging second = driver("");
                ProtocolPeer peer = ProtocolPeer.connect(published.port())) {
            assertThat(second.context().isStarted()).isTrue();
            assertThat(published()).isEqualTo(published);
            peer.hello(published.token(), SENDER);
            first.close();
            assertThat(published()).isEqualTo(published);
            peer.send(batch(1, "still connected"));
            peer.awaitAcked(1);
            assertThat(screen.lines()).containsExactly("(pid=45601) still connected");
        }
        assertThat(PublishedDriver.file(session, "0b000000")).doesNotExist();
    }

    @Tag("compat")
    @Test
    void peersStayConnectedAcrossReconfigurations() throws IOException {
        try (Logging driver = driver("")) {
            PublishedDriver published = published();
            try (ProtocolPeer peer = ProtocolPeer.connect(published.port())) {
                peer.hello(published.token(), SENDER);
                for (int seq = 1; seq <= 5; seq++) {
                    Element other = element("").with("shutdownTimeoutMillis", seq);
                    screen.standardFor(() -> {
                        driver.reconfigure(other);
                        return null;
                    });
                    peer.send(batch(seq, "line " + seq));
                    peer.awaitAcked(seq);
                    assertThat(published()).isEqualTo(published);
                }
            }
        }
        assertThat(screen.lines()).hasSize(5);
    }

    @Test
    void portInUseIsOneErrorAndItsOwnEventsAreStillPrinted() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                StatusMessages messages = StatusMessages.listen();
                Logging driver = driver("port=\"" + taken.getLocalPort() + "\"")) {
            driver.logger("x").info("own");
            String value = "port \"" + taken.getLocalPort() + "\"";
            assertThat(messages.containing(Level.ERROR)).hasSize(1);
            assertThat(messages.containing(Level.ERROR, "DriverConsole", "\"console\"", value))
                    .hasSize(1);
            assertThat(screen.lines()).singleElement().asString().endsWith(": own");
            assertThat(PublishedDriver.file(session, "0b000000")).doesNotExist();
        }
    }

    @Test
    void portThatIsFreedIsListenedAt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Logging driver = driver("port=\"" + taken.getLocalPort() + "\"")) {
            assertThat(driver.context().isStarted()).isTrue();
            taken.close();
            await().until(() -> Files.exists(PublishedDriver.file(session, "0b000000")));
            assertThat(published().port()).isEqualTo(taken.getLocalPort());
            assertThat(WorkerEnvironment.variables()).containsKey("RAY_DRIVER_LOG_ADDRESS");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "port, http",
        "port, 70000",
        "port, -1",
        "source, carrier-pigeon",
        "stderrLevel, loud",
        "shutdownTimeoutMillis, soon",
        "shutdownTimeoutMillis, -5"
    })
    void badValueIsOneErrorAndTheDefaultIsUsed(String attribute, String value) throws IOException {
        try (StatusMessages messages = StatusMessages.listen();
                Logging driver = driver(attribute + "=\"" + value + "\"");
                ProtocolPeer peer = ProtocolPeer.connect(published().port())) {
            assertThat(messages.containing(Level.ERROR)).hasSize(1);
            assertThat(messages.containing(
                            Level.ERROR, "DriverConsole \"console\": invalid " + attribute + " \"" + value + "\""))
                    .hasSize(1);
            assertThat(peer.hello(published().token())).containsKey("driver");
            driver.logger("x").info("own");
            assertThat(screen.lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "yes, false"})
    void workersOfVersionOneAreWelcomeWhereTheAttributeSaysSo(String attribute, boolean welcome) throws IOException {
        try (StatusMessages messages = StatusMessages.listen();
                Logging driver = driver("legacyHello=\"" + attribute + "\"");
                ProtocolPeer old = ProtocolPeer.connect(published().port());
                ProtocolPeer updated = ProtocolPeer.connect(published().port())) {
            old.send("{\"v\":1,\"token\":\"" + published().token() + "\"}");
            assertThat(old.answer()).containsKey(welcome ? "acked" : "error");
            assertThat(updated.hello(published().token())).containsEntry("acked", 0L);
            driver.logger("x").info("own");
            assertThat(messages.containing(Level.ERROR, "legacyHello", "\"yes\""))
                    .hasSize(attribute.equals("yes") ? 1 : 0);
            await().until(() -> messages.containing(Level.WARN, "legacyHello=\"true\" is needed")
                            .isEmpty()
                    == welcome);
        }
    }

    @Test
    void withoutASourceThereIsNoReceiver() {
        try (Logging driver = driver("source=\"none\"")) {
            driver.logger("x").info("own");
            assertThat(screen.lines()).hasSize(1);
            assertThat(PublishedDriver.file(session, "0b000000")).doesNotExist();
            assertThat(WorkerEnvironment.variables()).containsOnlyKeys("RAY_SESSION_DIR", "RAY_JOB_ID");
        }
    }

    @Test
    void stopReadsOnForAsLongAsTheAttributeSays() throws Exception {
        Logging driver = driver("shutdownTimeoutMillis=\"1000\"");
        try (Flood flood = new Flood(published().port(), published().token())) {
            screen.awaitLines(10);
            long start = System.nanoTime();
            driver.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1), Patience.LONG);
            flood.awaitEnd();
        }
    }

    @Test
    void environmentOfWorkersNamesSessionJobAndEndpoint() throws IOException {
        try (Logging driver = driver("")) {
            assertThat(driver.context().isStarted()).isTrue();
            PublishedDriver published = published();
            Map<String, String> variables = WorkerEnvironment.variables();
            assertThat(variables)
                    .containsOnly(
                            Map.entry("RAY_SESSION_DIR", session.toString()),
                            Map.entry("RAY_JOB_ID", "0b000000"),
                            Map.entry("RAY_DRIVER_LOG_ADDRESS", "tcp://127.0.0.1:" + published.port()),
                            Map.entry("RAY_DRIVER_LOG_TOKEN", published.token()));
            variables.put("MINE", "1");
            variables.remove("RAY_JOB_ID");
            assertThat(WorkerEnvironment.variables()).hasSize(4).doesNotContainKey("MINE");
        }
    }

    @Test
    void environmentIsThatOfAConsoleThatStillRuns() {
        try (Logging first = driver("")) {
            assertThat(first.context().isStarted()).isTrue();
            Map<String, String> ofFirst = WorkerEnvironment.variables();
            try (Logging second = driver("host=\"127.0.0.2\"")) {
                assertThat(second.context().isStarted()).isTrue();
                assertThat(WorkerEnvironment.variables().get("RAY_DRIVER_LOG_ADDRESS"))
                        .startsWith("tcp://127.0.0.2:");
            }
            assertThat(WorkerEnvironment.variables()).isEqualTo(ofFirst);
        }
    }

    @Test
    void withoutADriverConsoleTheEnvironmentIsEmptyAndAWarningSaysSo() {
        try (StatusMessages messages = StatusMessages.listen()) {
            Map<String, String> variables = WorkerEnvironment.variables();
            assertThat(variables).isEmpty();
            variables.put("MINE", "1");
            assertThat(messages.containing(Level.WARN, "no DriverConsole is started"))
                    .hasSize(1);
        }
    }
}
