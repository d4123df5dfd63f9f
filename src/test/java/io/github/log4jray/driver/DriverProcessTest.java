package io.github.log4jray.driver;

import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static io.github.log4jray.testing.fakes.ProtocolPeer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.programs.DriverProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A driver as a process of its own, with its real standard streams and its real environment. */
class DriverProcessTest {

    private static final Element CONSOLE = Config.driverConsole().with(Config.pattern("own %m%n"));
    private static final Element FILE = Config.sessionDirectory().with("component", "worker");
    private static final String SENDER = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory;

    private Path session;

    @BeforeEach
    void name() {
        session = directory.resolve("session");
    }

    private JavaProcess.Plan driver(Map<String, String> environment, Element... appenders) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("RAY_SESSION_DIR", session.toString());
        return JavaProcess.plan(directory, DriverProgram.class)
                .configured(appenders)
                .option("-Dray.node-ip=10.0.0.1")
                .environment(all);
    }

    private static void awaitReady(JavaProcess driver) {
        awaitLine(driver, "ready");
    }

    private static void awaitLine(JavaProcess driver, String line) {
        Awaitility.await().until(() -> driver.lines().contains(line));
    }

    @Tag("compat")
    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void driverShowsItsOwnEventsAndItsWorkersToItsEnd(String version) throws Exception {
        try (JavaProcess driver = driver(Map.of(), CONSOLE).onLog4j(version).start()) {
            awaitReady(driver);
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            assertThat(published.pid()).isEqualTo(driver.pid());
            assertThat(driver.lines())
                    .containsExactly(
                            "own driver is up",
                            "RAY_SESSION_DIR=" + session,
                            "RAY_JOB_ID=01000000",
                            "RAY_DRIVER_LOG_ADDRESS=tcp://127.0.0.1:" + published.port(),
                            "RAY_DRIVER_LOG_TOKEN=" + published.token(),
                            "ready");
            try (ProtocolPeer worker = ProtocolPeer.connect(published.port())) {
                worker.hello(published.token(), SENDER);
                worker.send(
                        json(
                                "{'seq':1,'ip':'10.0.0.1','pid':45601,'job':'01000000','lines':['grüße'],'task_name':'t'}"),
                        json("{'seq':2,'ip':'10.0.0.2','pid':45601,'job':'01000000','is_err':true,'lines':['bad']}"),
                        json("{'seq':3,'pid':45601,'job':'02000000','lines':['of another job']}"));
                worker.awaitAcked(3);
                assertThat(driver.lines().get(6)).isEqualTo("(t pid=45601) grüße");
                assertThat(driver.errLines()).contains("(pid=45601, ip=10.0.0.2) bad");
                worker.send(batch(4, "the last line"));
                driver.end();
                worker.awaitAcked(4);
                worker.awaitEnd();
            }
            assertThat(driver.lines().subList(6, driver.lines().size()))
                    .containsOnlyOnce("(t pid=45601) grüße", "own driver goes", "(pid=45601) the last line")
                    .hasSize(3);
            assertThat(PublishedDriver.file(session, "01000000")).doesNotExist();
        }
    }

    @Test
    void linesWithoutEndThatAreAllDifferentCostLimitedMemory() throws Exception {
        try (JavaProcess driver = driver(Map.of("RAY_DEDUP_LOGS_AGG_WINDOW_S", "1000000"), CONSOLE)
                .option("-Xmx40m")
                .start()) {
            awaitReady(driver);
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            try (ProtocolPeer peer = ProtocolPeer.connect(published.port())) {
                peer.hello(published.token(), SENDER);
                String filler = " " + "x".repeat(1000);
                for (int seq = 1; seq <= 60_000; seq++) {
                    peer.send(batch(seq, "y".repeat(seq % 997) + " " + "z".repeat(seq / 997) + filler));
                }
                peer.awaitAcked(60_000);
            }
            driver.end();
            assertThat(driver.errLines()).isEmpty();
        }
    }

    /** Unit tests prove the meaning of each variable; this one proves that those of the process are read. */
    @Test
    void variablesOfTheProcessAreObeyed() throws Exception {
        String token = "any text of 18 chars, 1 \\";
        Map<String, String> variables = Map.of(
                "RAY_JOB_ID", "2A000000",
                "RAY_DRIVER_LOG_TOKEN", token,
                "RAY_DISABLE_WORKER_LOG_PREFIX", "1",
                "RAY_LOG_TO_DRIVER", "1");
        try (JavaProcess driver = driver(variables, CONSOLE, FILE)
                .option("-DRAY_DEDUP_LOGS_SKIP_REGEX=noise")
                .start()) {
            awaitReady(driver);
            PublishedDriver published = PublishedDriver.await(session, "2a000000");
            assertThat(published.token()).isEqualTo(token);
            assertThat(logFiles()).contains("worker-2a000000" + "f".repeat(48) + "-2a000000-" + driver.pid() + ".out");
            try (ProtocolPeer peer = ProtocolPeer.connect(published.port())) {
                peer.hello(token, SENDER);
                peer.send(batch(1, "without a prefix", "noise"));
                peer.awaitAcked(1);
            }
            driver.end();
            assertThat(driver.lines()).contains("without a prefix").doesNotContain("noise");
            assertThat(driver.errors()).isEmpty();
        }
    }

    @Test
    void twoDriversOfOneSessionClaimTwoJobs() throws Exception {
        try (JavaProcess one = driver(Map.of(), FILE, CONSOLE).start();
                JavaProcess two = driver(Map.of(), CONSOLE, FILE).start()) {
            awaitReady(one);
            awaitReady(two);
            PublishedDriver first = PublishedDriver.await(session, "01000000");
            PublishedDriver second = PublishedDriver.await(session, "02000000");
            assertThat(List.of(first.pid(), second.pid())).containsExactlyInAnyOrder(one.pid(), two.pid());
            assertThat(logFiles())
                    .contains(
                            "worker-01000000" + "f".repeat(48) + "-01000000-" + first.pid() + ".out",
                            "worker-02000000" + "f".repeat(48) + "-02000000-" + second.pid() + ".out");
            one.end();
            two.end();
        }
        try (JavaProcess three = driver(Map.of(), CONSOLE).start()) {
            awaitReady(three);
            assertThat(three.lines()).contains("RAY_JOB_ID=03000000");
            three.end();
        }
    }

    private List<String> logFiles() throws IOException {
        try (Stream<Path> files = Files.list(session.resolve("logs"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void peerThatNeverEndsItsLineCostsNoMemory() throws Exception {
        try (JavaProcess driver = driver(Map.of(), CONSOLE).option("-Xmx32m").start()) {
            awaitReady(driver);
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            try (ProtocolPeer peer = ProtocolPeer.connect(published.port())) {
                peer.hello(published.token(), SENDER);
                byte[] part = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < 200; i++) {
                    peer.send(part);
                }
                peer.send("", batch(2, "after all that"));
                peer.awaitAcked(2);
            }
            assertThat(driver.lines()).last().isEqualTo("(pid=45601) after all that");
            driver.end();
        }
    }

    @Test
    void driverThatDiesLeavesItsJobToNobody() throws Exception {
        try (JavaProcess driver = driver(Map.of(), CONSOLE).start()) {
            awaitReady(driver);
            driver.kill();
        }
        try (JavaProcess next = driver(Map.of(), CONSOLE).start()) {
            awaitReady(next);
            assertThat(next.lines()).contains("RAY_JOB_ID=02000000");
            next.end();
        }
    }
}
