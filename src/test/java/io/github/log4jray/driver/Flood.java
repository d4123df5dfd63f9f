package io.github.log4jray.driver;

import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Patience;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Peers that never stop sending; several, so that a pause of one of them is no silence. */
public final class Flood implements AutoCloseable {

    private static final int PEERS = 3;

    private final List<ProtocolPeer> peers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<CompletableFuture<Void>> ended = new ArrayList<>();

    public Flood(int port, String token) throws IOException {
        for (int i = 0; i < PEERS; i++) {
            ProtocolPeer peer = ProtocolPeer.connect(port);
            peers.add(peer);
            peer.hello(token);
            CompletableFuture<Void> end = new CompletableFuture<>();
            ended.add(end);
            Thread thread = new Thread(() -> send(peer, end));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private static void send(ProtocolPeer peer, CompletableFuture<Void> end) {
        try {
            while (true) {
                peer.send(ProtocolPeer.batch(1, "more"));
            }
        } catch (IOException e) {
            end.complete(null);
        }
    }

    /** Waits until the driver has ended every connection. */
    public void awaitEnd() throws Exception {
        for (CompletableFuture<Void> end : ended) {
            end.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (ProtocolPeer peer : peers) {
            peer.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
