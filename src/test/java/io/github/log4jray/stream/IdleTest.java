package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.ThreadTimes;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that have nothing to say, or can't say it, do nothing. */
@Tag("slow")
class IdleTest {

    private static final Duration WHILE = Duration.ofSeconds(8);

    /** A thread that spins takes seconds of so long a while, on a machine that is busy too. */
    private static final Duration HARDLY_ANYTHING = Duration.ofMillis(800);

    private static final Map<String, String> TOKEN = Map.of("RAY_DRIVER_LOG_TOKEN", FakeDriver.TOKEN);

    @TempDir
    private Path directory;

    private JavaProcess process(Class<?> main, String session, Map<String, String> more, Element appender)
            throws IOException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("RAY_SESSION_DIR", directory.resolve(session).toString());
        return JavaProcess.plan(directory, main)
                .configured(appender)
                .environment(environment)
                .start();
    }

    private JavaProcess worker(String session, Map<String, String> more, String attributes) throws IOException {
        return process(LogLines.class, session, more, Config.driverStream().attributes(attributes));
    }

    private static void awaitIdle(JavaProcess... processes) {
        ThreadTimes.awaitIdle(WHILE, HARDLY_ANYTHING, processes);
    }

    @Test
    void noThreadSpinsInADriverAndItsWorkersOfAllKinds() throws Exception {
        try (JavaProcess driver = process(DriverProgram.class, "session", Map.of(), Config.driverConsole())) {
            PublishedDriver published = PublishedDriver.await(directory.resolve("session"), "01000000");
            String address = "address=\"tcp://127.0.0.1:" + published.port() + "\"";
            try (JavaProcess connected = worker("session", Map.of(), "");
                    JavaProcess refused = worker(
                            "nobody",
                            Map.of("RAY_DRIVER_LOG_TOKEN", "the wrong token of all"),
                            address + " bufferSize=\"4 KB\"");
                    JavaProcess alone = worker("nobody", Map.of(), "bufferSize=\"4 KB\"");
                    JavaProcess unreachable = worker("nobody", TOKEN, "address=\"tcp://127.0.0.1:1\"");
                    ProtocolPeer halfClosed = ProtocolPeer.connect(published.port());
                    ProtocolPeer stranger = ProtocolPeer.connect(published.port())) {
                halfClosed.hello(published.token(), "0123456789abcdef0123456789abcdef");
                halfClosed.endOutput();
                for (JavaProcess worker : List.of(connected, refused, alone, unreachable)) {
                    worker.tell(1000);
                }
                await().until(() -> driver.lines().stream().anyMatch(line -> line.endsWith(" line 999")));
                awaitIdle(driver, connected, refused, alone, unreachable);
            }
        }
    }

    @Test
    void noThreadSpinsWhereNobodyReads() throws Exception {
        try (JavaProcess driver = JavaProcess.plan(directory, DriverProgram.class)
                        .configured(Config.driverConsole())
                        .environment(Map.of(
                                "RAY_SESSION_DIR", directory.resolve("session").toString()))
                        .intoPipe()
                        .start();
                FakeDriver mute = FakeDriver.listen()) {
            PublishedDriver.await(directory.resolve("session"), "01000000");
            try (JavaProcess held = worker("session", Map.of(), "bufferSize=\"64 MB\"");
                    JavaProcess unread = worker("nobody", TOKEN, "address=\"" + mute.address() + "\"")) {
                held.tell(500_000);
                unread.tell(500_000);
                try (FakeDriver.Connection connection = mute.welcome("0123456789abcdef0123456789abcdef", 0)) {
                    // when both have sent what they can, the display, the pipe and the sockets are full
                    long until = System.nanoTime() + WHILE.toNanos();
                    await().until(() -> System.nanoTime() - until > 0);
                    awaitIdle(driver, held, unread);
                }
            }
        }
    }

    @Test
    void workerWithoutEventsSaysAnEmptyLineEveryTenSecondsAndNothingElse() throws Exception {
        try (FakeDriver driver = FakeDriver.listen();
                JavaProcess worker = worker("nobody", TOKEN, "address=\"" + driver.address() + "\"");
                FakeDriver.Connection connection = driver.welcome("0123456789abcdef0123456789abcdef", 0)) {
            long began = System.nanoTime();
            for (int i = 1; i <= 3; i++) {
                assertThat(connection.nextLine()).isEmpty();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(9_900L * i));
                connection.say("");
            }
        }
    }
}
