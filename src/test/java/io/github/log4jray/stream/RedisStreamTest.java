package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.session.Address;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.LogLines;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** What a worker publishes on a real Redis. */
@Tag("redis")
class RedisStreamTest {

    @TempDir
    Path directory;

    @Test
    void publishesBatchesWithTheKeysOfRaysLogMonitor() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                RedisServer.Subscriber subscriber = redis.subscribe();
                Logging worker = worker(redis.address(), "jobId=\"01000000\"")) {
            worker.logger("a").info("task");
            assertThat(subscriber.next())
                    .startsWith("{\"ip\":\"")
                    .endsWith("\",\"pid\":" + ProcessHandle.current().pid() + ",\"job\":\"01000000\",\"is_err\":false,"
                            + "\"lines\":[\"task\"],\"actor_name\":null,\"task_name\":null,\"seq\":1}");
        }
    }

    @Test
    void whatIsLoggedBeforeRedisIsThereAndWhileItIsAwayIsPublishedLater() throws Exception {
        try (RedisServer redis = RedisServer.away(directory);
                StatusMessages messages = StatusMessages.listen();
                Logging worker = worker(redis.address())) {
            worker.logger("a").info("early");
            await().until(() -> messages.containing(Level.WARN, redis.address(), "Connection refused")
                            .size()
                    == 1);
            redis.startAgain();
            // nobody may have subscribed when Redis got it: then it is gone, as the manual says
            await().until(() -> hasPublished(redis));
            redis.kill();
            worker.logger("a").info("while it is away");
            redis.startAgain();
            await().until(() -> hasPublished(redis));
            try (RedisServer.Subscriber subscriber = redis.subscribe()) {
                worker.logger("a").info("late");
                assertThat(subscriber.next()).contains("[\"late\"]");
            }
        }
    }

    private static boolean hasPublished(RedisServer redis) {
        String statistics = new String((byte[]) redis.command(Command.INFO, "commandstats"));
        return statistics.contains("cmdstat_publish");
    }

    @Test
    void stopWaitsUntilEverythingIsPublished() throws Exception {
        int count = 20_000;
        List<String> lines = new ArrayList<>();
        try (RedisServer redis = RedisServer.start(directory);
                RedisServer.Subscriber subscriber = redis.subscribe()) {
            try (Logging worker = worker(redis.address(), "overflow=\"block\"", "shutdownTimeoutMillis=\"60000\"")) {
                IntStream.range(0, count).forEach(i -> worker.logger("a").info("line {}", i));
            }
            while (lines.size() < count) {
                lines.addAll(lines(subscriber.next()));
            }
        }
        assertThat(lines)
                .isEqualTo(IntStream.range(0, count).mapToObj(i -> "line " + i).toList());
    }

    private static List<String> lines(String batch) {
        int begin = batch.indexOf("\"lines\":[") + 9;
        String content =
                batch.substring(begin, batch.indexOf("],\"actor_name\"")).replace("\"", "");
        return Arrays.asList(content.split(","));
    }

    @Test
    void userPasswordAndDatabaseAreSaid() throws Exception {
        try (RedisServer redis = RedisServer.start(directory, "--user", "worker", "on", ">p@ss/w", "&*", "+@all");
                RedisServer.Subscriber subscriber = redis.subscribe();
                Logging worker = worker("redis://worker:p%40ss%2Fw@127.0.0.1:" + redis.port() + "/3")) {
            worker.logger("a").info("let in");
            assertThat(subscriber.next()).contains("let in");
            assertThat(new String((byte[]) redis.command(Command.CLIENT, "LIST")))
                    .contains(" db=3 ", "user=worker");
        }
    }

    /** With shorter times than those of the product: what Redis forbids is tried several times. */
    @Test
    void userThatMayOnlyPublishPublishesForAsLongAsItWants() throws Exception {
        String[] user = {
            "--user",
            "worker",
            "on",
            ">secret",
            "resetkeys",
            "resetchannels",
            "&" + RedisServer.CHANNEL,
            "-@all",
            "+publish"
        };
        Protocol brief = new Protocol(
                Duration.ofMillis(50), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMinutes(10));
        try (RedisServer redis = RedisServer.start(directory, user);
                StatusMessages messages = StatusMessages.listen();
                RedisServer.Subscriber subscriber = redis.subscribe()) {
            Address address = Address.parse("redis://worker:secret@127.0.0.1:" + redis.port() + "/3");
            StreamSender sender = WithSender.sender(new StreamSender.Driver(address, ""), brief);
            for (int i = 0; i < 3; i++) {
                long before = rejectedPings(redis);
                await().until(() -> rejectedPings(redis) > before);
                WithSender.log(sender, "line " + i);
                assertThat(subscriber.next()).contains("[\"line " + i + "\"]");
            }
            assertThat(sender.stop(Duration.ofSeconds(20))).isTrue();
            assertThat(sender.refusals()).isZero();
            assertThat(messages.containing(Level.WARN)).isEmpty();
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }
    }

    private static long rejectedPings(RedisServer redis) {
        return new String((byte[]) redis.command(Command.INFO, "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_ping:"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*rejected_calls=(\\d+).*", "$1")))
                .sum();
    }

    @Test
    void wrongPasswordIsSaidOnceAndNotShown() throws Exception {
        try (RedisServer redis = RedisServer.start(directory, "--requirepass", "right");
                StatusMessages messages = StatusMessages.listen();
                Logging worker = worker("redis://:wrong@127.0.0.1:" + redis.port(), "shutdownTimeoutMillis=\"100\"")) {
            worker.logger("a").info("not let in");
            await().until(() -> messages.containing(Level.ERROR, "redis://:****@127.0.0.1", "WRONGPASS")
                            .size()
                    == 1);
            assertThat(messages.containing(Level.ERROR, "wrong@")).isEmpty();
            assertThat(messages.containing(Level.WARN, "wrong@")).isEmpty();
        }
    }

    @Test
    void withoutJedisTheErrorNamesTheArtifact() throws Exception {
        String withoutJedis = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !new File(entry).getName().startsWith("jedis"))
                .collect(Collectors.joining(File.pathSeparator));
        try (JavaProcess worker = JavaProcess.plan(directory, LogLines.class, "1")
                .classPath(withoutJedis)
                .configured(Config.console(), Config.driverStream().with("address", "redis://user:secret@127.0.0.1:1"))
                .start()) {
            assertThat(worker.join()).isZero();
            assertThat(worker.errors())
                    .filteredOn(line -> line.contains("DriverStream \"driver\""))
                    .singleElement()
                    .asString()
                    .contains("redis://user:****@127.0.0.1:1", "redis.clients:jedis");
            assertThat(worker.lines()).anyMatch(line -> line.endsWith("line 0"));
        }
    }

    private static Logging worker(String address, String... attributes) {
        return Logging.with(Config.driverStream().with("address", address).attributes(String.join(" ", attributes)));
    }
}
