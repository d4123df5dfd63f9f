package io.github.log4jray.receiver;

import static io.github.log4jray.receiver.RunningReceiver.SENDER;
import static io.github.log4jray.receiver.RunningReceiver.TOKEN;
import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Screen;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.transport.Transport;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Thousands of connections at once. */
class ManyPeersTest {

    private static final int MOST = 100;

    private final Screen screen = new Screen();
    private RunningReceiver receiver = RunningReceiver.withMost(MOST, screen);
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
    void pastTheMostWorkersTheAnswerIsBusy() throws IOException {
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

    /** A receiver keeps half lines in a quarter of the heap, and each in an array whose length is a power of two. */
    @Test
    void connectionWithTheLongestHalfLineEndsFirst() throws IOException {
        receiver.close();
        receiver = RunningReceiver.on(screen);
        kept(receiver.plain()).send(half(20));
        ProtocolPeer honest = kept(receiver.plain());
        // rounded up: the heap of some collectors is no whole number of megabytes
        long room = (Runtime.getRuntime().maxMemory() / 4 + (1 << 20) - 1) >> 20;
        for (int i = 1; i < room; i++) {
            kept(receiver.plain()).send(half(1_000_000));
        }
        kept(receiver.plain()).send(half(400_000));

        byte[] line = batch(1, "x".repeat(500_000)).getBytes(StandardCharsets.US_ASCII);
        honest.send(Arrays.copyOf(line, 400_000));
        Awaitility.await().until(() -> receiver.receiver().workers() < peers.size());
        honest.send(Arrays.copyOfRange(line, 400_000, line.length)).send("");

        assertThat(screen.awaitLines(1)).hasSize(1).first().asString().startsWith("(pid=45601) xxx");
    }

    private static byte[] half(int length) {
        return "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void strangersHaveAQuarterOfTheFilesThatTheProcessMayOpen() throws IOException {
        WorkerConnections connections = new WorkerConnections(null, MOST, 40);
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(null);
                Selector selector = Selector.open()) {
            for (int i = 0; i < 10; i++) {
                assertThat(connections.hasRoomForStranger()).isTrue();
                SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept();
                Transport clear = Transport.clear(accepted);
                connections.addStranger(new WorkerConnection(accepted, clear, selector, new ReadBuffers(1)));
            }
            assertThat(connections.hasRoomForStranger()).isFalse();
            connections.strangers().forEach(connections::end);
        }
    }
}
