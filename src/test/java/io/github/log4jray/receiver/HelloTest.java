package io.github.log4jray.receiver;

import static io.github.log4jray.receiver.RunningReceiver.SENDER;
import static io.github.log4jray.receiver.RunningReceiver.TOKEN;
import static io.github.log4jray.testing.fakes.ProtocolPeer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Screen;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and how everybody else is refused. */
class HelloTest {

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.on(screen);

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void tokenAloneIsEnough() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            assertWelcome(peer.hello(TOKEN), 0);
            peer.send(json("{'pid':1,'lines':['hello']}"));
            assertThat(screen.awaitLines(1)).containsExactly("(pid=1) hello");
        }
    }

    @Test
    void fullHelloIsAnsweredWithDriverAndAcknowledgement() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            Map<String, Object> answer = peer.hello(TOKEN, SENDER);
            assertWelcome(answer, 0);
            assertThat(answer).containsEntry("driver", receiver.receiver().driver());
        }
    }

    private static void assertWelcome(Map<String, Object> answer, long acked) {
        assertThat(answer).containsOnlyKeys("v", "driver", "acked").containsEntry("v", 1L);
        assertThat(answer).containsEntry("acked", acked);
        assertThat((String) answer.get("driver")).matches("[0-9a-f]{32}");
    }

    @Test
    void unknownKeysInAHelloAreIgnored() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(json("{'v':1,'token':'" + TOKEN + "','colour':{'a':[1,null]},'lines':3}"));
            assertWelcome(peer.answer(), 0);
        }
    }

    @Test
    void batchesMayFollowTheHelloInOneWrite() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(json("{'token':'" + TOKEN + "'}"), ProtocolPeer.batch(1, "at once"));
            assertThat(screen.awaitLines(1)).containsExactly("(pid=45601) at once");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'open sesam'", "'open sesame '", "'OPEN SESAME'", "''", "null", "1", "['open sesame']"})
    void wrongTokenIsRefusedByName(String token) throws IOException {
        assertRefused("{'v':1,'token':" + token + "}", "token");
    }

    @Test
    void missingTokenIsRefusedByName() throws IOException {
        assertRefused("{'v':1,'sender':'" + SENDER + "'}", "token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "0", "'1'", "1.0", "null"})
    void anotherVersionIsRefusedByName(String version) throws IOException {
        assertRefused("{'v':" + version + ",'token':'" + TOKEN + "'}", "version");
    }

    private void assertRefused(String hello, String error) throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(json(hello), ProtocolPeer.batch(1, "from somebody who was refused"));
            assertThat(peer.line()).isEqualTo(json("{'v':1,'error':'" + error + "'}"));
            peer.awaitEnd();
        }
        assertNothingWasShown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "{'token':'open sesame'",
                "[1]",
                "{'token':'open sesame','sender':'short'}",
                "{'token':'open sesame','sender':'0123456789ABCDEF0123456789ABCDEF'}",
                "{'token':'open sesame','sender':7}"
            })
    void whatIsNoHelloEndsTheConnection(String line) throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(json(line), ProtocolPeer.batch(1, "from a stranger"));
            peer.awaitEnd();
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
    void helloLongerThanFourKibibytesEndsTheConnection() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send(json("{'token':'" + TOKEN + "'}") + " ".repeat(Protocol.MAX_HELLO));
            peer.awaitEnd();
        }
    }

    @Test
    void helloOfFourKibibytesIsWelcome() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            String hello = json("{'token':'" + TOKEN + "'}");
            peer.send(hello + " ".repeat(Protocol.MAX_HELLO - hello.length() - 1));
            assertWelcome(peer.answer(), 0);
        }
    }

    @Test
    void emptyLinesBeforeTheHelloAreNotEndless() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send("\n".repeat(3) + json("{'token':'" + TOKEN + "'}"));
            assertWelcome(peer.answer(), 0);
        }
        try (ProtocolPeer peer = receiver.stranger()) {
            peer.send("\n".repeat(Protocol.MAX_HELLO) + json("{'token':'" + TOKEN + "'}"));
            peer.awaitEnd();
        }
    }

    @Test
    void silenceEndsTheConnection() throws IOException {
        try (RunningReceiver impatient = RunningReceiver.on(screen, RunningReceiver.impatient());
                ProtocolPeer silent = impatient.stranger();
                ProtocolPeer slow = impatient.stranger();
                ProtocolPeer refused = impatient.stranger()) {
            slow.send("{\"token\"".getBytes());
            assertThat(refused.hello("wrong")).containsEntry("error", "token");
            silent.awaitEnd();
            slow.awaitEnd();
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

    /** What was sent before a batch that is shown would have been shown before it. */
    private void assertNothingWasShown() throws IOException {
        try (ProtocolPeer honest = receiver.plain()) {
            honest.send(ProtocolPeer.batch(1, "honest"));
            assertThat(screen.awaitLines(1)).containsExactly("(pid=45601) honest");
        }
    }
}
