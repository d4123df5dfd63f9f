package io.github.log4jray.receiver;

import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static io.github.log4jray.testing.fixtures.KeyStores.key;
import static io.github.log4jray.testing.fixtures.KeyStores.ssl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Screen;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.transport.SslSettings;
import io.github.log4jray.transport.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver in TLS among peers of all kinds, which use Java's own sockets. */
class TlsPeersTest {

    private static final int HANDSHAKE_RECORD = 0x16;
    private static final int ALERT_RECORD = 0x15;

    private static final TrustManager TRUSTS_ALL = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    private final Screen screen = new Screen();
    private final StatusMessages messages = StatusMessages.listen();

    @AfterEach
    void end() {
        messages.close();
    }

    private static SSLSocket inTls(RunningReceiver driver, String... protocols)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {TRUSTS_ALL}, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), driver.port());
        socket.setEnabledProtocols(protocols);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private RunningReceiver driver(Protocol protocol) throws GeneralSecurityException {
        return RunningReceiver.inTls(screen, TlsServer.withOwnCertificate("127.0.0.1"), protocol);
    }

    private static Socket connected(RunningReceiver driver) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), driver.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private void awaitRefusal(String reason) {
        await().until(() ->
                messages.containing(Level.WARN, "is refused", reason).size() == 1);
    }

    @Test
    void peerInTlsIsWelcomeAndOneInClearTextLearnsNothing() throws Exception {
        try (RunningReceiver driver = driver(Protocol.DEFAULT);
                ProtocolPeer peer = ProtocolPeer.over(inTls(driver, "TLSv1.3"));
                Socket clear = connected(driver)) {
            clear.getOutputStream().write("{\"v\":2,\"nonce\":\"0\"}\n".getBytes(StandardCharsets.UTF_8));
            byte[] answer = clear.getInputStream().readAllBytes();
            if (answer.length > 0) {
                assertThat(answer[0]).isEqualTo((byte) ALERT_RECORD);
                assertThat(answer.length).isLessThan(10);
            }
            awaitRefusal("it does not speak TLS");

            peer.hello(RunningReceiver.TOKEN, RunningReceiver.SENDER);
            peer.send(batch(1, "in tls"));
            screen.awaitLines(1);
        }
    }

    @Test
    void olderVersionOfTlsIsRefusedByName() throws Exception {
        try (RunningReceiver driver = driver(Protocol.DEFAULT);
                Socket old = connected(driver)) {
            old.getOutputStream().write(clientHelloOfTls10());
            byte[] answer = old.getInputStream().readAllBytes();

            assertThat(answer[0]).isEqualTo((byte) ALERT_RECORD);
            awaitRefusal("TLSv1");
        }
    }

    /** As OpenSSL would send it with -tls1. */
    private static byte[] clientHelloOfTls10() {
        byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 2 + 2 + 2];
        hello[0] = HANDSHAKE_RECORD;
        hello[1] = 3;
        hello[2] = 1;
        hello[4] = (byte) (hello.length - 5);
        hello[5] = 1;
        hello[8] = (byte) (hello.length - 9);
        hello[9] = 3;
        hello[10] = 1;
        hello[45] = 2;
        hello[47] = 0x2f;
        hello[48] = 1;
        return hello;
    }

    @Test
    void halfAHandshakeEndsAfterTheTimeForHello() throws Exception {
        try (RunningReceiver driver = driver(RunningReceiver.impatient());
                Socket half = connected(driver)) {
            half.getOutputStream().write(new byte[] {HANDSHAKE_RECORD, 3, 1, 1, 0, 1});

            assertThat(half.getInputStream().read()).isEqualTo(-1);
            awaitRefusal("it has not said hello in time");
        }
    }

    @Test
    void stalledHandshakesMakeRoomForOthers() throws Exception {
        List<Socket> stalled = new ArrayList<>();
        try (RunningReceiver driver = driver(Protocol.DEFAULT)) {
            for (int i = 0; i < Handshakes.MOST; i++) {
                Socket socket = connected(driver);
                socket.getOutputStream().write(new byte[] {HANDSHAKE_RECORD, 3, 1, 1, 0, 1});
                stalled.add(socket);
            }
            try (ProtocolPeer peer = ProtocolPeer.over(inTls(driver, "TLSv1.3"))) {
                peer.hello(RunningReceiver.TOKEN, RunningReceiver.SENDER);
                peer.send(batch(1, "after all"));
                screen.awaitLines(1);
            }
            awaitRefusal("stalls");
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    @Test
    void peerOfTls12MayNotBeginAnotherHandshake(@TempDir Path directory) throws Exception {
        SslSettings settings =
                SslSettings.of("the driver", ssl("TLSv1.2", key(directory.resolve("key")), null), Instant.now());
        try (RunningReceiver driver = RunningReceiver.inTls(screen, TlsServer.of(settings), Protocol.DEFAULT);
                SSLSocket socket = inTls(driver, "TLSv1.2");
                ProtocolPeer peer = ProtocolPeer.over(socket)) {
            peer.hello(RunningReceiver.TOKEN, RunningReceiver.SENDER);
            socket.startHandshake();

            await().until(() -> driver.receiver().workers() == 0);
        }
    }
}
