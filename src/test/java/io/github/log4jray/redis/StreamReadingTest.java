package io.github.log4jray.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.display.Screen;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.receiver.RunningReceiver;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.Threads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

/** A source by itself, which reads streams of a real Redis. */
@Tag("redis")
class StreamReadingTest {

    private static final String FIRST = "01000000";
    private static final String SECOND = "02000000";

    @TempDir
    Path directory;

    private final Screen screen = new Screen();
    private final DriverJobs jobs = new DriverJobs(FIRST);
    private Display display;

    @BeforeEach
    void startDisplay() {
        display = new Display(DisplaySettings.of(Environment.process(), "10.0.0.1"), screen.console());
        display.start();
    }

    @AfterEach
    void stopDisplay() {
        screen.release();
        display.stop(Patience.LONG);
    }

    private RedisStreamSource source(String address, Duration longestSilence) {
        return source(address, longestSilence, StreamReading::start);
    }

    private RedisStreamSource source(String address, Duration longestSilence, Consumer<StreamReading> start) {
        RedisStreamSource source = new RedisStreamSource(
                "DriverConsole \"test\"",
                (Address.Redis) Address.parse(address),
                jobs,
                display,
                RunningReceiver.impatient(),
                longestSilence,
                start);
        source.start();
        return source;
    }

    private void discover(RedisStreamSource source, String job) {
        jobs.add(job);
        source.discovered(job);
    }

    private static void append(RedisServer redis, String job, String line) {
        redis.append(
                "log4jray:" + job,
                "batch".getBytes(StandardCharsets.UTF_8),
                ("{\"pid\":7,\"job\":\"" + job + "\",\"lines\":[\"" + line + "\"]}").getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isRead(RedisServer redis, String job) {
        return redis.command(Command.EXISTS, "log4jray:" + job + ":driver").equals(1L);
    }

    @Test
    void driverThatGetsAnotherJobReadsTheStreamsOfBoth() throws Exception {
        try (RedisServer redis = RedisServer.start(directory)) {
            RedisStreamSource source = source(redis.address() + "?stream", StreamReading.LONGEST_SILENCE);
            append(redis, FIRST, "first");
            screen.awaitLines(1);
            discover(source, SECOND);
            append(redis, SECOND, "second");
            screen.awaitLines(2);
            append(redis, FIRST, "third");
            assertThat(screen.awaitLines(3)).containsExactly("(pid=7) first", "(pid=7) second", "(pid=7) third");
            source.stop(Patience.LONG);
            assertThat(isRead(redis, FIRST) || isRead(redis, SECOND)).isFalse();
        }
    }

    @Test
    void streamOfAnEarlierJobIsLeftAfterALongSilenceAndReadAgainWhenTheJobComesBack() throws Exception {
        try (RedisServer redis = RedisServer.start(directory)) {
            RedisStreamSource source = source(redis.address() + "?stream", Duration.ZERO);
            append(redis, FIRST, "first");
            screen.awaitLines(1);
            discover(source, SECOND);
            await().until(() -> !isRead(redis, FIRST) && isRead(redis, SECOND));
            append(redis, FIRST, "later");
            append(redis, SECOND, "second");
            screen.awaitLines(2);
            discover(source, FIRST);
            assertThat(screen.awaitLines(3)).containsExactly("(pid=7) first", "(pid=7) second", "(pid=7) later");
            source.stop(Patience.LONG);
        }
    }

    @Test
    void jobForWhichTheSystemHasNoThreadNowIsReadWhenItIsToldAgain() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        Consumer<StreamReading> start = reading -> {
            if (starts.incrementAndGet() == 2) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            reading.start();
        };
        try (RedisServer redis = RedisServer.start(directory)) {
            RedisStreamSource source = source(redis.address() + "?stream", StreamReading.LONGEST_SILENCE, start);
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> discover(source, SECOND));
            discover(source, SECOND);
            append(redis, SECOND, "second");
            screen.awaitLines(1);
            source.stop(Patience.LONG);
            assertThat(starts).hasValue(3);
        }
    }

    @Test
    void readingThatLeavesAStreamEndsAlsoWhereTheRedisDoesNotHearOfIt() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (RedisServer redis = RedisServer.start(directory);
                StatusMessages messages = StatusMessages.listen()) {
            StreamReading reading = new StreamReading(
                    "test",
                    (Address.Redis) Address.parse(redis.address() + "?stream"),
                    "log4jray:" + FIRST,
                    jobs,
                    display,
                    RunningReceiver.impatient(),
                    (self, silence) -> {
                        asked.incrementAndGet();
                        redis.command(Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
                        return true;
                    });
            reading.start();
            await().until(() -> asked.get() > 0);
            await().until(() -> !Threads.isRunning("log4jray-driver-redis-stream"));
            assertThat(asked).hasValue(1);
            assertThat(messages.containing(Level.WARN)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hscan", "time"})
    void driverThatMayNotForgetWorkersShowsLinesAndSaysSoOnce(String missing) throws Exception {
        String driver = "--user driver on nopass resetkeys ~log4jray:* -@all +eval +evalsha +expire +decrby +del +get"
                + " +hdel +hget +hgetall +hscan +hset +set +time +xack +xdel +xgroup|create +xlen +xread +xreadgroup";
        try (RedisServer redis = RedisServer.start(
                        directory, driver.replace(" +" + missing, "").split(" "));
                StatusMessages messages = StatusMessages.listen()) {
            RedisStreamSource source =
                    source("redis://driver:any@127.0.0.1:" + redis.port() + "?stream", StreamReading.LONGEST_SILENCE);
            for (int i = 1; i <= 3; i++) {
                append(redis, FIRST, "line " + i);
                screen.awaitLines(i);
            }
            source.stop(Patience.LONG);
            assertThat(messages.containing(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains(missing);
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }
    }

    @Test
    void streamWithANameIsReadOnceWhateverTheJob() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                StatusMessages messages = StatusMessages.listen()) {
            RedisStreamSource source = source(redis.address() + "?stream=log4jray:" + FIRST, Duration.ZERO);
            discover(source, SECOND);
            append(redis, FIRST, "first");
            screen.awaitLines(1);
            source.stop(Patience.LONG);
            assertThat(messages.containing(Level.WARN)).isEmpty();
        }
    }

    @Test
    void driverWhoseDisplayIsBlockedAtTheStopLeavesTheStreamToItsSuccessor() throws Exception {
        int lines = 60;
        try (RedisServer redis = RedisServer.start(directory)) {
            RedisStreamSource source = source(redis.address() + "?stream", StreamReading.LONGEST_SILENCE);
            screen.block();
            for (int i = 0; i < lines; i++) {
                append(redis, FIRST, i + "x".repeat(100_000));
            }
            screen.awaitWaitingWriter();
            assertThat(isRead(redis, FIRST)).isTrue();
            source.stop(Duration.ofSeconds(4));
            assertThat(isRead(redis, FIRST)).isFalse();
            assertThat((Long) redis.command(Command.XLEN, "log4jray:" + FIRST)).isPositive();
        }
    }

    @Test
    void problemAfterEachReadIsReportedOnce() throws Exception {
        String driver = "--user driver on nopass resetkeys ~log4jray:* -@all +eval +evalsha +expire +decrby +del +get"
                + " +hdel +hget +hgetall +hscan +hset +set +time +xack +xdel +xgroup|create +xlen +xreadgroup";
        try (RedisServer redis = RedisServer.start(directory, driver.split(" "));
                StatusMessages messages = StatusMessages.listen()) {
            RedisStreamSource source =
                    source("redis://driver:any@127.0.0.1:" + redis.port() + "?stream", StreamReading.LONGEST_SILENCE);
            await().until(() -> rejectedReads(redis) >= 4);
            assertThat(messages.containing(Level.ERROR, "NOPERM", "xread")).hasSize(1);
            assertThat(messages.containing(Level.WARN)).isEmpty();
            redis.command(Command.ACL, "SETUSER", "driver", "+xread");
            await().until(() ->
                    messages.containing(Level.WARN, "connected with the Redis").size() == 1);
            append(redis, FIRST, "line");
            screen.awaitLines(1);
            source.stop(Patience.LONG);
        }
    }

    private static long rejectedReads(RedisServer redis) {
        return new String((byte[]) redis.command(Command.INFO, "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_xread:"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*rejected_calls=(\\d+).*", "$1")))
                .sum();
    }
}
