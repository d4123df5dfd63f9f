package io.github.log4jray.receiver;

import static io.github.log4jray.receiver.RunningReceiver.SENDER;
import static io.github.log4jray.receiver.RunningReceiver.TOKEN;
import static io.github.log4jray.testing.fakes.ProtocolPeer.helloLine;
import static io.github.log4jray.testing.fakes.ProtocolPeer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Screen;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.testing.fakes.Proof;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which peers are welcome, and how all others are refused. */
class HelloTest {

    private static final String NONCE = "0123456789abcdeffedcba9876543210";
    private static final String REFUSED = json("{'v':2,'error':'token'}");

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.on(screen);

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void peerThatNumbersNothingIsWelcome() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            assertThat(peer.hello(TOKEN)).containsEntry("acked", 0L);
            peer.send(json("{'pid':1,'lines':['hello']}"));
            assertThat(screen.awaitLines(1)).containsExactly("(pid=1) hello");
        }
    }

    @Test
    void driverProvesFirstThatItKnowsTheToken() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            Map<String, Object> challenge = peer.challenge(SENDER, NONCE);
            String driver = receiver.receiver().driver();
            String nonce = (String) challenge.get("nonce");
            assertThat(challenge)
                    .containsOnlyKeys("v", "driver", "nonce", "proof")
                    .containsEntry("v", 2L)
                    .containsEntry("driver", driver)
                    .containsEntry("proof", Proof.ofDriver(TOKEN, NONCE, nonce, SENDER, driver));
            assertThat(driver).matches("[0-9a-f]{32}");
            assertThat(nonce).matches("[0-9a-f]{32}");
            assertThat(peer.send(json("{'proof':'" + Proof.ofWorker(TOKEN, NONCE, nonce, SENDER, driver) + "'}"))
                            .line())
                    .isEqualTo(json("{'acked':0}"));
        }
    }

    @Test
    void keysMayHaveAnyOrderAndUnknownOnesAreIgnored() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(json(
                    "{'lines':3,'nonce':'" + NONCE + "','colour':{'a':[1,null]},'sender':'" + SENDER + "','v':2}"));
            assertThat(prove(peer, peer.answer(), TOKEN, SENDER, "'v':7,'x':null,"))
                    .containsEntry("acked", 0L);
        }
    }

    private static Map<String, Object> prove(
            ProtocolPeer peer, Map<String, Object> challenge, String token, String sender, String more)
            throws IOException {
        String proof =
                Proof.ofWorker(token, NONCE, (String) challenge.get("nonce"), sender, (String) challenge.get("driver"));
        return peer.send(json("{" + more + "'proof':'" + proof + "'}")).answer();
    }

    @Test
    void batchesMayFollowTheProofInOneWrite() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            Map<String, Object> challenge = peer.challenge(null, NONCE);
            String nonce = (String) challenge.get("nonce");
            String proof =
                    Proof.ofWorker(TOKEN, NONCE, nonce, "", receiver.receiver().driver());
            peer.send(json("{'proof':'" + proof + "'}"), ProtocolPeer.batch(1, "at once"));
            assertThat(screen.awaitLines(1)).containsExactly("(pid=45601) at once");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open sesame, pleas", "open sesame, please ", "OPEN SESAME, PLEASE", "guessed"})
    void proofOfAnotherTokenIsRefused(String token) throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            assertThat(peer.hello(token, SENDER)).containsOnlyKeys("v", "error").containsEntry("error", "token");
            assertRefused(peer);
        }
    }

    /** As a worker with another token does. */
    @Test
    void peerThatLeavesAfterTheProofOfTheDriverIsReported() throws IOException {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (ProtocolPeer peer = receiver.stranger()) {
                peer.challenge(SENDER, NONCE);
            }
            await().until(() -> messages.containing(Level.WARN, "is refused", "perhaps it has another token")
                            .size()
                    == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'proof':null}",
                "{'proof':1}",
                "{'proof':['a']}",
                "{'proof':''}",
                "{'token':'open sesame, please'}"
            })
    void whatIsNoProofIsAWrongOne(String line) throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.challenge(SENDER, NONCE);
            assertThat(peer.send(json(line)).line()).isEqualTo(REFUSED);
            assertRefused(peer);
        }
    }

    @Test
    void rightProofInUpperCaseOrOfTheDriverIsAWrongOne() throws IOException {
        try (ProtocolPeer upper = receiver.stranger();
                ProtocolPeer reflecting = receiver.stranger()) {
            Map<String, Object> challenge = upper.challenge(SENDER, NONCE);
            String driver = receiver.receiver().driver();
            String proof = Proof.ofWorker(TOKEN, NONCE, (String) challenge.get("nonce"), SENDER, driver);
            assertThat(upper.prove(proof.toUpperCase(Locale.ROOT))).containsEntry("error", "token");
            String ofDriver = (String) reflecting.challenge(SENDER, NONCE).get("proof");
            assertThat(reflecting.prove(ofDriver)).containsEntry("error", "token");
        }
    }

    @Test
    void recordedProofIsWorthNothingOnAnotherConnection() throws IOException {
        String recorded;
        try (ProtocolPeer honest = receiver.stranger()) {
            String nonce = (String) honest.challenge(SENDER, NONCE).get("nonce");
            recorded = Proof.ofWorker(
                    TOKEN, NONCE, nonce, SENDER, receiver.receiver().driver());
            assertThat(honest.prove(recorded)).containsEntry("acked", 0L);
        }
        try (ProtocolPeer replaying = receiver.stranger()) {
            replaying.challenge(SENDER, NONCE);
            assertThat(replaying.prove(recorded)).containsEntry("error", "token");
        }
    }

    @Test
    void proofIsForOneSenderOnly() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            Map<String, Object> challenge = peer.challenge(SENDER, NONCE);
            assertThat(prove(peer, challenge, TOKEN, SENDER.replace('0', 'f'), ""))
                    .containsEntry("error", "token");
        }
    }

    @Test
    void secondProofIsNoBatchAndChangesNothing() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            assertThat(prove(peer, peer.challenge(SENDER, NONCE), TOKEN, SENDER, ""))
                    .containsEntry("acked", 0L);
            peer.send(json("{'proof':'" + "0".repeat(64) + "'}"), ProtocolPeer.batch(2, "still welcome"));
            peer.awaitAcked(2);
        }
        assertThat(screen.lines()).containsExactly("(pid=45601) still welcome");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3", "0", "'2'", "2.0", "null"})
    void anotherVersionIsRefusedByName(String version) throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(
                    json("{'v':" + version + ",'nonce':'" + NONCE + "','token':'" + TOKEN + "'}"),
                    ProtocolPeer.batch(1, "from a refused peer"));
            assertThat(peer.line()).isEqualTo(json("{'v':2,'error':'version'}"));
            assertRefused(peer);
        }
    }

    @Test
    void helloWithoutAVersionIsOfAnotherVersion() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(json("{'token':'" + TOKEN + "'}"));
            assertThat(peer.line()).isEqualTo(json("{'v':2,'error':'version'}"));
        }
    }

    private void assertRefused(ProtocolPeer peer) throws IOException {
        peer.send(ProtocolPeer.batch(1, "from a refused peer"));
        peer.awaitEnd();
        assertNothingWasShown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "{'v':2,'nonce':'0123456789abcdeffedcba9876543210'",
                "[1]",
                "{'v':2}",
                "{'v':2,'nonce':null}",
                "{'v':2,'nonce':7}",
                "{'v':2,'nonce':'0123456789abcdeffedcba987654321'}",
                "{'v':2,'nonce':'0123456789abcdeffedcba98765432100'}",
                "{'v':2,'nonce':'0123456789ABCDEFFEDCBA9876543210'}",
                "{'v':2,'nonce':'0123456789abcdeffedcba987654321g'}",
                "{'v':2,'nonce':['0123456789abcdeffedcba9876543210']}",
                "{'v':2,'nonce':'0123456789abcdeffedcba9876543210','sender':'short'}",
                "{'v':2,'nonce':'0123456789abcdeffedcba9876543210','sender':'0123456789ABCDEF0123456789ABCDEF'}",
                "{'v':2,'nonce':'0123456789abcdeffedcba9876543210','sender':''}",
                "{'v':2,'nonce':'0123456789abcdeffedcba9876543210','sender':7}"
            })
    void whatIsNoHelloEndsTheConnection(String line) throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(json(line), ProtocolPeer.batch(1, "from a stranger"));
            peer.awaitEnd();
        }
        assertNothingWasShown();
    }

    @Test
    void batchInThePlaceOfTheProofIsNotShown() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(helloLine(SENDER, NONCE), ProtocolPeer.batch(1, "from a stranger"));
            assertThat(peer.answer()).containsKey("proof");
            assertThat(peer.line()).isEqualTo(REFUSED);
        }
        assertNothingWasShown();
    }

    /** Whole handshakes with one or several bytes changed, left out, doubled or moved. */
    @Test
    void noChangeToAHandshakeGetsASecondAnswerOfTheDriver() throws IOException {
        Random random = new Random(20_260_101);
        String wrong = json("{'proof':'" + "5e".repeat(32) + "'}\n") + ProtocolPeer.batch(1, "from a stranger") + "\n";
        byte[] whole = (helloLine(SENDER, NONCE) + "\n" + wrong).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 150; i++) {
            try (ProtocolPeer peer = receiver.stranger()) {
                peer.send(Mutation.of(whole, random));
                peer.endOutput();
                for (String line = peer.line(); line != null; line = peer.line()) {
                    assertThat(line).doesNotContain("acked");
                }
            }
        }
        assertNothingWasShown();
    }

    @Test
    void fourKibibytesThatAreNoHelloEndTheConnection() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(new byte[Protocol.MAX_HELLO + 1]);
            peer.awaitEnd();
        }
    }

    @Test
    void oneMebibyteThatIsNoProofEndsTheConnection() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.challenge(SENDER, NONCE);
            byte[] proof = new byte[1 << 20];
            Arrays.fill(proof, (byte) 'a');
            try {
                peer.send(proof);
            } catch (IOException e) {
                // it was ended before the last byte
            }
            peer.awaitEnd();
        }
        assertNothingWasShown();
    }

    @Test
    void helloAndProofTogetherMayHaveFourKibibytes() throws IOException {
        String hello = helloLine(SENDER, NONCE);
        int proofBytes = json("{'proof':''}").length() + 64;
        int left = Protocol.MAX_HELLO - hello.length() - 1 - proofBytes - 1;
        for (int more : new int[] {0, 1}) {
            try (ProtocolPeer peer = receiver.stranger()) {
                peer.send(hello + " ".repeat(left + more));
                Map<String, Object> challenge = peer.answer();
                String proof = Proof.ofWorker(
                        TOKEN,
                        NONCE,
                        (String) challenge.get("nonce"),
                        SENDER,
                        receiver.receiver().driver());
                peer.send(json("{'proof':'" + proof + "'}"));
                if (more == 0) {
                    assertThat(peer.answer()).containsEntry("acked", 0L);
                } else {
                    peer.awaitEnd();
                }
            }
        }
    }

    @Test
    void emptyLinesBeforeTheHelloAreNotEndless() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send("\n".repeat(3) + helloLine(null, NONCE) + "\n\n");
            Map<String, Object> challenge = peer.answer();
            assertThat(prove(peer, challenge, TOKEN, "", "")).containsEntry("acked", 0L);
        }
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send("\n".repeat(Protocol.MAX_HELLO) + helloLine(null, NONCE));
            peer.awaitEnd();
        }
    }

    @Test
    void silenceEndsTheConnection() throws IOException {
        try (RunningReceiver impatient = RunningReceiver.on(screen, RunningReceiver.impatient());
                ProtocolPeer silent = impatient.stranger();
                ProtocolPeer slow = impatient.stranger();
                ProtocolPeer halfWay = impatient.stranger();
                ProtocolPeer refused = impatient.stranger()) {
            slow.send("{\"nonce\"".getBytes(StandardCharsets.US_ASCII));
            assertThat(halfWay.challenge(SENDER, NONCE)).containsKey("proof");
            assertThat(refused.hello("wrong")).containsEntry("error", "token");
            silent.awaitEnd();
            slow.awaitEnd();
            halfWay.awaitEnd();
            refused.awaitEnd();
        }
    }

    @Test
    void welcomePeerMayBeSilentForLong() throws IOException {
        try (RunningReceiver impatient = RunningReceiver.on(screen, RunningReceiver.impatient());
                ProtocolPeer plain = impatient.plain();
                ProtocolPeer later = impatient.stranger()) {
            later.awaitEnd();
            plain.send(ProtocolPeer.batch(1, "still here"));
            assertThat(screen.awaitLines(1)).containsExactly("(pid=45601) still here");
        }
    }

    @Test
    void afterManyWrongProofsStrangersAreAnsweredLaterAndWorkersAsBefore() throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            for (int i = 0; i < WrongProofs.MANY; i++) {
                try (ProtocolPeer guessing = receiver.stranger()) {
                    assertThat(guessing.hello("guess " + i)).containsEntry("error", "token");
                }
            }
            try (ProtocolPeer hasty = receiver.stranger();
                    ProtocolPeer late = receiver.stranger()) {
                long began = System.nanoTime();
                late.send(helloLine(null, NONCE));
                hasty.send(helloLine(null, NONCE), "x".repeat(1 << 16));
                worker.send(ProtocolPeer.batch(1, "not held up"));
                worker.awaitAcked(1);
                Map<String, Object> challenge = late.answer();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(WrongProofs.PAUSE);
                assertThat(prove(late, challenge, TOKEN, "", "")).containsEntry("acked", 0L);
                hasty.awaitEnd();
            }
        }
    }

    /** What was sent before a batch that is shown would have been shown before it. */
    private void assertNothingWasShown() throws IOException {
        try (ProtocolPeer honest = receiver.plain()) {
            honest.send(ProtocolPeer.batch(1, "honest"));
            assertThat(screen.awaitLines(1)).containsExactly("(pid=45601) honest");
        }
    }
}
