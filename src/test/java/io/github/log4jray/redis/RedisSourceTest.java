package io.github.log4jray.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.display.Screen;
import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.receiver.RunningReceiver;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Certificate;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.DriverOfWorkers;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.LogLines;
import io.github.log4jray.testing.programs.TalkingDriver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

/** A driver whose lines come by a real Redis. */
@Tag("redis")
class RedisSourceTest {

    @TempDir
    Path directory;

    private final Screen screen = new Screen();

    @Test
    void everyLineOfItsWorkersIsShownOnceAndInOrder() throws Exception {
        int count = 20_000;
        Path worker = directory.resolve("worker.xml");
        Files.writeString(
                worker,
                Config.of(Config.driverStream().with("overflow", "block").with("shutdownTimeoutMillis", 60_000))
                        .toString());
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess driver = JavaProcess.plan(
                                directory, DriverOfWorkers.class, "3", Integer.toString(count), worker.toString())
                        .configured(Config.driverConsole()
                                .with("source", redis.address())
                                .with("shutdownTimeoutMillis", 60_000))
                        .option("-DRAY_DEDUP_LOGS=0")
                        .environment(Map.of(
                                "RAY_SESSION_DIR", directory.resolve("session").toString()))
                        .start()) {
            assertThat(driver.join()).as(driver.err()).isZero();
            Map<String, List<String>> byWorker = driver.lines().stream()
                    .filter(line -> line.startsWith("(pid="))
                    .collect(Collectors.groupingBy(line -> line.substring(0, line.indexOf(')'))));
            assertThat(byWorker).hasSize(3);
            assertThat(byWorker.values())
                    .allSatisfy(lines -> assertThat(lines.stream()
                                    .map(line -> line.substring(line.indexOf(')') + 2))
                                    .toList())
                            .isEqualTo(IntStream.range(0, count)
                                    .mapToObj(i -> "line " + i)
                                    .toList()));
            assertThat(driver.errors()).isEmpty();
        }
    }

    @Test
    void batchesOfOtherProgramsAreShownAndGarbageIsCounted() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                StatusMessages messages = StatusMessages.listen();
                Logging driver = driver(redis.address(), "jobId=\"01000000\"")) {
            publish(
                    redis,
                    "{\"ip\":\"10.9.9.9\",\"pid\":77,\"job\":\"01000000\",\"is_err\":false,\"lines\":[\"by Ray\"],"
                            + "\"actor_name\":null,\"task_name\":\"count\"}");
            publish(redis, "{\"ip\":\"10.9.9.9\",\"pid\":77,\"job\":\"02000000\",\"lines\":[\"of another job\"]}");
            publish(redis, "garbage");
            redis.publish(1, new byte[] {(byte) 0xff, 0, '{'});
            publish(redis, "{\"lines\":[1]}");
            publish(redis, "[".repeat(100_000));
            publish(redis, "{\"pid\":\"x\",\"lines\":[\"" + "y".repeat(5 << 20) + "\"]}");
            publish(redis, "{\"pid\":78,\"lines\":[\"of no job\"]}");
            assertThat(screen.awaitLines(2))
                    .containsExactly("(count pid=77, ip=10.9.9.9) by Ray", "(pid=78) of no job");
            assertThat(messages.containing(Level.WARN, redis.address(), "expected a batch)"))
                    .hasSize(1);
            driver.close();
            assertThat(messages.containing(Level.WARN, redis.address(), "5 invalid messages"))
                    .hasSize(1);
        }
    }

    @Test
    void barsOfWorkersInJavaAndElsewhereAreShown() throws Exception {
        Path bars = directory.resolve("bars");
        try (RedisServer redis = RedisServer.start(directory);
                Logging driver = driver(redis.address(), "jobId=\"01000000\"");
                JavaProcess worker = JavaProcess.plan(Files.createDirectory(bars), TalkingDriver.class)
                        .configured(
                                Config.driverStream().with("jobId", "01000000").with("address", redis.address()))
                        .start()) {
            worker.tell("bar indexing 4");
            await().untilAsserted(() ->
                    assertThat(screen.errLines() + worker.err() + screen.text()).contains(" indexing:   0%|"));
            worker.tell("step 4");
            worker.end();
            await().until(() -> screen.errLines().stream().anyMatch(line -> line.contains(" indexing: 100%|")));
            assertThat(screen.errLines().stream().filter(line -> line.contains("indexing")))
                    .allMatch(line -> line.startsWith("(pid=" + worker.pid() + ") indexing: "));
            String state = new ProgressState(45, 0, "python", 100, "rows", "10.9.9.9", 77, "u", true).line();
            publish(
                    redis,
                    "{\"ip\":\"10.9.9.9\",\"pid\":77,\"job\":\"01000000\",\"is_err\":false,\"lines\":[\""
                            + state.replace("\"", "\\\"") + "\"],\"actor_name\":null,\"task_name\":null}");
            await().until(() -> screen.errLines().stream()
                    .anyMatch(line -> line.startsWith("(pid=77, ip=10.9.9.9) python:  45%|████▌     | 45.0/100 [")));
            assertThat(screen.text()).doesNotContain("magic_token");
        }
    }

    @Test
    void redisThatGoesAndComesIsSaidAndSubscribedToAgain() throws Exception {
        try (RedisServer redis = RedisServer.away(directory);
                StatusMessages messages = StatusMessages.listen();
                Logging driver = driver(redis.address())) {
            assertThat(messages.containing(Level.WARN, redis.address(), "Connection refused"))
                    .hasSize(1);
            redis.startAgain();
            publish(redis, ProtocolPeer.batch(1, "one"));
            screen.awaitLines(1);
            redis.kill();
            await().until(() -> messages.containing(Level.WARN, redis.address(), "no connection")
                            .size()
                    == 2);
            redis.startAgain();
            publish(redis, ProtocolPeer.batch(1, "two"));
            assertThat(screen.awaitLines(2)).containsExactly("(pid=45601) one", "(pid=45601) two");
            assertThat(messages.containing(Level.WARN, redis.address(), "meanwhile are not shown"))
                    .hasSize(1);
            driver.logger("a").info("own");
            assertThat(screen.awaitLines(3).get(2)).endsWith("own");
        }
    }

    @Test
    void driverThatIsRefusedSaysSoWithoutItsPassword() throws Exception {
        try (RedisServer redis = RedisServer.start(directory, "--requirepass", "right");
                StatusMessages messages = StatusMessages.listen();
                Logging driver = driver("redis://:wrong@127.0.0.1:" + redis.port())) {
            driver.logger("a").info("own");
            assertThat(messages.containing(Level.ERROR, "redis://:****@127.0.0.1", "WRONGPASS"))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR)).noneMatch(message -> message.contains("wrong@"));
        }
    }

    @Test
    void displayThatTakesItsTimeLosesWhatRedisThrowsAwayAndGoesOn() throws Exception {
        try (RedisServer redis =
                        RedisServer.start(directory, "--client-output-buffer-limit", "pubsub", "1mb", "1mb", "1");
                StatusMessages messages = StatusMessages.listen();
                Logging driver = driver(redis.address())) {
            screen.block();
            try {
                String line = "x".repeat(500_000);
                for (int i = 0; redis.subscribers() > 0; i++) {
                    publish(redis, ProtocolPeer.batch(i, line));
                }
            } finally {
                screen.release();
            }
            publish(redis, ProtocolPeer.batch(1, "later"));
            await().until(() -> screen.lines().contains("(pid=45601) later"));
            assertThat(messages.containing(Level.WARN, redis.address(), "meanwhile are not shown"))
                    .hasSize(1);
            driver.logger("a").info("own");
        }
    }

    @Test
    void whatTheDisplayHasNoRoomForWaitsAndIsShownInOrder() throws Exception {
        String line = "x".repeat(500_000);
        List<String> expected = new ArrayList<>();
        try (RedisServer redis = RedisServer.start(directory);
                Logging driver = driver(redis.address())) {
            screen.block();
            try {
                while (expected.size() < 20 || !keepsSomethingForItsSubscriber(redis)) {
                    assertThat(expected.size())
                            .as("more than a display and sockets take")
                            .isLessThan(60);
                    publish(redis, ProtocolPeer.batch(1, line + expected.size()));
                    expected.add("(pid=45601) " + line + expected.size());
                }
            } finally {
                screen.release();
            }
            assertThat(screen.awaitLines(expected.size()).equals(expected)).isTrue();
            driver.logger("a").info("own");
        }
    }

    private static boolean keepsSomethingForItsSubscriber(RedisServer redis) {
        return !new String((byte[]) redis.command(Command.CLIENT, "LIST", "TYPE", "pubsub")).contains(" omem=0 ");
    }

    @Test
    void messageThatThereIsNoMemoryForDoesNotEndTheSubscription() throws Exception {
        try (RedisServer redis = RedisServer.start(directory, "--client-output-buffer-limit", "pubsub", "0", "0", "0");
                JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                        .configured(Config.driverConsole().with("source", redis.address()))
                        .option("-Xmx64m")
                        .environment(Map.of(
                                "RAY_SESSION_DIR", directory.resolve("session").toString()))
                        .start()) {
            redis.publish(1, new byte[80 << 20]);
            await().until(() -> driver.err().contains("meanwhile are not shown"));
            publish(redis, ProtocolPeer.batch(1, "later"));
            await().until(() -> driver.lines().contains("(pid=45601) later"));
        }
    }

    @Test
    void redisThatAnswersNothingIsLeft() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                StatusMessages messages = StatusMessages.listen()) {
            Display display = new Display(DisplaySettings.of(Environment.process(), "10.0.0.1"), screen.console());
            display.start();
            RedisSource source = new RedisSource(
                    "DriverConsole \"test\"",
                    (Address.Redis) Address.parse(redis.address()),
                    new DriverJobs(null),
                    display,
                    RunningReceiver.impatient());
            source.start();
            redis.suspend();
            try {
                await().until(() -> messages.containing(Level.WARN, redis.address(), "no connection")
                                .size()
                        == 1);
            } finally {
                redis.resume();
            }
            publish(redis, ProtocolPeer.batch(1, "again"));
            screen.awaitLines(1);
            source.stop(Patience.LONG);
            display.stop(Patience.LONG);
        }
    }

    @Test
    void userThatMayOnlySubscribeReceivesForAsLongAsItWants() throws Exception {
        try (RedisServer redis = RedisServer.start(directory, user("driver", "+subscribe"));
                StatusMessages messages = StatusMessages.listen()) {
            Display display = new Display(DisplaySettings.of(Environment.process(), "10.0.0.1"), screen.console());
            display.start();
            RedisSource source = new RedisSource(
                    "DriverConsole \"test\"",
                    (Address.Redis) Address.parse("redis://driver:secret@127.0.0.1:" + redis.port() + "/3"),
                    new DriverJobs(null),
                    display,
                    RunningReceiver.impatient());
            source.start();
            await().until(() -> redis.subscribers() == 1);
            long before = calls(redis, "subscribe");
            await().until(() -> calls(redis, "subscribe") >= before + 3);
            publish(redis, ProtocolPeer.batch(1, "received"));
            assertThat(screen.awaitLines(1)).containsExactly("(pid=45601) received");
            source.stop(Patience.LONG);
            display.stop(Patience.LONG);
            assertThat(messages.containing(Level.WARN)).isEmpty();
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }
    }

    private static String[] user(String name, String right) {
        return new String[] {
            "--user", name, "on", ">secret", "resetkeys", "resetchannels", "&" + RedisServer.CHANNEL, "-@all", right
        };
    }

    private static long calls(RedisServer redis, String command) {
        return new String((byte[]) redis.command(Command.INFO, "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?stream=lines"})
    @Tag("tools")
    void tlsIsSpokenAndTheCertificateIsChecked(String stream) throws Exception {
        Certificate certificate = Certificate.of(directory, "DNS:localhost");
        String[] trust = {
            "-Djavax.net.ssl.trustStore=" + certificate.trustStore("changeit"),
            "-Djavax.net.ssl.trustStorePassword=changeit"
        };
        try (RedisServer redis = RedisServer.start(
                directory,
                "--tls-port",
                "0",
                "--tls-cert-file",
                certificate.file().toString(),
                "--tls-key-file",
                certificate.key().toString(),
                "--tls-ca-cert-file",
                certificate.file().toString(),
                "--tls-auth-clients",
                "no")) {
            int port = redis.openTls();
            String secure = "rediss://localhost:" + port + stream;
            try (JavaProcess driver = JavaProcess.plan(directory, LogLines.class)
                    .configured(Config.driverConsole().with("source", secure))
                    .environment(Map.of(
                            "RAY_SESSION_DIR", directory.resolve("session").toString()))
                    .option(trust[0])
                    .option(trust[1])
                    .start()) {
                await().until(() -> !stream.isEmpty() || redis.subscribers() == 1);
                try (JavaProcess worker = worker(secure, trust)) {
                    assertThat(worker.join()).isZero();
                    await().until(() -> driver.lines().stream().anyMatch(line -> line.endsWith("line 0")));
                }
                assertReports("unable to find valid certification path", secure);
                assertReports("No subject alternative names", "rediss://127.0.0.1:" + port + stream, trust);
            }
        }
    }

    private JavaProcess worker(String address, String... options) throws IOException {
        return worker(JavaProcess.plan(directory, LogLines.class, "1"), address, options);
    }

    private static JavaProcess worker(JavaProcess.Plan plan, String address, String... options) throws IOException {
        plan.configured(Config.driverStream().with("address", address).with("shutdownTimeoutMillis", 60_000));
        List.of(options).forEach(plan::option);
        return plan.start();
    }

    /** A worker that can't connect says why, while it lives. */
    private void assertReports(String problem, String address, String... options) throws IOException {
        try (JavaProcess worker = worker(JavaProcess.plan(directory, LogLines.class), address, options)) {
            await().until(() -> (worker.err() + worker.lines()).contains(problem));
        }
    }

    private static void publish(RedisServer redis, String message) {
        redis.publish(1, message.getBytes(StandardCharsets.UTF_8));
    }

    private Logging driver(String source, String... attributes) {
        return screen.standardFor(() -> Logging.with(Config.driverConsole()
                .with("sessionDir", directory.resolve("session"))
                .with("source", source)
                .attributes(String.join(" ", attributes))));
    }
}
