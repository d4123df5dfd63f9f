package io.github.log4jray.receiver;

import static io.github.log4jray.receiver.RunningReceiver.SENDER;
import static io.github.log4jray.receiver.RunningReceiver.TOKEN;
import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Screen;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an acknowledgement promises, and what a reconnection repeats. */
class AcknowledgementTest {

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.on(screen, RunningReceiver.impatient());

    @AfterEach
    void stop() {
        screen.release();
        receiver.close();
    }

    private static String shown(String text) {
        return "(pid=45601) " + text;
    }

    @Test
    void acknowledgementsAreCumulative() throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            for (int seq = 1; seq <= 500; seq++) {
                worker.send(batch(seq, "line " + seq));
            }
            worker.awaitAcked(500);
            assertThat(screen.lines()).hasSize(500).first().isEqualTo(shown("line 1"));
        }
    }

    @Test
    void whatIsNotPrintedIsNotAcknowledgedWhileKeepAlivesGoOn() throws IOException {
        screen.block();
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "one"), batch(2, "two"));
            screen.awaitWaitingWriter();
            worker.send(batch(3, "three"));
            assertThat(List.of(worker.line(), worker.line(), worker.line())).containsOnly("");
            assertThat(screen.lines()).isEmpty();
            screen.release();
            worker.awaitAcked(3);
            assertThat(screen.lines()).containsExactly(shown("one"), shown("two"), shown("three"));
        }
    }

    @Test
    void batchThatIsFilteredOutIsNotAcknowledgedBeforeThoseInFrontOfIt() throws IOException {
        screen.block();
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "one"));
            screen.awaitWaitingWriter();
            worker.send("no batch", ProtocolPeer.json("{'seq':3,'pid':1,'job':'02000000','lines':['x']}"));
            assertThat(List.of(worker.line(), worker.line())).containsOnly("");
            screen.release();
            worker.awaitAcked(3);
        }
    }

    @Test
    void repeatedBatchIsNotShownAgainButAcknowledgedAgain() throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "one"), batch(2, "two"));
            worker.awaitAcked(2);
            worker.send(batch(2, "two again"));
            worker.awaitAcked(2);
            worker.send(batch(1, "one again"));
            worker.awaitAcked(2);
            worker.send(batch(3, "three"));
            worker.awaitAcked(3);
        }
        assertThat(screen.lines()).containsExactly(shown("one"), shown("two"), shown("three"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "1.5", "2e0", "1000000000000000000000000", "'2'", "null", "[2]"})
    void batchWithoutAUsableNumberIsTheNextOne(String seq) throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "one"));
            worker.awaitAcked(1);
            worker.send(ProtocolPeer.json("{'seq':" + seq + ",'pid':45601,'lines':['two']}"));
            worker.awaitAcked(2);
            worker.send(batch(3, "three"));
            worker.awaitAcked(3);
        }
        assertThat(screen.lines()).containsExactly(shown("one"), shown("two"), shown("three"));
    }

    @Test
    void hugeNumberHarmsNobodyButItsSender() throws IOException {
        long huge = 999_999_999_999_999_998L;
        try (ProtocolPeer worker = receiver.numbering();
                ProtocolPeer other = receiver.stranger()) {
            worker.send(batch(huge, "huge"), batch(huge + 1, "more"), batch(2, "too late"));
            worker.awaitAcked(huge + 1);
            other.hello(TOKEN, SENDER.replace('0', 'f'));
            other.send(batch(1, "of another"));
            other.awaitAcked(1);
        }
        assertThat(screen.lines()).containsExactly(shown("huge"), shown("more"), shown("of another"));
    }

    /** A process that knows the token could silence the sender of another one by it. */
    @Test
    void numberFarBeyondTheLastOneIsNotBelieved() throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "one"));
            worker.awaitAcked(1);
            worker.send(batch(999_999_999_999_999_999L, "two"), batch(3, "three"));
            worker.awaitAcked(3);
            worker.send(batch(3 + WorkerStream.LARGEST_STEP, "a gap"));
            worker.awaitAcked(3 + WorkerStream.LARGEST_STEP);
        }
        assertThat(screen.lines()).containsExactly(shown("one"), shown("two"), shown("three"), shown("a gap"));
    }

    @Test
    void whoeverClaimsASenderWithoutTheTokenDoesNothingToIt() throws IOException {
        try (ProtocolPeer worker = receiver.numbering();
                ProtocolPeer claiming = receiver.stranger()) {
            worker.send(batch(1, "one"));
            worker.awaitAcked(1);
            assertThat(claiming.hello("guessed", SENDER)).containsOnlyKeys("v", "error");
            claiming.send(batch(2, "forged"));
            claiming.endOutput();
            claiming.awaitEnd();
            worker.send(batch(2, "two"));
            worker.awaitAcked(2);
        }
        assertThat(screen.lines()).containsExactly(shown("one"), shown("two"));
    }

    @Test
    void momentWithoutMemoryLosesNoLine() throws IOException {
        screen.failOnceWith(new OutOfMemoryError("of the test"));
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "in that moment"));
            worker.awaitAcked(1);
            worker.send(batch(2, "after it"));
            worker.awaitAcked(2);
        }
        assertThat(screen.lines()).containsExactly(shown("in that moment"), shown("after it"));
    }

    @Test
    void unknownSenderMayBeginWithAnyNumber() throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(17, "seventeen"), batch(18, "eighteen"));
            worker.awaitAcked(18);
        }
        assertThat(screen.lines()).containsExactly(shown("seventeen"), shown("eighteen"));
    }

    @Test
    void senderThatConnectsAgainGoesOn() throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "one"), batch(2, "two"));
            worker.awaitAcked(2);
        }
        try (ProtocolPeer again = receiver.stranger()) {
            assertThat(again.hello(TOKEN, SENDER)).containsEntry("acked", 2L);
            again.send(batch(2, "two"), batch(3, "three"));
            again.awaitAcked(3);
        }
        assertThat(screen.lines()).containsExactly(shown("one"), shown("two"), shown("three"));
    }

    @Test
    void nothingIsShownTwiceWhenTheConnectionEndsBeforeTheAcknowledgement() throws IOException {
        screen.block();
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "one"), batch(2, "two"));
            screen.awaitWaitingWriter();
        }
        try (ProtocolPeer again = receiver.stranger()) {
            assertThat(again.hello(TOKEN, SENDER)).containsEntry("acked", 0L);
            again.send(batch(1, "one"), batch(2, "two"), batch(3, "three"));
            screen.release();
            again.awaitAcked(3);
        }
        assertThat(screen.lines()).containsExactly(shown("one"), shown("two"), shown("three"));
    }

    @Test
    void whatIsPrintedWhileASenderIsAwayDoesNotEndItsAcknowledgements() throws IOException {
        String other = SENDER.replace('0', 'f');
        screen.block();
        ProtocolPeer worker = receiver.numbering();
        worker.send(batch(1, "one"));
        screen.awaitWaitingWriter();
        worker.reset();
        try (ProtocolPeer witness = receiver.stranger()) {
            witness.hello(TOKEN, other);
            witness.send(batch(1, "after the reset"));
            screen.release();
            witness.awaitAcked(1);
        }
        try (ProtocolPeer again = receiver.stranger()) {
            assertThat(again.hello(TOKEN, SENDER)).containsEntry("acked", 1L);
            again.send(batch(2, "two"));
            again.awaitAcked(2);
        }
    }

    @Test
    void sendersAreToldApart() throws IOException {
        String other = SENDER.replace('0', 'f');
        try (ProtocolPeer one = receiver.numbering();
                ProtocolPeer two = receiver.stranger()) {
            assertThat(two.hello(TOKEN, other)).containsEntry("acked", 0L);
            one.send(batch(1, "of one"));
            one.awaitAcked(1);
            two.send(batch(1, "of two"));
            two.awaitAcked(1);
        }
        assertThat(screen.lines()).containsExactly(shown("of one"), shown("of two"));
    }

    @Test
    void newerConnectionOfASenderEndsTheOlder() throws IOException {
        try (ProtocolPeer older = receiver.numbering()) {
            older.send(batch(1, "one"));
            older.awaitAcked(1);
            try (ProtocolPeer newer = receiver.stranger()) {
                assertThat(newer.hello(TOKEN, SENDER)).containsEntry("acked", 1L);
                older.awaitEnd();
                newer.send(batch(2, "two"));
                newer.awaitAcked(2);
            }
        }
    }

    @Test
    void peerThatNumbersNothingHearsNothing() throws IOException {
        try (ProtocolPeer plain = receiver.plain();
                ProtocolPeer worker = receiver.numbering()) {
            plain.send(batch(1, "one"), batch(1, "one again"), "no batch");
            worker.send(batch(1, "two"));
            worker.awaitAcked(1);
            assertThat(screen.awaitLines(3)).contains(shown("one"), shown("one again"), shown("two"));
            assertThat(worker.line()).isEmpty();
            assertThat(plain.hasMore()).isFalse();
        }
    }

    @Test
    void numberingPeerThatIsNeverHeardOfIsGivenUp() throws IOException {
        Duration aMoment = Duration.ofMillis(200);
        Protocol impatient = new Protocol(aMoment, aMoment, Duration.ofSeconds(10), aMoment);
        try (RunningReceiver quick = RunningReceiver.on(screen, impatient);
                ProtocolPeer silent = quick.numbering()) {
            silent.awaitEnd();
        }
    }

    @Test
    void peerThatHasEndedItsOutputIsStillAcknowledgedToTheEnd() throws IOException {
        screen.block();
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "one"));
            screen.awaitWaitingWriter();
            worker.send(batch(2, "two"));
            worker.endOutput();
            screen.release();
            worker.awaitAcked(2);
            worker.awaitEnd();
            assertThat(screen.lines()).containsExactly(shown("one"), shown("two"));
        }
    }

    @Test
    void endOfInputLosesNothingWhileTheDisplayIsFull() throws Exception {
        List<String> batches = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int seq = 1; seq <= 42; seq++) {
            String[] lines = IntStream.range(seq * 100, seq * 100 + 100)
                    .mapToObj(i -> i + " " + "x".repeat(1000))
                    .toArray(String[]::new);
            batches.add(batch(seq, lines));
            for (String line : lines) {
                expected.add(shown(line));
            }
        }
        screen.block();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try (ProtocolPeer plain = receiver.plain()) {
                plain.send(batches.toArray(String[]::new));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        screen.awaitWaitingWriter();
        sent.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        screen.release();
        screen.awaitLines(expected.size());
        assertThat(screen.lines().equals(expected))
                .as("all lines, once each, in order")
                .isTrue();
    }

    @Test
    void fullDisplayMakesPeersWaitAndLosesNothing() throws Exception {
        String[] lines = IntStream.range(0, 100).mapToObj(i -> "x".repeat(1000)).toArray(String[]::new);
        screen.block();
        try (ProtocolPeer worker = receiver.numbering();
                ProtocolPeer other = receiver.plain()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    for (int seq = 1; seq <= 250; seq++) {
                        worker.send(batch(seq, lines));
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            screen.awaitWaitingWriter();
            for (int i = 0; i < 10; i++) {
                other.send(batch(1, "other " + i));
            }
            assertThat(worker.line()).as("a keep-alive").isEmpty();
            assertThat(sent).isNotDone();
            screen.release();
            worker.awaitAcked(250);
            sent.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            Awaitility.await().until(() -> screen.text().contains("other 9\n"));
        }
        assertThat(screen.lines()).hasSize(25_010);
    }
}
