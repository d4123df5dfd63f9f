package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Screen;
import io.github.log4jray.protocol.StreamScripts;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RedisServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** What a stream of a real Redis costs while nobody logs, and what it keeps while there is no driver. */
@Tag("redis")
@Tag("slow")
class IdleStreamTest {

    private static final String KEY = "log4jray:01000000";
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final Screen screen = new Screen();

    private Logging driver(RedisServer redis) {
        return screen.standardFor(() -> Logging.with(Config.driverConsole()
                .with("jobId", "01000000")
                .with("sessionDir", directory.resolve("session"))
                .with("source", redis.address() + "?stream")));
    }

    private static Logging worker(RedisServer redis) {
        return Logging.with(Config.driverStream()
                .with("jobId", "01000000")
                .with("overflow", "block")
                .with("shutdownTimeoutMillis", 60_000)
                .with("address", redis.address() + "?stream"));
    }

    private static String info(RedisServer redis, String section) {
        return new String((byte[]) redis.command(Command.INFO, section), StandardCharsets.UTF_8);
    }

    private static long calls(RedisServer redis, String command) {
        return info(redis, "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                .sum();
    }

    /** A driver waits for 2 s at a time, and a worker calls every 10 s: 66 calls a minute for both. */
    @Test
    void idleDriverWaitsInOneReadAndIdleWorkerCallsSeldom() throws Exception {
        int reads = 4;
        try (RedisServer redis = RedisServer.start(directory);
                Logging driver = driver(redis);
                Logging worker = worker(redis)) {
            worker.logger("a").info("line");
            screen.awaitLines(1);
            await().until(() -> redis.command(Command.XLEN, KEY).equals(0L));
            redis.command(Command.CONFIG, "RESETSTAT");
            long began = System.nanoTime();
            await().until(() -> calls(redis, "xread") > reads);
            assertThat(info(redis, "clients")).contains("blocked_clients:1");
            long scripts = calls(redis, "evalsha") + calls(redis, "eval");
            Duration time = Duration.ofNanos(System.nanoTime() - began);
            // the first read may have begun before, and the last one goes on
            assertThat(time).isGreaterThan(Duration.ofSeconds(2 * (reads - 1)));
            assertThat(scripts).isLessThanOrEqualTo(calls(redis, "xread") + 2 + time.toSeconds() / 10);
            driver.logger("a").info("own");
        }
    }

    /** The minute is taken from the time to live of the keys: nothing else in a Redis ends what is in a stream. */
    @Test
    void linesOfAWorkerThatHasEndedWaitForADriverForAMinuteAndMore() throws Exception {
        int lines = 2000;
        try (RedisServer redis = RedisServer.start(directory)) {
            try (Logging worker = worker(redis)) {
                IntStream.range(0, lines).forEach(i -> worker.logger("a").info("line {}", i));
            }
            assertThat(bytes(redis)).isEqualTo(sizeOfEntries(redis)).isGreaterThan(lines);
            List<String> keys = List.of(KEY, KEY + ":appended", KEY + ":bytes", KEY + ":workers");
            for (String key : keys) {
                long left = (Long) redis.command(Command.TTL, key);
                assertThat(left).as(key).isGreaterThan(A_MINUTE.toSeconds());
                redis.command(Command.EXPIRE, key, Long.toString(left - A_MINUTE.toSeconds()));
            }
            try (Logging driver = driver(redis)) {
                List<String> shown = screen.awaitLines(lines);
                assertThat(shown.stream().map(line -> line.replaceFirst(".*line ", "")))
                        .containsExactlyElementsOf(IntStream.range(0, lines)
                                .mapToObj(String::valueOf)
                                .toList());
                await().until(() ->
                        bytes(redis) == 0 && redis.command(Command.XLEN, KEY).equals(0L));
                driver.logger("a").info("own");
            }
        }
    }

    private static long bytes(RedisServer redis) {
        return Long.parseLong(new String((byte[]) redis.command(Command.GET, KEY + ":bytes")));
    }

    private static long sizeOfEntries(RedisServer redis) {
        long size = 0;
        for (Object entry : (List<?>) redis.command(Command.XRANGE, KEY, "-", "+")) {
            List<?> fields = (List<?>) ((List<?>) entry).get(1);
            size += ((byte[]) fields.get(1)).length + StreamScripts.ENTRY_OVERHEAD;
        }
        return size;
    }
}
