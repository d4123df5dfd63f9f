package io.github.log4jray.receiver;

import static io.github.log4jray.testing.fakes.ProtocolPeer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.Crowd;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.Shown;
import io.github.log4jray.testing.fixtures.ThreadTimes;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.DriverWithFiles;
import io.github.log4jray.testing.programs.LogLines;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver with little memory among peers that mean no good, and an honest worker that must not notice. */
class HostilePeersTest {

    private static final int LINES = 2_000;
    private static final int FILES = 200;
    private static final String SENDER = "0123456789abcdef0123456789abcdef";
    private static final String OTHER_JOB = "{'pid':666,'job':'09000000','lines':['hostile']";

    @TempDir
    private Path directory;

    private Path session;

    @BeforeEach
    void name() {
        session = directory.resolve("session");
    }

    private JavaProcess.Plan driver() throws IOException {
        return driver(DriverProgram.class);
    }

    private JavaProcess.Plan driver(Class<?> program) throws IOException {
        return JavaProcess.plan(directory, program)
                .configured(Config.driverConsole())
                .option("-Xmx96m")
                .option("-DRAY_DEDUP_LOGS=0")
                .environment(Map.of("RAY_SESSION_DIR", session.toString(), "RAY_NODE_IP", "10.0.0.1"));
    }

    private JavaProcess worker() throws IOException {
        return JavaProcess.plan(directory, LogLines.class)
                .configured(Config.driverStream().with("overflow", "block").with("shutdownTimeoutMillis", "90000"))
                .environment(Map.of("RAY_SESSION_DIR", session.toString(), "RAY_NODE_IP", "10.0.0.1"))
                .start();
    }

    private static void awaitShown(JavaProcess driver, JavaProcess worker, int lines) {
        await().until(() -> Shown.in(driver.lines()).of(worker).size() >= lines);
    }

    /** The lines of the honest workers are shown, and no others. */
    private static void assertShown(JavaProcess driver, int lines, JavaProcess... workers) {
        for (JavaProcess worker : workers) {
            assertThat(Shown.in(driver.lines()).of(worker))
                    .isEqualTo(IntStream.range(0, lines).boxed().toList());
        }
        assertThat(driver.lines().stream().filter(line -> line.startsWith("("))).hasSize(lines * workers.length);
        assertThat(driver.lines()).noneMatch(line -> line.contains("hostile"));
    }

    @Tag("slow")
    @Test
    void fiveThousandStrangersGetNothingAndAreOneLineAndACount() throws Exception {
        try (JavaProcess driver = driver().start()) {
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            try (JavaProcess before = worker();
                    Crowd crowd = new Crowd(published.port())) {
                before.tell(LINES);
                awaitShown(driver, before, LINES);
                String batch = "\n" + json("{'seq':1,'pid':666,'lines':['hostile']}") + "\n";
                String hello = ProtocolPeer.helloLine(SENDER, "5e".repeat(16)) + "\n";
                crowd.join(500, hello + json("{'proof':'" + "5e".repeat(32) + "'}") + batch);
                crowd.join(500, json("{'v':1,'token':'" + published.token() + "'}") + batch);
                crowd.join(500, json("{'sender':'" + SENDER + "'}") + batch);
                crowd.join(500, "{\"token\":".repeat(400) + "\n" + batch);
                crowd.join(500, "[".repeat(100_000));
                crowd.join(500, "\u0000\u00ff\u001b[2J hostile\n" + batch);
                crowd.join(500, "GET /hostile HTTP/1.1\r\n\r\n" + batch);
                crowd.join(500, "x".repeat(1 << 16));
                crowd.join(1000, "");
                before.tell(LINES);
                try (JavaProcess after = worker()) {
                    after.tell(LINES);
                    after.tell(LINES);
                    for (byte drop : json("{'token':'guessed").getBytes(StandardCharsets.US_ASCII)) {
                        crowd.say(String.valueOf((char) drop));
                    }
                    awaitShown(driver, before, 2 * LINES);
                    awaitShown(driver, after, 2 * LINES);
                    before.end();
                    after.end();
                    assertShown(driver, 2 * LINES, before, after);
                    assertThat(before.errLines()).isEmpty();
                }
            }
            driver.end();
            // one line, and a count for each minute that the test takes and for its end
            List<String> said = driver.errLines();
            assertThat(said.get(0)).contains("WARN", "DriverConsole \"console\"", "is refused");
            assertThat(said.subList(1, said.size()))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("connections were refused"))
                    .last()
                    .asString()
                    .containsPattern("[3-5]\\d{3} connections were refused");
        }
    }

    @Tag("slow")
    @Test
    void peersWithTheTokenThatHoldHalfALineForEverDoNotUseUpTheMemory() throws Exception {
        try (JavaProcess driver = driver().start()) {
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            try (JavaProcess worker = worker();
                    Crowd crowd = new Crowd(published.port())) {
                crowd.join(1500, published.token(), json("{'pid':666,'lines':['hostile"));
                worker.tell(LINES);
                awaitShown(driver, worker, LINES);
                for (int i = 0; i < 50; i++) {
                    crowd.say("x".repeat(1000));
                }
                crowd.join(300, published.token(), "x".repeat(60_000));
                for (int i = 0; i < 20; i++) {
                    crowd.say("x".repeat(20_000));
                }
                worker.tell(LINES);
                awaitShown(driver, worker, 2 * LINES);
                worker.end();
                assertShown(driver, 2 * LINES, worker);
            }
            driver.end();
            assertThat(driver.errLines()).noneMatch(line -> line.contains("OutOfMemory"));
        }
    }

    @Test
    void peerThatNeverReadsItsAcknowledgementsIsServedAsAnyOther() throws Exception {
        try (JavaProcess driver = driver().start()) {
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            try (JavaProcess worker = worker();
                    ProtocolPeer slow = ProtocolPeer.connect(published.port())) {
                slow.hello(published.token(), SENDER);
                for (int seq = 1; seq <= 300_000; seq += 1000) {
                    slow.send(IntStream.range(seq, seq + 1000)
                            .mapToObj(each -> json(OTHER_JOB + ",'seq':" + each + "}"))
                            .toArray(String[]::new));
                }
                worker.tell(LINES);
                awaitShown(driver, worker, LINES);
                worker.end();
                assertShown(driver, LINES, worker);
                slow.awaitAcked(300_000);
            }
            driver.end();
        }
    }

    private static int openFiles(JavaProcess process) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return (int) files.count();
        }
    }

    @Test
    void withoutFileDescriptorsItWaitsWithoutSpinningAndThenGoesOn() throws Exception {
        try (JavaProcess driver = driver(DriverWithFiles.class)
                        .launchedBy("sh", "-c", "ulimit -n " + FILES + "; exec \"$@\"", "sh")
                        .classPath(AgentJar.path() + File.pathSeparator + System.getProperty("java.class.path"))
                        .start();
                JavaProcess worker = worker()) {
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            worker.tell(LINES);
            awaitShown(driver, worker, LINES);
            try (Crowd crowd = new Crowd(published.port())) {
                // the application takes what connections would leave to it, and more
                driver.tell(FILES - openFiles(driver) - 10);
                crowd.join(400, ProtocolPeer.helloLine(null, "5e".repeat(16)) + "\n");
                await().until(() -> driver.err().contains("can't accept connections"));
                ThreadTimes.awaitIdle(Duration.ofSeconds(2), Duration.ofMillis(400), driver);
                worker.tell(LINES);
                awaitShown(driver, worker, 2 * LINES);
            }
            driver.tell(0);
            try (JavaProcess after = worker()) {
                after.tell(LINES);
                after.tell(LINES);
                awaitShown(driver, after, 2 * LINES);
                after.end();
                worker.end();
                assertShown(driver, 2 * LINES, worker, after);
            }
            driver.end();
            List<String> errors = driver.errors();
            assertThat(errors)
                    .singleElement()
                    .asString()
                    .contains("can't accept connections", "see ulimit -n", "Too many open files");
        }
    }
}
