package io.github.log4jray.receiver;

import static io.github.log4jray.receiver.RunningReceiver.SENDER;
import static io.github.log4jray.receiver.RunningReceiver.TOKEN;
import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Screen;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Thousands of connections at once. */
class ManyPeersTest {

    private static final int MOST = 2_000;

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.on(screen);
    private final List<ProtocolPeer> peers = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (ProtocolPeer peer : peers) {
            peer.close();
        }
        receiver.close();
    }

    private ProtocolPeer kept(ProtocolPeer peer) {
        peers.add(peer);
        return peer;
    }

    @Test
    void pastTwoThousandConnectionsTheAnswerIsBusy() throws IOException {
        ProtocolPeer first = kept(receiver.numbering());
        while (peers.size() < MOST) {
            kept(receiver.plain()).send(batch(1, "hello"));
        }
        ProtocolPeer tooMany = kept(receiver.stranger());
        assertThat(tooMany.hello(TOKEN)).containsOnlyKeys("v", "error").containsEntry("error", "busy");
        tooMany.awaitEnd();

        first.send(batch(1, "the first is served"));
        first.awaitAcked(1);
        assertThat(screen.awaitLines(MOST)).contains("(pid=45601) the first is served");

        ProtocolPeer again = kept(receiver.stranger());
        assertThat(again.hello(TOKEN, SENDER))
                .as("a sender that takes the place of its own older connection")
                .containsEntry("acked", 1L);
        first.awaitEnd();

        again.close();
        Awaitility.await().until(() -> {
            try (ProtocolPeer next = receiver.stranger()) {
                return next.hello(TOKEN, SENDER).containsKey("acked");
            }
        });
    }

    @Test
    void strangersDoNotLockOutAnHonestWorker() throws IOException {
        ProtocolPeer before = kept(receiver.numbering());
        for (int i = 0; i < 3_000; i++) {
            kept(receiver.stranger()).send("{\"tok".getBytes());
        }
        ProtocolPeer after = kept(receiver.plain());
        after.send(batch(1, "after"));
        screen.awaitLines(1);
        before.send(batch(1, "before"));
        before.awaitAcked(1);
        assertThat(screen.lines()).containsExactly("(pid=45601) after", "(pid=45601) before");
    }
}
