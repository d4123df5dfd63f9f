package io.github.log4jray.receiver;

import io.github.log4jray.testing.fakes.Proof;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.transport.TlsClient;
import io.github.log4jray.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

/** Very many workers in TLS, which number nothing, on one thread. One that is sent away comes again. */
final class TlsCrowd implements AutoCloseable {

    private final int port;
    private final String fingerprint;
    private final String token;
    private final Selector selector;
    private final Queue<SocketChannel> welcome = new ArrayDeque<>();
    private int sentAway;

    TlsCrowd(int port, String fingerprint, String token) throws IOException {
        this.port = port;
        this.fingerprint = fingerprint;
        this.token = token;
        this.selector = Selector.open();
    }

    private final class Peer {
        private final SocketChannel socket = SocketChannel.open();
        private final Transport channel;
        private final ByteBuffer in = ByteBuffer.allocate(1024);
        private final String nonce = Proof.nonce();
        private boolean secured;
        private boolean challenged;

        private Peer() throws IOException, GeneralSecurityException {
            socket.configureBlocking(false);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel = new TlsClient(null).transport(socket, "127.0.0.1", port, fingerprint);
            socket.register(selector, SelectionKey.OP_CONNECT, this);
        }

        /** @return whether the driver has welcomed it */
        private boolean goOn(SelectionKey key) throws IOException {
            if (key.isConnectable()) {
                socket.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
            }
            if (!secured) {
                secured = channel.handshake();
                key.interestOps(channel.hasOutput() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
                if (secured) {
                    say(ProtocolPeer.helloLine(null, nonce));
                }
                return false;
            }
            int count = channel.read(in);
            if (count < 0) {
                throw new IOException("sent away");
            }
            if (in.position() == 0 || in.get(in.position() - 1) != '\n') {
                return false;
            }
            Map<String, Object> answer =
                    ProtocolPeer.object(new String(in.array(), 0, in.position() - 1, StandardCharsets.UTF_8)
                            .getBytes(StandardCharsets.UTF_8));
            in.clear();
            if (challenged) {
                return answer.containsKey("acked");
            }
            challenged = true;
            String proof =
                    Proof.ofWorker(token, nonce, (String) answer.get("nonce"), "", (String) answer.get("driver"));
            say("{\"proof\":\"" + proof + "\"}");
            return false;
        }

        private void say(String line) throws IOException {
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** All of them connect at once, and each until it is welcome. */
    void join(int count) throws IOException, GeneralSecurityException {
        for (int i = 0; i < count; i++) {
            new Peer();
        }
        while (welcome.size() < count) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                Peer peer = (Peer) key.attachment();
                try {
                    if (peer.goOn(key)) {
                        key.cancel();
                        welcome.add(peer.socket);
                    }
                } catch (IOException e) {
                    key.cancel();
                    peer.socket.close();
                    sentAway++;
                    new Peer();
                }
            }
            selector.selectedKeys().clear();
        }
    }

    /** @return how often one of them was sent away */
    int sentAway() {
        return sentAway;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel socket : welcome) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
