package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.Test;

/** What a worker does when the driver is slow, away, wrong, or nowhere, and at its own end. */
class DriverStreamTroubleTest extends WithFakeDriver {

    @Test
    void countsWhatDoesNotFitInItsPlaceAndNamesTheFile() throws IOException {
        Element file = Config.sessionDirectory().with("component", "worker").with("sessionDir", directory);
        Element small = stream("bufferSize=\"64 KB\"", "shutdownTimeoutMillis=\"0\"");
        try (Logging worker = Logging.with(file, small)) {
            Logger logger = worker.logger("a");
            IntStream.range(0, 20_000).forEach(i -> logger.info("line {}", i));
            try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
                int next = 0;
                int losses = 0;
                while (next < 20_000) {
                    Map<String, Object> batch = connection.next();
                    for (Object line : (List<?>) batch.get("lines")) {
                        assertThat(line).isEqualTo("line " + next++);
                    }
                    if (batch.get("dropped") instanceof Long dropped) {
                        assertThat(batch)
                                .containsEntry("lines", List.of())
                                .extractingByKey("file")
                                .asString()
                                .startsWith(directory
                                        .resolve("logs")
                                        .resolve("worker-")
                                        .toString());
                        next += dropped;
                        losses++;
                    }
                    connection.acknowledge((Long) batch.get("seq"));
                }
                assertThat(next).isEqualTo(20_000);
                assertThat(losses).isBetween(1, 20);
                // the count may come while the buffer is still full
                DriverStreamAppender appender = worker.appender("driver", DriverStreamAppender.class);
                await().until(() -> appender.getLinesBuffered() == 0);
                logger.info("room again");
                assertThat(connection.nextLines()).isEqualTo(List.of("room again"));
            }
        }
    }

    @Test
    void waitsForRoomWhereADriverIsKnownAndIsToldToBlock() throws Exception {
        try (Logging worker = worker("overflow=\"block\"", "bufferSize=\"16 KB\"");
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            Thread application = new Thread(() ->
                    IntStream.range(0, 2000).forEach(i -> worker.logger("a").info("line {}", i)));
            application.start();
            List<Object> got = new ArrayList<>();
            while (got.size() < 2000) {
                Map<String, Object> batch = connection.next();
                assertThat(batch).doesNotContainKey("dropped");
                got.addAll((List<?>) batch.get("lines"));
                connection.acknowledge((Long) batch.get("seq"));
            }
            application.join();
            assertThat(got)
                    .isEqualTo(
                            IntStream.range(0, 2000).mapToObj(i -> "line " + i).toList());
        }
    }

    @Test
    void dropsAndCountsWhenItHasWaitedInVainAndThenWaitsNoMoreBeforeTheDriverTakesSomething() throws IOException {
        try (Logging worker = worker("overflow=\"block\"", "bufferSize=\"16 KB\"", "blockTimeoutMillis=\"50\"");
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            Logger logger = worker.logger("a");
            IntStream.range(0, 5000).forEach(i -> logger.info("line {}", i));
            long lines = 0;
            long dropped = 0;
            while (lines + dropped < 5000) {
                Map<String, Object> batch = connection.next();
                lines += ((List<?>) batch.get("lines")).size();
                dropped += batch.get("dropped") instanceof Long count ? count : 0;
                connection.acknowledge((Long) batch.get("seq"));
            }
            assertThat(lines + dropped).isEqualTo(5000);
            assertThat(dropped).isPositive();
        }
    }

    @Test
    void doesNotWaitForADriverThatNobodyKnows() {
        try (Logging worker = Logging.with(Config.driverStream()
                .with("overflow", "block")
                .with("bufferSize", "4 KB")
                .with("blockTimeoutMillis", 600_000)
                .with("sessionDir", directory))) {
            IntStream.range(0, 1000).forEach(i -> worker.logger("a").info("line {}", i));
        }
    }

    @Test
    void stopSendsEverythingAndWaitsForTheLastAcknowledgement() throws Exception {
        Logging worker = Logging.with(stream("shutdownTimeoutMillis=\"20000\""));
        try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            IntStream.range(0, 1000).forEach(i -> worker.logger("a").info("line {}", i));
            Thread stop = new Thread(worker::close);
            stop.start();
            int lines = 0;
            long seq = 0;
            while (lines < 1000) {
                Map<String, Object> batch = connection.next();
                lines += ((List<?>) batch.get("lines")).size();
                seq = (Long) batch.get("seq");
            }
            assertThat(stop.isAlive()).isTrue();
            assertThat(connection.hasEnded()).isFalse();
            connection.acknowledge(seq);
            stop.join();
            await().until(connection::hasEnded);
        }
    }

    @Test
    void stopGivesUpAfterItsTimeoutWithOneWarningThatCounts() throws IOException {
        try (StatusMessages messages = StatusMessages.listen()) {
            Logging worker = Logging.with(stream("shutdownTimeoutMillis=\"100\""));
            try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
                worker.logger("a").info("one\ntwo");
                connection.next();
                worker.close();
                await().until(connection::hasEnded);
            }
            assertThat(messages.containing(Level.WARN, "DriverStream \"driver\"", "2 lines were not acknowledged"))
                    .hasSize(1);
        }
    }

    @Test
    void reportsARefusedTokenOnceAndLosesNothingMeanwhile() throws IOException {
        try (StatusMessages messages = StatusMessages.listen();
                Logging worker = worker()) {
            worker.logger("a").info("kept");
            try (FakeDriver.Connection connection = driver.accept()) {
                connection.next();
                connection.say("{\"v\":2,\"error\":\"token\"}");
                await().until(connection::hasEnded);
            }
            await().until(() -> !messages.containing(
                            Level.ERROR, driver.address(), "\"token\"", "another one", "RAY_DRIVER_LOG_TOKEN")
                    .isEmpty());
            assertThat(messages.containing(Level.ERROR, "DriverStream")).hasSize(1);
            assertThat(worker.appender("driver", DriverStreamAppender.class).getLinesBuffered())
                    .isEqualTo(1);
        }
    }

    @Test
    void comesBackToABusyDriver() throws IOException {
        try (Logging worker = worker()) {
            worker.logger("a").info("kept");
            try (FakeDriver.Connection connection = driver.accept()) {
                connection.next();
                connection.say("{\"v\":2,\"error\":\"busy\"}");
            }
            try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
                assertThat(connection.nextLines()).isEqualTo(List.of("kept"));
            }
        }
    }

    @Test
    void survivesADriverThatAnswersNonsense() throws IOException {
        try (Logging worker = worker()) {
            worker.logger("a").info("kept");
            for (String nonsense : List.of("HTTP/1.1 400 Bad Request", "{\"v\":1,", "[]", "x".repeat(100_000))) {
                try (FakeDriver.Connection connection = driver.accept()) {
                    connection.next();
                    connection.say(nonsense);
                    await().until(connection::hasEnded);
                }
            }
            try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
                assertThat(connection.next()).containsEntry("lines", List.of("kept"));
                connection.acknowledge(1);
                worker.logger("a").info("more");
                assertThat(connection.next()).containsEntry("seq", 2L);
            }
        }
    }

    @Test
    void wrongValueIsOneErrorAndTheDefault() {
        Map<String, String> wrong = Map.of(
                "bufferSize", "some",
                "overflow", "wait",
                "blockTimeoutMillis", "-1",
                "shutdownTimeoutMillis", "2 s",
                "stderrLevel", "loud");
        wrong.forEach((attribute, value) -> {
            try (StatusMessages messages = StatusMessages.listen();
                    Logging worker = Logging.with(stream(attribute + "=\"" + value + "\""))) {
                assertThat(messages.containing(Level.ERROR, ""))
                        .singleElement()
                        .asString()
                        .contains(
                                "DriverStream \"driver\": invalid " + attribute + " \"" + value + "\" (expected ",
                                "; using ");
                assertThat(worker.appender("driver", DriverStreamAppender.class))
                        .isNotNull();
            }
        });
    }

    @Test
    void wrongAddressIsOneErrorWithoutItsPasswordAndTheOtherAppendersWork() throws IOException {
        for (String address : List.of("tcp://nowhere", "tcp://:1", "redis://u:secret@h:x", "h:99999", "a b:1", "::")) {
            Element file = Config.sessionDirectory()
                    .with("fileName", "app.log")
                    .with("immediateFlush", true)
                    .with("sessionDir", directory)
                    .with(Config.pattern("%m%n"));
            try (StatusMessages messages = StatusMessages.listen();
                    Logging worker = Logging.with(file, Config.driverStream().with("address", address))) {
                assertThat(messages.containing(Level.ERROR, "DriverStream \"driver\": invalid address \""))
                        .singleElement()
                        .asString()
                        .contains(address.replace("secret", "****"))
                        .doesNotContain("secret");
                worker.logger("a").info(address);
                assertThat(Files.readString(directory.resolve("logs").resolve("app.log")))
                        .endsWith(address + "\n");
            }
        }
    }

    @Test
    void eventOfAnyLengthIsSentOrCounted() throws IOException {
        try (Logging worker = worker("bufferSize=\"8 KB\"");
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            worker.logger("a").info("x".repeat(20_000));
            assertThat(connection.next()).containsEntry("lines", List.of()).containsEntry("dropped", 1L);
            worker.logger("a").info("small");
            assertThat(connection.nextLines()).isEqualTo(List.of("small"));
        }
    }

    private Logging workerWithout(FakeDriver gone) {
        gone.close();
        return worker();
    }

    @Test
    void reportsAnOutageOnce() throws IOException {
        try (FakeDriver elsewhere = FakeDriver.listen();
                StatusMessages messages = StatusMessages.listen();
                Logging worker = workerWithout(driver)) {
            assertThat(elsewhere.port()).isNotEqualTo(driver.port());
            worker.logger("a").info("kept");
            await().until(() ->
                    !messages.containing(Level.WARN, "no connection").isEmpty());
            try (FakeDriver again = FakeDriver.listen(driver.port());
                    FakeDriver.Connection connection = again.welcome(DRIVER, 0)) {
                assertThat(connection.nextLines()).isEqualTo(List.of("kept"));
            }
            assertThat(messages.containing(Level.WARN, "Connection refused")).hasSize(1);
        }
    }

    @Test
    void eventThatCanNeverFitIsNotWaitedFor() throws IOException {
        try (Logging worker = worker("overflow=\"block\"", "bufferSize=\"64 KB\"", "blockTimeoutMillis=\"600000\"");
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            worker.logger("a").info("x\n".repeat(100_000));
            assertThat(connection.next()).containsEntry("dropped", 100_001L);
        }
    }

    @Test
    void smallestBufferRecoversFromALoss() throws IOException {
        Element file = Config.sessionDirectory().with("fileName", "app.log").with("sessionDir", directory);
        try (Logging worker = Logging.with(file, stream("shutdownTimeoutMillis=\"0\"", "bufferSize=\"1 KB\""));
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            worker.logger("a").info("x".repeat(2000));
            assertThat(connection.next()).containsEntry("dropped", 1L);
            connection.acknowledge(1);
            await().until(() -> {
                worker.logger("a").info("again");
                Map<String, Object> batch = connection.next();
                connection.acknowledge((Long) batch.get("seq"));
                return List.of("again").equals(batch.get("lines"));
            });
        }
    }

    @Test
    void emptyAttributesCountAsNotGiven() {
        try (StatusMessages messages = StatusMessages.listen();
                Logging worker = Logging.with(Config.driverStream()
                        .with("address", "")
                        .with("bufferSize", " ")
                        .with("overflow", "")
                        .with("stderrLevel", "")
                        .with("jobId", "")
                        .with("workerId", "")
                        .with("tempDir", "")
                        .with("session", "")
                        .with("sessionDir", directory))) {
            assertThat(worker.appender("driver", DriverStreamAppender.class)).isNotNull();
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }
    }
}
