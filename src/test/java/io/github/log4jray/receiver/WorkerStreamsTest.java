package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.transport.Transport;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** The driver remembers a bounded number of workers, however many ids a peer with the token uses. */
class WorkerStreamsTest {

    private static final int MOST = 10;

    @Test
    void thoseThatWereAwayForTheLongestTimeAreForgotten() {
        WorkerStreams streams = new WorkerStreams(null, MOST);
        WorkerStream first = streams.get("first");
        WorkerStream second = streams.get("second");
        for (int i = 2; i < MOST; i++) {
            streams.get("worker " + i);
        }
        assertThat(streams.get("first")).isSameAs(first);
        streams.get("one too many");
        assertThat(streams.get("first")).isSameAs(first);
        assertThat(streams.get("second")).isNotSameAs(second);
    }

    @Test
    void connectedWorkerIsNeverForgotten() throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open().bind(null);
                SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
            WorkerStreams streams = new WorkerStreams(null, MOST);
            WorkerStream stream = streams.get("connected");
            WorkerConnection connection =
                    new WorkerConnection(channel, Transport.clear(channel), selector, new ReadBuffers(1));
            assertThat(stream.connected(connection)).isNull();
            assertThat(streams.isConnected("connected")).isTrue();
            for (int i = 0; i < 3 * MOST; i++) {
                streams.get("worker " + i);
            }
            assertThat(streams.get("connected")).isSameAs(stream);
            stream.disconnected(connection);
            assertThat(streams.isConnected("connected")).isFalse();
        }
    }

    @Test
    void workerWithoutAnIdIsNotRemembered() {
        WorkerStreams streams = new WorkerStreams(null, MOST);
        assertThat(streams.get(null)).isNotSameAs(streams.get(null));
        assertThat(streams.isConnected(null)).isFalse();
    }
}
