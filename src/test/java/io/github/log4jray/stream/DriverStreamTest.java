package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.FakeDriver;
import io.github.log4jray.testing.Logging;
import io.github.log4jray.testing.StatusMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker says to a driver, and what it makes of the answers. */
class DriverStreamTest {

    private static final String DRIVER = "0123456789abcdef0123456789abcdef";
    private static final String ANOTHER = "ffffffffffffffff0123456789abcdef";

    @TempDir
    private Path directory;

    private final FakeDriver driver = FakeDriver.listen();

    @AfterEach
    void stopListening() {
        driver.close();
    }

    private String stream(String... attributes) {
        return "<DriverStream name=\"driver\" address=\"" + driver.address() + "\" " + String.join(" ", attributes)
                + "/>";
    }

    /** A worker whose stop waits for nobody. */
    private Logging worker(String... attributes) {
        return Logging.with(stream(Stream.concat(Stream.of("shutdownTimeoutMillis=\"0\""), Stream.of(attributes))
                .toArray(String[]::new)));
    }

    @Test
    void saysHelloWithItsIds() throws IOException {
        try (Logging worker = worker("workerId=\"" + "ab".repeat(28) + "\"");
                FakeDriver.Connection connection = driver.accept()) {
            Map<String, Object> hello = connection.next();
            assertThat(hello).containsOnlyKeys("v", "token", "sender", "worker_id", "pid");
            assertThat(hello)
                    .containsEntry("v", 1L)
                    .containsEntry("token", "")
                    .containsEntry("worker_id", "ab".repeat(28))
                    .containsEntry("pid", ProcessHandle.current().pid());
            assertThat((String) hello.get("sender")).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void sendsABatchWithTheKeysOfRaysLogMonitor() throws IOException {
        try (Logging worker = worker("jobId=\"01000000\"");
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            worker.logger("a").info("task \"1\" \\ \u00fc \ud83d\ude00 \t");
            String batch = connection.nextLine();
            assertThat(batch)
                    .startsWith("{\"ip\":\"")
                    .endsWith("\",\"pid\":" + ProcessHandle.current().pid()
                            + ",\"job\":\"01000000\",\"is_err\":false,"
                            + "\"lines\":[\"task \\\"1\\\" \\\\ \u00fc \ud83d\ude00 \\t\"],"
                            + "\"actor_name\":null,\"task_name\":null,\"seq\":1}");
        }
    }

    @Test
    void takesNamesAndTheStreamFromTheEvent() throws IOException {
        try (Logging worker = worker("stderrLevel=\"error\"");
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            Logger logger = worker.logger("a");
            try (CloseableThreadContext.Instance names = CloseableThreadContext.put("task_name", "count")) {
                logger.info("in a task");
                names.put("actor_name", "Counter");
                logger.error("in an actor");
            }
            logger.info(MarkerManager.getMarker("STDERR"), "captured");
            assertThat(connection.next())
                    .containsEntry("task_name", "count")
                    .containsEntry("actor_name", null)
                    .containsEntry("is_err", false);
            assertThat(connection.next())
                    .containsEntry("task_name", "count")
                    .containsEntry("actor_name", "Counter")
                    .containsEntry("is_err", true);
            assertThat(connection.next()).containsEntry("task_name", null).containsEntry("is_err", true);
        }
    }

    @Test
    void splitsWhatALayoutGivesAtEveryKindOfLineEnd() throws IOException {
        try (Logging worker = worker();
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            worker.logger("a").info("one\ntwo\r\nthree\rfour\n\nsix");
            assertThat(connection.nextLines()).isEqualTo(List.of("one", "two", "three", "four", "", "six"));
            worker.logger("a").info("");
            assertThat(connection.nextLines()).isEqualTo(List.of(""));
            worker.logger("a").info("failed", new IOException("broken"));
            List<?> lines = connection.nextLines();
            assertThat(lines.get(0)).isEqualTo("failed");
            assertThat(lines.get(1)).isEqualTo("java.io.IOException: broken");
            assertThat(lines.get(2).toString()).startsWith("\tat io.github.log4jray.stream.DriverStreamTest");
        }
    }

    @Test
    void usesALayoutOfAnyCharset() throws IOException {
        String layout = "<PatternLayout pattern=\"%p: %m%n\" charset=\"ISO-8859-1\"/>";
        String stream = stream("shutdownTimeoutMillis=\"0\"").replace("/>", ">" + layout + "</DriverStream>");
        try (Logging worker = Logging.with(stream);
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            worker.logger("a").warn("\u00fcber");
            assertThat(connection.nextLines()).isEqualTo(List.of("WARN: \u00fcber"));
        }
    }

    @Test
    void numbersBatchesAndRepeatsToTheSameDriverOnlyWhatItHasNot() throws IOException {
        try (Logging worker = worker()) {
            try (FakeDriver.Connection first = driver.welcome(DRIVER, 0)) {
                for (int i = 1; i <= 3; i++) {
                    worker.logger("a").info("line {}", i);
                    assertThat(first.next())
                            .containsEntry("seq", (long) i)
                            .containsEntry("lines", List.of("line " + i));
                }
                first.acknowledge(1);
            }
            try (FakeDriver.Connection second = driver.welcome(DRIVER, 2)) {
                assertThat(second.next()).containsEntry("seq", 3L).containsEntry("lines", List.of("line 3"));
                second.acknowledge(3);
                worker.logger("a").info("line 4");
                assertThat(second.next()).containsEntry("seq", 4L);
            }
        }
    }

    @Test
    void repeatsToAnotherDriverAllThatWasNotAcknowledged() throws IOException {
        try (Logging worker = worker()) {
            try (FakeDriver.Connection first = driver.welcome(DRIVER, 0)) {
                for (int i = 1; i <= 3; i++) {
                    worker.logger("a").info("line {}", i);
                    first.next();
                }
                first.acknowledge(1);
                worker.logger("a").info("line 4");
                first.next();
            }
            try (FakeDriver.Connection second = driver.welcome(ANOTHER, 0)) {
                List<Object> again = new ArrayList<>();
                while (again.size() < 3) {
                    again.addAll(second.nextLines());
                }
                assertThat(again).isEqualTo(List.of("line 2", "line 3", "line 4"));
            }
        }
    }

    @Test
    void keepsItsSenderAcrossConnectionsContextsAndReconfigurations() throws IOException {
        try (Logging worker = worker()) {
            Object sender;
            try (FakeDriver.Connection first = driver.accept()) {
                sender = first.next().get("sender");
            }
            try (FakeDriver.Connection second = driver.accept();
                    Logging other = worker()) {
                assertThat(second.next()).containsEntry("sender", sender);
                second.say("{\"v\":1,\"driver\":\"" + DRIVER + "\",\"acked\":0}");
                worker.logger("a").info("before");
                assertThat(second.nextLines()).isEqualTo(List.of("before"));
                worker.reconfigure(stream("bufferSize=\"1 MB\"", "shutdownTimeoutMillis=\"0\""));
                worker.logger("a").info("after");
                assertThat(second.nextLines()).isEqualTo(List.of("after"));
                other.logger("a").info("other context");
                assertThat(second.nextLines()).isEqualTo(List.of("other context"));
            }
        }
    }

    @Test
    void countsWhatDoesNotFitInItsPlaceAndNamesTheFile() throws IOException {
        String file = "<SessionDirectory name=\"file\" component=\"worker\" sessionDir=\"" + directory + "\"/>";
        String small = stream("bufferSize=\"64 KB\"", "shutdownTimeoutMillis=\"0\"");
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
        try (Logging worker = Logging.with("<DriverStream name=\"driver\" overflow=\"block\" bufferSize=\"4 KB\""
                + " blockTimeoutMillis=\"600000\" sessionDir=\"" + directory + "\"/>")) {
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
                connection.say("{\"v\":1,\"error\":\"token\"}");
                await().until(connection::hasEnded);
            }
            await().until(() -> !messages.containing(Level.ERROR, driver.address(), "\"token\"")
                    .isEmpty());
            assertThat(messages.containing(Level.ERROR, "DriverStream")).hasSize(1);
        }
    }

    @Test
    void comesBackToABusyDriver() throws IOException {
        try (Logging worker = worker()) {
            worker.logger("a").info("kept");
            try (FakeDriver.Connection connection = driver.accept()) {
                connection.next();
                connection.say("{\"v\":1,\"error\":\"busy\"}");
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
                connection.acknowledge(1_000_000);
                worker.logger("a").info("more");
                assertThat(connection.next()).containsEntry("seq", 2L);
            }
        }
    }

    @Test
    void cutsALineThatDoesNotFitOnTheWireAndSaysWhereTheRestIs() throws IOException {
        String file = "<SessionDirectory name=\"file\" fileName=\"app.log\" sessionDir=\"" + directory + "\"/>";
        try (Logging worker = Logging.with(file, stream("shutdownTimeoutMillis=\"0\""));
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            String line = "\u00fc".repeat(800_000);
            worker.logger("a").info(line);
            String batch = connection.nextLine();
            assertThat(batch.getBytes(StandardCharsets.UTF_8).length).isLessThan(1 << 20);
            String sent = batch.substring(batch.indexOf("\u00fc"), batch.indexOf("\"],"));
            int kept = sent.lastIndexOf('\u00fc') + 1;
            assertThat(sent.substring(kept))
                    .isEqualTo("\u2026 [" + 2 * (800_000 - kept) + " bytes more in "
                            + directory.resolve("logs").resolve("app.log") + "]");
            assertThat(Files.readString(directory.resolve("logs").resolve("app.log")))
                    .isNotNull();
            worker.logger("a").info("next");
            assertThat(connection.nextLines()).isEqualTo(List.of("next"));
        }
    }

    @Test
    void sendsAnEventOfVeryManyLinesWhole() throws IOException {
        try (Logging worker = worker();
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            List<String> lines =
                    IntStream.range(0, 100_000).mapToObj(i -> "line " + i).toList();
            worker.logger("a").info(String.join("\n", lines));
            List<Object> got = new ArrayList<>();
            while (got.size() < lines.size()) {
                Map<String, Object> batch = connection.next();
                got.addAll((List<?>) batch.get("lines"));
                connection.acknowledge((Long) batch.get("seq"));
            }
            assertThat(got).isEqualTo(lines);
        }
    }

    @Test
    void keepsTheOrderOfEachOfManyThreads() throws Exception {
        int threads = 8;
        int count = 5000;
        try (Logging worker = worker("overflow=\"block\"", "bufferSize=\"128 KB\"");
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            for (int t = 0; t < threads; t++) {
                int thread = t;
                new Thread(() -> {
                            try (CloseableThreadContext.Instance name =
                                    CloseableThreadContext.put("task_name", "task" + thread % 3)) {
                                IntStream.range(0, count)
                                        .forEach(i -> worker.logger("a").info("{} {}", thread, i));
                            }
                        })
                        .start();
            }
            int[] next = new int[threads];
            for (int got = 0; got < threads * count; ) {
                Map<String, Object> batch = connection.next();
                connection.acknowledge((Long) batch.get("seq"));
                for (Object line : (List<?>) batch.get("lines")) {
                    String[] words = line.toString().split(" ");
                    int thread = Integer.parseInt(words[0]);
                    assertThat(Integer.parseInt(words[1])).isEqualTo(next[thread]++);
                    assertThat(batch).containsEntry("task_name", "task" + thread % 3);
                    got++;
                }
            }
        }
    }

    @Test
    void aWrongValueIsOneErrorAndTheDefault() {
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
                        .contains("DriverStream \"driver\"", attribute + "=\"" + value + "\"", "; using ");
                assertThat(worker.appender("driver", DriverStreamAppender.class))
                        .isNotNull();
            }
        });
    }

    @Test
    void aWrongAddressIsOneErrorWithoutItsPasswordAndTheOtherAppendersWork() throws IOException {
        for (String address : List.of("tcp://nowhere", "tcp://:1", "redis://u:secret@h:1", "h:99999", "a b:1", "::")) {
            String file = "<SessionDirectory name=\"file\" fileName=\"app.log\" immediateFlush=\"true\" sessionDir=\""
                    + directory + "\"><PatternLayout pattern=\"%m%n\"/></SessionDirectory>";
            try (StatusMessages messages = StatusMessages.listen();
                    Logging worker =
                            Logging.with(file, "<DriverStream name=\"driver\" address=\"" + address + "\"/>")) {
                assertThat(messages.containing(Level.ERROR, "DriverStream \"driver\": address=\""))
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
    void anEventOfAnyLengthIsSentOrCounted() throws IOException {
        try (Logging worker = worker("bufferSize=\"8 KB\"");
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            worker.logger("a").info("x".repeat(20_000));
            assertThat(connection.next()).containsEntry("lines", List.of()).containsEntry("dropped", 1L);
            worker.logger("a").info("small");
            assertThat(connection.nextLines()).isEqualTo(List.of("small"));
        }
    }

    @Test
    void reportsAnOutageOnce() throws IOException {
        driver.close();
        try (StatusMessages messages = StatusMessages.listen();
                Logging worker = worker()) {
            worker.logger("a").info("kept");
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            !messages.containing(Level.WARN, "no connection").isEmpty());
            try (FakeDriver again = FakeDriver.listen(driver.port());
                    FakeDriver.Connection connection = again.welcome(DRIVER, 0)) {
                assertThat(connection.nextLines()).isEqualTo(List.of("kept"));
            }
            assertThat(messages.containing(Level.WARN, "Connection refused")).hasSize(1);
        }
    }
}
