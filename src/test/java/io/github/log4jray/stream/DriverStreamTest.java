package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.progress.ProgressBar;
import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a worker says to a driver. */
@Tag("compat")
class DriverStreamTest extends WithFakeDriver {

    private static final String ANOTHER = "ffffffffffffffff0123456789abcdef";

    @Test
    void saysHelloWithItsIds() throws IOException {
        try (Logging worker = worker("workerId=\"" + "ab".repeat(28) + "\"");
                FakeDriver.Connection connection = driver.accept()) {
            Map<String, Object> hello = connection.next();
            assertThat(hello).containsOnlyKeys("v", "sender", "worker_id", "pid", "nonce");
            assertThat(hello)
                    .containsEntry("v", 2L)
                    .containsEntry("worker_id", "ab".repeat(28))
                    .containsEntry("pid", ProcessHandle.current().pid());
            assertThat((String) hello.get("sender")).matches("[0-9a-f]{32}");
            assertThat((String) hello.get("nonce")).matches("[0-9a-f]{32}");
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
    void statesOfABarTakeTheWayOfTheLinesButNoAppenderSeesThem() throws IOException {
        try (Logging worker = worker();
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            worker.logger("a").info("before");
            try (ProgressBar bar = ProgressBar.of("indexing", 2)) {
                bar.step(2);
            }
            worker.logger("a").info("after");
            List<String> lines = new ArrayList<>();
            while (!lines.contains("after")) {
                connection.nextLines().forEach(line -> lines.add((String) line));
            }
            assertThat(lines).startsWith("before").endsWith("after");
            List<ProgressState> states = lines.subList(1, lines.size() - 1).stream()
                    .map(ProgressState::parse)
                    .toList();
            assertThat(states.get(0).closed()).isFalse();
            assertThat(states.get(states.size() - 1).closed()).isTrue();
            assertThat(states.get(states.size() - 1).x()).isEqualTo(2L);
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
        Element layout = Config.pattern("%p: %m%n").with("charset", "ISO-8859-1");
        Element stream = stream("shutdownTimeoutMillis=\"0\"").with(layout);
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
                assertThat(second.welcome(DRIVER, 0)).containsEntry("sender", sender);
                worker.logger("a").info("before");
                assertThat(second.nextLines()).isEqualTo(List.of("before"));
                worker.reconfigure(Config.of(stream("bufferSize=\"1 MB\"", "shutdownTimeoutMillis=\"0\"")));
                worker.logger("a").info("after");
                assertThat(second.nextLines()).isEqualTo(List.of("after"));
                other.logger("a").info("other context");
                assertThat(second.nextLines()).isEqualTo(List.of("other context"));
            }
        }
    }

    @Test
    void cutsALineThatDoesNotFitOnTheWireAndSaysWhereTheRestIs() throws IOException {
        Element file = Config.sessionDirectory().with("fileName", "app.log").with("sessionDir", directory);
        try (Logging worker = Logging.with(file, stream("shutdownTimeoutMillis=\"0\""));
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            Path log = directory.resolve("logs").resolve("app.log");
            String line = "\u00fc".repeat(800_000);
            worker.logger("a").info(line);
            String batch = connection.nextLine();
            assertThat(batch.getBytes(StandardCharsets.UTF_8).length).isLessThan(1 << 20);
            String sent = batch.substring(batch.indexOf("\u00fc"), batch.indexOf("\"],"));
            int kept = sent.lastIndexOf('\u00fc') + 1;
            assertThat(sent.substring(kept))
                    .isEqualTo("\u2026 [" + 2 * (800_000 - kept) + " bytes more in " + log + "]");
            await().until(() -> Files.readString(log).contains(line));
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
}
