package io.github.log4jray.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Screen;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Protocol.Command;

/** A driver and a worker of one process, and a stream of a real Redis between them. */
@Tag("redis")
class RedisStreamSourceTest {

    private static final String KEY = "log4jray:01000000";

    /** As the manual has them. */
    private static final String WORKER =
            "--user worker on >secret resetkeys ~log4jray:* resetchannels -@all +eval +evalsha +expire +hget +hset"
                    + " +hincrby +incrby +set +time +xadd +xrange +xtrim ";

    private static final String DRIVER =
            "--user driver on >secret resetkeys ~log4jray:* resetchannels -@all +eval +evalsha +expire +decrby +del +get"
                    + " +hdel +hget +hgetall +hscan +hset +set +time +xack +xdel +xgroup|create +xlen +xread +xreadgroup";

    private static final String[] USERS = (WORKER + DRIVER).split(" ");

    @TempDir
    Path directory;

    private final Screen screen = new Screen();

    @Test
    void entriesOfOtherProgramsAreShownAndGarbageIsCountedAndRemoved() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                StatusMessages messages = StatusMessages.listen();
                Logging driver = driver(redis.address() + "?stream")) {
            append(redis, "batch", "{\"pid\":77,\"job\":\"01000000\",\"lines\":[\"by a program\"]}");
            append(redis, "batch", "{\"pid\":77,\"job\":\"02000000\",\"lines\":[\"of another job\"]}");
            append(redis, "batch", "garbage");
            append(redis, "other", "{}");
            append(redis, "batch", "{\"lines\":[1]}", "sender", "x", "seq", "nan", "before", "1e999", "lines", "-1");
            redis.append(KEY, bytes("batch"), new byte[] {(byte) 0xff, 0, '{'}, bytes("sender"), new byte[] {-1});
            append(redis, "batch", "[".repeat(100_000));
            append(redis, "batch", "{\"pid\":\"x\",\"lines\":[\"" + "y".repeat(5 << 20) + "\"]}");
            append(redis, "batch", numbered("once"), "sender", "x", "seq", "1");
            append(redis, "batch", numbered("twice"), "sender", "x", "seq", "1");
            append(redis, "batch", numbered("last"), "sender", "x", "seq", "9");
            assertThat(screen.awaitLines(3)).containsExactly("(pid=77) by a program", "(pid=78) once", "(pid=78) last");
            await().until(() -> redis.command(Command.XLEN, KEY).equals(0L));
            assertThat(messages.containing(Level.WARN, redis.address(), "has lines of job 02000000"))
                    .hasSize(1);
            driver.close();
            assertThat(messages.containing(Level.WARN, redis.address(), "6 invalid messages"))
                    .hasSize(1);
        }
    }

    private static String numbered(String line) {
        return "{\"pid\":78,\"lines\":[\"" + line + "\"]}";
    }

    @Test
    void entriesOfOtherProgramsThatAWorkerDropsForWantOfRoomHarmNobody() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                StatusMessages messages = StatusMessages.listen()) {
            append(redis, "batch", "x", "sender", "s", "seq", "nan", "before", "inf", "lines", "0x10");
            append(redis, "batch", "x", "sender", "", "seq", "1", "before", "1", "lines", "1");
            append(redis, "no", "batch", "sender", "s", "seq", "1", "before", "1", "lines", "1");
            log(redis.address() + "?stream&maxBytes=1KB", 5000);
            try (Logging driver = driver(redis.address() + "?stream")) {
                await().until(() -> screen.lines().stream().anyMatch(line -> line.endsWith("line 4999")));
                assertThat(messages.containing(Level.WARN, "dropped 3 batches of other programs unread"))
                        .hasSize(1);
                driver.logger("a").info("own");
            }
        }
    }

    @Test
    void usersNeedTheRightsThatTheManualLists() throws Exception {
        try (RedisServer redis = RedisServer.start(directory, USERS)) {
            assertRightsSuffice(redis, "?stream", 1000);
            assertRightsSuffice(redis, "?stream&maxBytes=1KB", 3000);
        }
    }

    @ParameterizedTest
    @CsvSource({"redis, redis_version:6.2.", "valkey, valkey_version:9.1."})
    @Tag("tools")
    void oldestRedisAndValkeySuffice(String name, String version) throws Exception {
        try (RedisServer redis = RedisServer.startInstalled(name, directory, USERS)) {
            assertThat(new String((byte[]) redis.command(Command.INFO, "server"), StandardCharsets.UTF_8))
                    .contains(version);
            assertRightsSuffice(redis, "?stream", 1000);
            assertRightsSuffice(redis, "?stream&maxBytes=1KB", 3000);
        }
    }

    private void assertRightsSuffice(RedisServer redis, String query, int lines) throws Exception {
        String place = "127.0.0.1:" + redis.port() + query;
        try (StatusMessages messages = StatusMessages.listen()) {
            log("redis://worker:secret@" + place, lines);
            try (Logging driver = driver("redis://driver:secret@" + place)) {
                await().until(() -> screen.lines().stream().anyMatch(line -> line.endsWith("line " + (lines - 1))));
                await().until(() -> redis.command(Command.XLEN, KEY).equals(0L));
                log("redis://worker:secret@" + place, 1);
                driver.logger("a").info("own");
            }
            assertThat(messages.containing(Level.WARN)).isEmpty();
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }
    }

    @Test
    void missingRightIsAnErrorOnBothSides() throws Exception {
        String[] users = (WORKER.replace("+xadd ", "") + DRIVER.replace(" +xreadgroup", "")).split(" ");
        try (RedisServer redis = RedisServer.start(directory, users);
                StatusMessages messages = StatusMessages.listen()) {
            String place = "127.0.0.1:" + redis.port() + "?stream";
            log("redis://worker:secret@" + place, 1);
            assertThat(messages.containing(Level.ERROR, "DriverStream", "redis://worker:****@", "script"))
                    .hasSize(1);
            try (Logging driver = driver("redis://driver:secret@" + place)) {
                await().until(() -> messages.containing(Level.ERROR, "redis://driver:****@", "script")
                                .size()
                        == 1);
                driver.logger("a").info("own");
            }
        }
    }

    @Test
    void keyOfAnotherUseIsAnErrorOnBothSides() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                StatusMessages messages = StatusMessages.listen()) {
            redis.command(Command.SET, "taken", "text");
            log(redis.address() + "?stream=taken", 1);
            assertThat(messages.containing(Level.ERROR, "DriverStream", "?stream=taken", "WRONGTYPE"))
                    .hasSize(1);
            try (Logging driver = driver(redis.address() + "?stream=taken")) {
                await().until(() -> messages.containing(Level.ERROR, "DriverConsole", "?stream=taken", "WRONGTYPE")
                                .size()
                        == 1);
                driver.logger("a").info("own");
            }
        }
    }

    @Test
    void workerWithoutAJobNeedsTheNameOfAStream() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                StatusMessages messages = StatusMessages.listen();
                Logging driver = driver(redis.address() + "?stream=lines")) {
            try (Logging worker = Logging.with(Config.driverStream()
                    .with("jobId", "ffffffff")
                    .with("shutdownTimeoutMillis", 100)
                    .with("address", redis.address() + "?stream"))) {
                await().until(() -> messages.containing(Level.ERROR, "this process has no job", "?stream=")
                                .size()
                        == 1);
                worker.logger("a").info("nowhere");
            }
            try (Logging worker = Logging.with(Config.driverStream()
                    .with("jobId", "ffffffff")
                    .with("address", redis.address() + "?stream=lines"))) {
                worker.logger("a").info("by name");
                await().until(() -> screen.lines().stream().anyMatch(line -> line.endsWith("by name")));
            }
            driver.logger("a").info("own");
        }
    }

    @Test
    void displayThatTakesNothingForAWhileDelaysLinesAndNobodyElseReadsThem() throws Exception {
        int lines = 100_000;
        try (RedisServer redis = RedisServer.start(directory);
                Logging driver = driver(redis.address() + "?stream", "shutdownTimeoutMillis=\"60000\"")) {
            screen.block();
            try {
                log(redis.address() + "?stream", lines);
                Object holder = redis.command(Command.GET, KEY + ":driver");
                await().during(Duration.ofSeconds(7))
                        .until(() -> holder instanceof byte[] id
                                && Arrays.equals(id, (byte[]) redis.command(Command.GET, KEY + ":driver")));
            } finally {
                screen.release();
            }
            await().until(() -> screen.lines().size() >= lines);
            assertThat(screen.lines().stream()
                            .map(line -> line.replaceFirst(".*line ", ""))
                            .toList())
                    .isEqualTo(
                            IntStream.range(0, lines).mapToObj(String::valueOf).toList());
            driver.logger("a").info("own");
        }
    }

    private static void append(RedisServer redis, String... fields) {
        redis.append(
                KEY, List.of(fields).stream().map(RedisStreamSourceTest::bytes).toArray(byte[][]::new));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As a worker of the job, which waits at its end until all lines are in the stream. */
    private static void log(String address, int lines) {
        try (Logging worker = Logging.with(Config.driverStream()
                .with("jobId", "01000000")
                .with("overflow", "block")
                .with("shutdownTimeoutMillis", 60_000)
                .with("address", address))) {
            IntStream.range(0, lines).forEach(i -> worker.logger("a").info("line {}", i));
        }
    }

    private Logging driver(String source, String... attributes) {
        return screen.standardFor(() -> Logging.with(Config.driverConsole()
                .with("jobId", "01000000")
                .with("sessionDir", directory.resolve("session"))
                .with("source", source)
                .attributes(String.join(" ", attributes))));
    }
}
