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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each line that a worker sends through a stream of a real Redis is shown once, in order, or counted by a driver. */
@Tag("redis")
class CompleteByRedisTest {

    private static final String JOB = "07000000";

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
    private JavaProcess.Plan worker(RedisServer redis, String query, String attributes, String... arguments)
            throws IOException {
        Element stream = Config.driverStream()
                .with("address", redis.address() + query)
                .with("shutdownTimeoutMillis", "90000")
                .attributes(attributes);
        return JavaProcess.plan(directory, LogLines.class, arguments)
                .configured(stream)
                .environment(Map.of("RAY_JOB_ID", JOB, "RAY_NODE_IP", "10.0.0.1"));
    }

    private JavaProcess worker(RedisServer redis, String... arguments) throws IOException {
        return worker(redis, "?stream", "overflow=\"block\"", arguments).start();
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
}
