package io.github.log4jray.receiver;

import static io.github.log4jray.receiver.RunningReceiver.SENDER;
import static io.github.log4jray.receiver.RunningReceiver.TOKEN;
import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static io.github.log4jray.testing.fakes.ProtocolPeer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Screen;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver that still welcomes workers of version 1 of the protocol. */
class LegacyHelloTest {

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.legacy(screen);

    @AfterEach
    void stop() {
        receiver.close();
    }

    private String answer(ProtocolPeer peer, String hello) throws IOException {
        return peer.send(json(hello)).line();
    }

    @Test
    void tokenAloneIsEnough() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            assertThat(answer(peer, "{'token':'" + TOKEN + "'}"))
                    .isEqualTo(json("{'v':1,'driver':'" + receiver.receiver().driver() + "','acked':0}"));
            peer.send(batch(1, "of version 1"));
            assertThat(screen.awaitLines(1)).containsExactly("(pid=45601) of version 1");
        }
    }

    @Test
    void senderGoesOnInEitherVersion() throws IOException {
        try (ProtocolPeer old = receiver.stranger()) {
            assertThat(answer(old, "{'v':1,'token':'" + TOKEN + "','sender':'" + SENDER + "'}"))
                    .contains("\"acked\":0");
            old.send(batch(1, "one"));
            old.awaitAcked(1);
        }
        try (ProtocolPeer updated = receiver.stranger()) {
            assertThat(updated.hello(TOKEN, SENDER)).containsEntry("acked", 1L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'open sesame, pleas'", "''", "null", "1", "['open sesame, please']"})
    void wrongTokenIsRefusedInTheVersionOfThePeer(String token) throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            assertThat(answer(peer, "{'v':1,'token':" + token + "}")).isEqualTo(json("{'v':1,'error':'token'}"));
            peer.awaitEnd();
        }
    }

    @Test
    void invalidSenderEndsTheConnection() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            assertThat(answer(peer, "{'v':1,'token':'" + TOKEN + "','sender':'short'}"))
                    .isNull();
        }
    }

    @Test
    void otherVersionsAreRefusedAsElsewhere() throws IOException {
        try (ProtocolPeer peer = receiver.stranger()) {
            assertThat(answer(peer, "{'v':3,'token':'" + TOKEN + "'}")).isEqualTo(json("{'v':2,'error':'version'}"));
        }
    }
}
