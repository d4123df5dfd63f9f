package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.session.Address;
import io.github.log4jray.stream.StreamSender.Driver;
import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** What the sender still does at its stop. */
class StreamSenderStopTest extends WithSender {

    /** That a stop ends with the line's acknowledgement. */
    private static void assertLineIsAwaited(CompletableFuture<Boolean> stopped, FakeDriver.Connection connection)
            throws Exception {
        assertThat(connection.nextLines()).isEqualTo(List.of("line"));
        connection.acknowledge(1);
        assertThat(stopped.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopsAtOnceWithNothingToSend() {
        assertThat(sender.stop(LONG)).isTrue();
    }

    @Test
    void stopsAtOnceWhereNoDriverIsKnownAndSaysHowManyLinesThatCosts() throws IOException {
        startWithoutADriver();
        try (StatusMessages messages = StatusMessages.listen()) {
            log("one");
            log("two");
            assertThat(sender.stop(LONG)).isTrue();
            assertThat(messages.containing(Level.WARN, "\"sender\": 2 lines", "worker.out"))
                    .hasSize(1);
        }
    }

    @Test
    void looksOnceMoreAtItsStopForADriverThatHasComeMeanwhile() throws Exception {
        startWithoutADriver();
        log("line");
        int before = looks.get();
        await().until(() -> looks.get() >= before + 4);
        try (FakeDriver late = FakeDriver.listen()) {
            known = new Driver(new Address.Tcp("127.0.0.1", late.port()), FakeDriver.TOKEN);
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> sender.stop(LONG));
            try (FakeDriver.Connection connection = late.welcome(DRIVER, 0)) {
                assertLineIsAwaited(stopped, connection);
            }
        }
    }

    @Test
    void atItsStopItLooksForTheDriverThatTakesThePlaceOfTheOneItHad() throws Exception {
        try (FakeDriver.Connection first = listener.welcome(DRIVER, 0)) {
            log("line");
            first.next();
            known = null;
        }
        try (FakeDriver late = FakeDriver.listen()) {
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> sender.stop(LONG));
            int before = looks.get();
            await().until(() -> looks.get() >= before + 4);
            known = new Driver(new Address.Tcp("127.0.0.1", late.port()), FakeDriver.TOKEN);
            try (FakeDriver.Connection connection = late.welcome(ANOTHER, 0)) {
                assertLineIsAwaited(stopped, connection);
            }
        }
    }

    @Test
    void atItsStopItAsksADriverAgainThatRefusesInThePlaceOfTheOneThatWelcomedIt() throws Exception {
        try (FakeDriver.Connection first = listener.welcome(DRIVER, 0)) {
            log("line");
            first.next();
        }
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> sender.stop(LONG));
        for (int i = 0; i < 3; i++) {
            refuse("token");
        }
        try (FakeDriver.Connection connection = listener.welcome(ANOTHER, 0)) {
            assertLineIsAwaited(stopped, connection);
        }
    }

    @Test
    void driverThatHasNeverWelcomedItDoesNotDelayItsStop() throws Exception {
        try (StatusMessages messages = StatusMessages.listen()) {
            log("line");
            CompletableFuture.runAsync(this::refuseAll);
            await().until(() -> !messages.containing(Level.ERROR, "\"token\"").isEmpty());
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> sender.stop(LONG));
            assertThat(stopped.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(messages.containing(Level.WARN, "1 line was not acknowledged"))
                    .hasSize(1);
            assertThat(messages.containing(Level.ERROR, "\"token\"", "RAY_DRIVER_LOG_TOKEN", "is another one"))
                    .hasSize(1);
        }
    }

    /** Refuses each connection until the listener is closed. */
    private void refuseAll() {
        try {
            while (true) {
                refuse("token");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void givesUpAtTheEndOfItsTimeWhereTheDriverIsGone() {
        listener.close();
        log("line");
        assertThat(sender.stop(Duration.ofMillis(300))).isTrue();
    }
}
