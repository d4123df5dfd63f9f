package io.github.log4jray.receiver;

import static io.github.log4jray.receiver.RunningReceiver.SENDER;
import static io.github.log4jray.receiver.RunningReceiver.TOKEN;
import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static io.github.log4jray.testing.fakes.ProtocolPeer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Screen;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a driver says of peers that it refuses, and that saying it holds up nothing. */
class PeerDiagnosticsTest {

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.on(screen, RunningReceiver.impatient());

    @AfterEach
    void stop() {
        screen.release();
        receiver.close();
    }

    @Test
    void refusalsOfEveryKindAreSaidOnceAndThenByCount() throws IOException {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (ProtocolPeer wrong = receiver.stranger();
                    ProtocolPeer old = receiver.stranger();
                    ProtocolPeer garbage = receiver.stranger();
                    ProtocolPeer much = receiver.stranger();
                    ProtocolPeer silent = receiver.stranger()) {
                wrong.hello("guessed");
                old.send(json("{'v':1,'token':'" + TOKEN + "'}")).answer();
                garbage.send("garbage").awaitEnd();
                much.send(new byte[5000]).awaitEnd();
                silent.awaitEnd();
            }
            receiver.close();
            List<String> said = messages.containing(Level.WARN, "DriverConsole \"test\"");
            assertThat(said).hasSize(2);
            assertThat(said.get(0)).contains("a connection from /127.0.0.1:", "is refused", "token");
            assertThat(said.get(1)).contains("5 connections were refused, 0 batches could not be read");
        }
    }

    @Test
    void somebodyWhoOnlyLooksWhetherThereIsADriverIsNotReported() throws IOException {
        try (StatusMessages messages = StatusMessages.listen()) {
            receiver.stranger().close();
            try (ProtocolPeer honest = receiver.numbering()) {
                honest.send(batch(1, "line"));
                honest.awaitAcked(1);
            }
            receiver.close();
            assertThat(messages.containing(Level.WARN, "DriverConsole")).isEmpty();
        }
    }

    @Test
    void nothingThatAStrangerHasSentIsInTheReport() throws IOException {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (ProtocolPeer peer = receiver.stranger()) {
                peer.send(json("{'v':'\\u001b[2J forged\\nline','token':'" + TOKEN + "'}"))
                        .answer();
            }
            receiver.close();
            assertThat(messages.containing(Level.WARN, "is refused"))
                    .singleElement()
                    .asString()
                    .doesNotContain("forged", "\u001b", "\n");
        }
    }

    /** Standard error may be the very stream that takes nothing. */
    @Test
    void statusOutputThatTakesNothingHoldsUpNeitherWorkersNorTheStop() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        StatusListener blocked = new StatusListener() {
            @Override
            public void log(StatusData data) {
                try {
                    free.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public Level getStatusLevel() {
                return Level.WARN;
            }

            @Override
            public void close() {}
        };
        StatusLogger.getLogger().registerListener(blocked);
        try (ProtocolPeer wrong = receiver.stranger();
                ProtocolPeer honest = receiver.numbering()) {
            assertThat(wrong.hello("guessed")).containsEntry("error", "token");
            honest.send("no batch", batch(2, "honest"));
            honest.awaitAcked(2);
            screen.block();
            honest.send(batch(3, "more"));
            screen.awaitWaitingWriter();
            Thread stop = new Thread(() -> receiver.receiver().stop(Duration.ofMillis(300)));
            stop.start();
            stop.join(Patience.LONG.toMillis());
            assertThat(stop.isAlive()).isFalse();
        } finally {
            free.countDown();
            StatusLogger.getLogger().removeListener(blocked);
        }
    }

    @Test
    void somebodyWhoInterruptsAllThreadsDoesNotEndTheReceiver() throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            assertThat(Threads.interrupt("log4jray-driver-receiver")).isPositive();
            worker.send(batch(1, "one"));
            worker.awaitAcked(1);
            assertThat(Threads.interrupt("log4jray-driver-receiver")).isPositive();
            try (ProtocolPeer again = receiver.stranger()) {
                assertThat(again.hello(TOKEN, SENDER)).containsEntry("acked", 1L);
            }
        }
    }
}
