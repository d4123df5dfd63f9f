package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bridges from Log4j's status messages to a logger exist; one would tell the driver of troubles with the driver. */
@Tag("compat")
class OwnEventsTest extends WithFakeDriver {

    /** Logs everything that Log4j and its plugins say of themselves. */
    private record Listener(Logger logger) implements StatusListener {
        @Override
        public void log(StatusData data) {
            logger.info("bridged {}", data.getMessage().getFormattedMessage());
        }

        @Override
        public Level getStatusLevel() {
            return Level.ALL;
        }

        @Override
        public void close() {}
    }

    private record Bridge(Listener listener) implements AutoCloseable {
        static Bridge to(Logger logger) {
            Bridge bridge = new Bridge(new Listener(logger));
            StatusLogger.getLogger().registerListener(bridge.listener);
            return bridge;
        }

        @Override
        public void close() {
            StatusLogger.getLogger().removeListener(listener);
        }
    }

    private Element file() {
        return Config.sessionDirectory()
                .with("fileName", "app.log")
                .with("immediateFlush", true)
                .with("sessionDir", directory)
                .with(Config.pattern("%m%n"));
    }

    private void awaitBridged(String text) {
        Path file = directory.resolve("logs").resolve("app.log");
        await().until(() -> Files.exists(file)
                && Files.readAllLines(file).stream()
                        .anyMatch(line -> line.startsWith("bridged ") && line.contains(text)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheSenderLogsIsNotForwarded(boolean async) throws IOException {
        Config direct = Config.of(file(), stream("shutdownTimeoutMillis=\"0\""));
        try (Logging worker = Logging.with(async ? direct.and(Config.async("driver")) : direct);
                Bridge bridge = Bridge.to(worker.logger("bridge"))) {
            for (int i = 0; i < 3; i++) {
                try (FakeDriver.Connection connection = driver.accept()) {
                    connection.next();
                    connection.say("nonsense " + i);
                    await().until(connection::hasEnded);
                }
            }
            awaitBridged("no connection with the driver at " + driver.address());
            worker.logger("a").info("of the application");
            try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
                List<Object> lines = new ArrayList<>();
                while (!lines.contains("of the application")) {
                    lines.addAll(connection.nextLines());
                }
                assertThat(lines)
                        .noneSatisfy(line -> assertThat(line.toString()).contains("no connection"));
            }
        }
    }

    @Test
    void senderDoesNotWaitForItselfToMakeRoom() throws Exception {
        Element stream = stream(
                "shutdownTimeoutMillis=\"0\"",
                "overflow=\"block\"",
                "bufferSize=\"4 KB\"",
                "blockTimeoutMillis=\"600000\"");
        try (Logging worker = Logging.with(file(), stream);
                Bridge bridge = Bridge.to(worker.logger("bridge"))) {
            Thread application;
            try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
                application = new Thread(() -> {
                    for (int i = 0; i < 1000; i++) {
                        worker.logger("a").info("line {} of the application", i);
                    }
                });
                application.start();
                await().until(() -> application.getState() == Thread.State.TIMED_WAITING);
            }
            awaitBridged("no connection with the driver at " + driver.address());
            try (FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
                for (int next = 0; next < 1000; ) {
                    Map<String, Object> batch = connection.next();
                    for (Object line : (List<?>) batch.get("lines")) {
                        assertThat(line).isEqualTo("line " + next++ + " of the application");
                    }
                    connection.acknowledge((Long) batch.get("seq"));
                }
            }
            application.join();
        }
    }
}
