package io.github.log4jray.receiver;

import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Screen;
import io.github.log4jray.driver.Flood;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The end of a driver: what has arrived is shown, and it does not last. */
class ReceiverStopTest {

    /** Far less than the time that a stop is given. */
    private static final Duration SOON = Patience.LONG.dividedBy(3);

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.on(screen);

    @Test
    void whatArrivedBeforeIsPrintedAndAcknowledged() throws IOException {
        try (ProtocolPeer worker = receiver.numbering();
                ProtocolPeer plain = receiver.plain()) {
            String[] batches = new String[2_000];
            for (int i = 0; i < batches.length; i++) {
                batches[i] = batch(i + 1, "line " + i);
            }
            worker.send(batches);
            plain.send(batch(1, "and one of another"));
            assertThat(receiver.stop(Patience.LONG)).isTrue();
            assertThat(screen.lines())
                    .hasSize(2_001)
                    .contains("(pid=45601) line 1999", "(pid=45601) and one of another");
            worker.awaitAcked(2_000);
            worker.awaitEnd();
            plain.awaitEnd();
        }
    }

    @Test
    void whatWaitsForASlowDisplayIsPrintedAndAcknowledged() throws Exception {
        screen.block();
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "one"));
            screen.awaitWaitingWriter();
            worker.send(batch(2, "two"));
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> receiver.stop(Patience.LONG));
            awaitRefusal();
            screen.release();
            assertThat(stopped.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(screen.lines()).containsExactly("(pid=45601) one", "(pid=45601) two");
            worker.awaitAcked(2);
            worker.awaitEnd();
        }
    }

    /** Peers are not read from while the display has no room: that is no silence of theirs. */
    @Test
    void whatWaitsInSocketsForASlowDisplayIsReadAndPrinted() throws Exception {
        int count = 30_000;
        String text = "x".repeat(1_000);
        screen.block();
        try (ProtocolPeer worker = receiver.plain()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        worker.send(batch(i + 1, text + i));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            screen.awaitWaitingWriter();
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> receiver.stop(Patience.LONG));
            awaitRefusal();
            Awaitility.await("so much that it does not fit")
                    .during(Duration.ofSeconds(1))
                    .until(() -> !sent.isDone());
            screen.release();
            assertThat(stopped.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            sent.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(screen.lines()).hasSize(count).endsWith("(pid=45601) " + text + (count - 1));
        }
    }

    @Test
    void withoutPeersItEndsAtOnce() {
        long start = System.nanoTime();
        assertThat(receiver.stop(Patience.LONG)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    @Test
    void withIdlePeersItEndsSoon() throws IOException {
        try (ProtocolPeer worker = receiver.numbering();
                ProtocolPeer stranger = receiver.stranger()) {
            long start = System.nanoTime();
            assertThat(receiver.stop(Patience.LONG)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
            worker.awaitEnd();
            stranger.awaitEnd();
        }
    }

    @Test
    void peerThatNeverStopsDoesNotHoldItUpAndNobodyElseIsAccepted() throws Exception {
        try (Flood flood = new Flood(receiver.receiver().port(), RunningReceiver.TOKEN)) {
            screen.awaitLines(10);
            long start = System.nanoTime();
            CompletableFuture<Boolean> stopped =
                    CompletableFuture.supplyAsync(() -> receiver.stop(Duration.ofSeconds(3)));
            awaitRefusal();
            assertThat(stopped).as("it reads on").isNotDone();
            stopped.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(3), SOON);
            flood.awaitEnd();
        }
    }

    @Test
    void displayThatTakesNothingDoesNotHoldItUp() throws Exception {
        screen.block();
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "one"));
            screen.awaitWaitingWriter();
            assertThat(receiver.stop(Duration.ofMillis(500))).isFalse();
            worker.awaitEnd();
        } finally {
            screen.release();
        }
    }

    private void awaitRefusal() {
        int port = receiver.receiver().port();
        Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> {
            try {
                ProtocolPeer.connect(port).close();
                return false;
            } catch (ConnectException e) {
                return true;
            }
        });
    }
}
