package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More peers than may be strangers connect in one moment. */
class ConnectionAcceptorTest {

    private static final int STRANGERS = 10;
    private static final int PEERS = 15;

    private final AtomicLong clock = new AtomicLong(System.nanoTime());
    private final PeerDiagnostics diagnostics = new PeerDiagnostics("DriverConsole \"test\"");
    private final List<SocketChannel> peers = new ArrayList<>();
    private ServerPort port;
    private WorkerConnections connections;
    private ConnectionAcceptor acceptor;

    @BeforeEach
    void connect() throws IOException {
        port = ServerPort.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        connections = new WorkerConnections(new DisplayProgress(port.selector()), PEERS, 4 * STRANGERS);
        acceptor = new ConnectionAcceptor(
                port,
                connections,
                new Access("0123456789abcdef", false, PEERS, null),
                new ReadBuffers(1 << 20),
                diagnostics,
                clock::get);
        for (int i = 0; i < PEERS; i++) {
            peers.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number())));
        }
    }

    @AfterEach
    void close() throws IOException {
        connections.strangers().forEach(connections::end);
        connections.workers().forEach(connections::end);
        port.close();
        diagnostics.close();
        for (SocketChannel peer : peers) {
            peer.close();
        }
    }

    /** As the receiver's turns do. */
    private void turns() throws IOException {
        for (int i = 0; i < 2 * PEERS; i++) {
            port.selector().selectNow((SelectionKey key) -> {
                if (port.isChannel(key.channel())) {
                    acceptor.accept();
                }
            });
            acceptor.goOn();
        }
    }

    @Test
    void thoseThatComeLaterWaitUntilOthersAreWorkers() throws IOException {
        turns();
        assertThat(connections.strangers()).hasSize(STRANGERS);
        List<WorkerConnection> first = connections.strangers();
        for (WorkerConnection stranger : first) {
            connections.addWorker(stranger, null);
        }
        turns();
        assertThat(connections.workerCount()).isEqualTo(STRANGERS);
        assertThat(connections.strangers()).hasSize(PEERS - STRANGERS).doesNotContainAnyElementsOf(first);
        assertThat(diagnostics.refusals()).isZero();
    }

    @Test
    void oldestOnesEndForThemAfterAWhile() throws IOException {
        turns();
        WorkerConnection oldest = connections.oldestStranger();
        assertThat(diagnostics.refusals()).isZero();
        clock.addAndGet(Duration.ofSeconds(4).toNanos());
        acceptor.tick(System.nanoTime(), Protocol.DEFAULT.helloTimeout());
        turns();
        assertThat(oldest.isClosed()).isTrue();
        assertThat(connections.strangers()).hasSize(STRANGERS);
        assertThat(diagnostics.refusals()).isEqualTo(PEERS - STRANGERS);
    }
}
