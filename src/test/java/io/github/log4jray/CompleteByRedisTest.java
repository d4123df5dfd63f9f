package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.testing.fixtures.Shown;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** Each line that a worker sends through a stream of a real Redis is shown once, in order, or counted by a driver. */
@Tag("redis")
class CompleteByRedisTest {

    private static final String JOB = "07000000";
    private static final String KEY = "log4jray:" + JOB;

    @TempDir
    private Path directory;

    private JavaProcess.Plan driver(RedisServer redis) throws IOException {
        return driver(redis, "?stream");
    }

    private JavaProcess.Plan driver(RedisServer redis, String query) throws IOException {
        return JavaProcess.plan(directory, LogLines.class)
                .configured(Config.driverConsole()
                        .with("source", redis.address() + query)
                        .with("shutdownTimeoutMillis", "90000"))
                .option("-DRAY_DEDUP_LOGS=0")
                .environment(Map.of(
                        "RAY_SESSION_DIR",
                        directory.resolve("session").toString(),
                        "RAY_JOB_ID",
                        JOB,
                        "RAY_NODE_IP",
                        "10.0.0.1"));
    }

    /** A worker that does not give up at its stop. */
    private JavaProcess.Plan workerOf(RedisServer redis, String query, String attributes, String... arguments)
            throws IOException {
        Element stream = Config.driverStream()
                .with("address", redis.address() + query)
                .with("shutdownTimeoutMillis", "90000")
                .attributes(attributes);
        return JavaProcess.plan(directory, LogLines.class, arguments)
                .configured(Config.sessionDirectory().with("component", "worker"), stream)
                .environment(Map.of(
                        "RAY_SESSION_DIR",
                        directory.resolve("workers").toString(),
                        "RAY_JOB_ID",
                        JOB,
                        "RAY_NODE_IP",
                        "10.0.0.1"));
    }

    private JavaProcess worker(RedisServer redis, String... arguments) throws IOException {
        return workerOf(redis, "?stream", "overflow=\"block\"", arguments).start();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Shown shown(JavaProcess driver) {
        return Shown.in(Stream.concat(driver.lines().stream(), driver.errLines().stream())
                .toList());
    }

    @Test
    void linesOfSeveralWorkersAreShownOnceAndInOrder() throws Exception {
        int lines = 50_000;
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess driver = driver(redis).start();
                JavaProcess one = worker(redis, "" + lines);
                JavaProcess two = worker(redis, "" + lines)) {
            assertThat(one.join()).as(one::err).isZero();
            assertThat(two.join()).as(two::err).isZero();
            driver.end();
            assertThat(shown(driver).of(one)).isEqualTo(numbers(lines));
            assertThat(shown(driver).of(two)).isEqualTo(numbers(lines));
            assertThat(driver.errLines()).isEmpty();
        }
    }

    @Test
    void whatIsSentBeforeThereIsADriverIsShownByTheFirstOne() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess worker = worker(redis, "1000")) {
            assertThat(worker.join()).as(worker::err).isZero();
            try (JavaProcess driver = driver(redis).start()) {
                await().until(() -> shown(driver).of(worker).size() == 1000);
                assertThat(shown(driver).of(worker)).isEqualTo(numbers(1000));
            }
        }
    }

    @Test
    @Tag("slow")
    void driverThatIsKilledTwiceIsFollowedByOneThatGoesOn() throws Exception {
        Set<Integer> all = new TreeSet<>();
        int repeated = 0;
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess worker = worker(redis)) {
            for (int life = 1; life <= 3; life++) {
                try (JavaProcess driver = driver(redis).start()) {
                    worker.tell(30_000);
                    await().until(() -> shown(driver).of(worker).size() > 1000);
                    if (life == 3) {
                        worker.end();
                        driver.end();
                    } else {
                        driver.kill();
                    }
                    assertThat(shown(driver).of(worker)).doesNotHaveDuplicates().isSorted();
                    assertThat(shown(driver).droppedOf(worker)).isZero();
                    repeated += shown(driver).of(worker).stream()
                            .filter(all::contains)
                            .count();
                    all.addAll(shown(driver).of(worker));
                }
            }
            assertThat(all).containsExactlyElementsOf(numbers(90_000));
            assertThat(repeated).isLessThan(30_000);
        }
    }

    @Test
    @Tag("slow")
    void ofTwoDriversEachShowsOtherLinesAndTheSecondGoesOnWhenTheFirstIsKilled() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess worker = worker(redis);
                JavaProcess first = driver(redis).start()) {
            worker.tell(1000);
            await().until(() -> shown(first).of(worker).size() == 1000);
            try (JavaProcess second = driver(redis).start()) {
                await().until(() -> second.err().contains("another driver shows the lines"));
                worker.tell(1000);
                await().until(() -> shown(first).of(worker).size() == 2000);
                first.kill();
                worker.tell(1000);
                worker.end();
                await().until(() -> shown(second).of(worker).size() >= 1000);
                second.end();
                assertThat(shown(first).of(worker)).isEqualTo(numbers(2000));
                assertThat(shown(second).of(worker)).isEqualTo(numbers(3000).subList(2000, 3000));
            }
        }
    }

    @Test
    void whatAKilledWorkerHasSentIsShown() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess driver = driver(redis).start();
                JavaProcess worker = worker(redis)) {
            worker.tell(200_000);
            await().until(() -> shown(driver).of(worker).size() > 5000);
            worker.kill();
            driver.end();
            int shown = shown(driver).of(worker).size();
            assertThat(shown(driver).of(worker)).isEqualTo(numbers(shown));
            assertThat(shown(driver).droppedOf(worker)).isZero();
        }
    }

    @Test
    void redisThatIsKilledAndHasAFileLosesNothing() throws Exception {
        try (RedisServer redis = RedisServer.start(directory, "--appendonly", "yes", "--appendfsync", "always");
                JavaProcess driver = driver(redis).start();
                JavaProcess worker = worker(redis)) {
            for (int i = 1; i <= 3; i++) {
                int enough = shown(driver).of(worker).size() + 2000;
                worker.tell(20_000);
                await().until(() -> shown(driver).of(worker).size() > enough);
                redis.kill();
                worker.tell(10);
                redis.startAgain();
            }
            worker.end();
            driver.end();
            assertThat(shown(driver).of(worker)).isEqualTo(numbers(60_030));
            assertThat(shown(driver).droppedOf(worker)).isZero();
        }
    }

    @Test
    void whatARedisWithoutAFileLosesIsCounted() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess worker = worker(redis)) {
            try (JavaProcess driver = driver(redis).start()) {
                worker.tell(1000);
                await().until(() -> shown(driver).of(worker).size() == 1000);
                driver.signal("STOP");
                worker.tell(5000);
                awaitAppended(redis, 6000);
                redis.kill();
                redis.startAgain();
                driver.signal("CONT");
                worker.tell(1000);
                await().until(() -> isAccounted(driver, worker, 7000));
                redis.command(Command.FLUSHALL);
                worker.tell(1);
                await().until(() -> isAccounted(driver, worker, 7001));
                worker.end();
                driver.end();
                assertThat(shown(driver).droppedOf(worker)).isPositive();
                assertThat(shown(driver).of(worker)).isSorted().doesNotHaveDuplicates();
                assertThat(isAccounted(driver, worker, 7001)).isTrue();
            }
        }
    }

    private static boolean isAccounted(JavaProcess driver, JavaProcess worker, int lines) {
        Shown shown = shown(driver);
        return shown.of(worker).size() + shown.droppedOf(worker) == lines;
    }

    /**
     * Waits until the stream has all lines that the worker has logged, and the worker knows it. The last batch tells their
     * number. A Redis sends its answers before it takes the next command, but may tell of the batch before it tells the worker.
     */
    private static void awaitAppended(RedisServer redis, int lines) {
        await().until(() -> appended(redis) == lines);
        redis.command(Command.PING);
    }

    private static long appended(RedisServer redis) {
        List<?> entries = (List<?>) redis.command(Command.XREVRANGE, KEY, "+", "-", "COUNT", "1");
        Map<String, Long> numbers = new HashMap<>();
        for (Object entry : entries) {
            List<?> fields = (List<?>) ((List<?>) entry).get(1);
            for (int i = 0; i < fields.size(); i += 2) {
                String text = new String((byte[]) fields.get(i + 1), StandardCharsets.UTF_8);
                numbers.put(
                        new String((byte[]) fields.get(i), StandardCharsets.UTF_8),
                        text.matches("[0-9]{1,9}") ? Long.valueOf(text) : 0);
            }
        }
        return entries.isEmpty() ? 0 : numbers.get("before") + numbers.get("lines");
    }

    @Test
    void connectionsThatAreKilledAgainAndAgainLoseAndRepeatNothing() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess driver = driver(redis).start();
                JavaProcess worker = worker(redis)) {
            for (int i = 0; i < 6; i++) {
                worker.tell(3000);
                int enough = 3000 * i;
                await().until(() -> shown(driver).of(worker).size() > enough);
                redis.command(Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
            }
            worker.end();
            driver.end();
            assertThat(shown(driver).of(worker)).isEqualTo(numbers(18_000));
            assertThat(shown(driver).droppedOf(worker)).isZero();
        }
    }

    @Test
    @Tag("slow")
    void redisThatPausesDelaysLines() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess driver = driver(redis).start();
                JavaProcess worker = worker(redis)) {
            worker.tell(5000);
            await().until(() -> shown(driver).of(worker).size() > 100);
            redis.command(Command.CLIENT, "PAUSE", "8000", "ALL");
            worker.tell(5000);
            worker.end();
            driver.end();
            assertThat(shown(driver).of(worker)).isEqualTo(numbers(10_000));
        }
    }

    @Test
    void fullRedisMakesWorkersWait() throws Exception {
        try (RedisServer redis = RedisServer.start(directory, "--maxmemory-policy", "noeviction");
                JavaProcess worker = worker(redis)) {
            redis.command(Command.CONFIG, "SET", "maxmemory", "" + (usedMemory(redis) + 3_000_000));
            worker.tell(400_000);
            await().until(() -> worker.err().contains("OOM command not allowed"));
            try (JavaProcess driver = driver(redis).start()) {
                worker.end();
                driver.end();
                assertThat(shown(driver).of(worker)).isEqualTo(numbers(400_000));
                assertThat(shown(driver).droppedOf(worker)).isZero();
            }
        }
    }

    private static long usedMemory(RedisServer redis) {
        String memory = new String((byte[]) redis.command(Command.INFO, "memory"), StandardCharsets.US_ASCII);
        return Long.parseLong(memory.replaceFirst("(?s).*\\bused_memory:(\\d+).*", "$1"));
    }

    @Test
    void whatIsTrimmedUnreadIsCountedInItsPlaceAlsoForAWorkerThatHasEnded() throws Exception {
        String query = "?stream&maxBytes=256KB";
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess silent = workerOf(redis, query, "", "100").start()) {
            assertThat(silent.join()).isZero();
            try (JavaProcess worker = workerOf(redis, query, "", "100000").start()) {
                assertThat(worker.join()).isZero();
                assertThat((Long) redis.command(Command.MEMORY, "USAGE", KEY)).isLessThan(600_000L);
                try (JavaProcess driver = driver(redis).start()) {
                    await().until(() -> isAccounted(driver, worker, 100_000) && isAccounted(driver, silent, 100));
                    driver.end();
                    assertThat(isAccounted(driver, worker, 100_000)).isTrue();
                    assertThat(shown(driver).droppedOf(silent)).isEqualTo(100);
                    int first = (int) shown(driver).droppedOf(worker);
                    assertThat(shown(driver).of(worker))
                            .isEqualTo(numbers(100_000).subList(first, 100_000));
                    assertThat(driver.errLines()).hasSize(2);
                }
            }
        }
    }

    @Test
    void nothingStaysInTheRedisForLongerThanAnHour() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                JavaProcess driver = driver(redis).start();
                JavaProcess worker = worker(redis)) {
            worker.tell(10);
            await().until(() -> shown(driver).of(worker).size() == 10);
            worker.end();
            driver.end();
            assertThat((Long) redis.command(Command.XLEN, KEY)).isZero();
            assertThat((List<?>) redis.command(Command.KEYS, "*"))
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(
                                    (Long) redis.command(Command.TTL, new String((byte[]) key, StandardCharsets.UTF_8)))
                            .isBetween(3000L, 3600L));
        }
    }

    @Test
    void replicaThatLacksTheLastWritesTakesOver() throws Exception {
        Path other = Files.createDirectory(directory.resolve("replica"));
        try (RedisServer redis = RedisServer.start(directory);
                RedisServer replica = RedisServer.start(other, "--replicaof", "127.0.0.1", "" + redis.port());
                JavaProcess driver = driver(redis).start();
                JavaProcess worker = worker(redis)) {
            worker.tell(1000);
            await().until(() -> shown(driver).of(worker).size() == 1000);
            redis.awaitReplica();
            replica.command(Command.REPLICAOF, "NO", "ONE");
            driver.signal("STOP");
            worker.tell(3000);
            awaitAppended(redis, 4000);
            redis.kill();
            driver.signal("CONT");
            replica.command(Command.CONFIG, "SET", "port", "" + redis.port());
            worker.tell(1000);
            worker.end();
            driver.end();
            assertThat(isAccounted(driver, worker, 5000)).isTrue();
            assertThat(shown(driver).of(worker)).isSorted().doesNotHaveDuplicates();
            assertThat(shown(driver).droppedOf(worker)).isPositive();
        }
    }
}
