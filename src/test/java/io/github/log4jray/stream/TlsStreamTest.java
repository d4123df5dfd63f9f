package io.github.log4jray.stream;

import static io.github.log4jray.testing.fixtures.KeyStores.key;
import static io.github.log4jray.testing.fixtures.KeyStores.signed;
import static io.github.log4jray.testing.fixtures.KeyStores.ssl;
import static io.github.log4jray.testing.fixtures.KeyStores.trusting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Screen;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.receiver.RunningReceiver;
import io.github.log4jray.session.Address;
import io.github.log4jray.stream.StreamSender.Driver;
import io.github.log4jray.testing.fakes.Wiretap;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.transport.SslSettings;
import io.github.log4jray.transport.TlsClient;
import io.github.log4jray.transport.TlsServer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.net.ssl.SslConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker and a driver in TLS, on real sockets. */
class TlsStreamTest {

    private static final String HOST = "127.0.0.1";
    private static final String LABEL = "DriverStream \"in tls\"";
    private static final BufferLimits LIMITS = new BufferLimits(1 << 20, false, 0, 0);

    @TempDir
    private static Path directory;

    private static Path driverKey;
    private static Path workerKey;
    private static Path driverTrust;
    private static Path workerTrust;

    private final Screen screen = new Screen();
    private final StatusMessages messages = StatusMessages.listen();
    private StreamSender sender;

    @BeforeAll
    static void makeKeys() {
        driverKey = key(directory.resolve("driver"), "-ext", "SAN=ip:127.0.0.1");
        workerKey = key(directory.resolve("worker"));
        driverTrust = trusting(driverKey);
        workerTrust = trusting(workerKey);
    }

    @AfterEach
    void stop() {
        if (sender != null) {
            sender.stop(Duration.ofMillis(100));
        }
        messages.close();
    }

    private static SslSettings settings(SslConfiguration ssl) throws GeneralSecurityException {
        return SslSettings.of(LABEL, ssl, Instant.now());
    }

    private RunningReceiver driver(TlsServer tls) {
        return RunningReceiver.inTls(screen, tls, Protocol.DEFAULT);
    }

    private void startWorker(Address.Tcp address, SslSettings ssl) throws IOException {
        DriverFinder finder = new DriverFinder() {
            @Override
            public DriverFinder.Located locate() {
                return new DriverFinder.Located(List.of(new Driver(address, RunningReceiver.TOKEN)), null);
            }

            @Override
            public String locateWorkerId() {
                return "ab".repeat(28);
            }

            @Override
            public String describeSearch() {
                return " anywhere";
            }
        };
        sender = new StreamSender(
                LABEL,
                LIMITS,
                new BatchHeaders(() -> null),
                finder,
                () -> null,
                new TlsClient(ssl),
                Protocol.DEFAULT,
                Patience.LONG);
        sender.start();
    }

    private void log(String line) {
        WithSender.log(sender, line);
    }

    private void assertRejected(String... texts) {
        log("line that nobody gets");
        await().untilAsserted(() ->
                assertThat(messages.containing(Level.ERROR, LABEL)).hasSize(1));
        assertThat(messages.containing(Level.ERROR, texts)).hasSize(1);
        assertThat(sender.buffer().counts().waitingLines()).isEqualTo(1);
        assertThat(screen.text()).doesNotContain("nobody gets");
    }

    @Test
    void nothingOfALineOrTheTokenOrAnIdIsOnTheWire() throws Exception {
        TlsServer tls = TlsServer.withOwnCertificate(HOST);
        try (RunningReceiver driver = driver(tls);
                Wiretap wire = new Wiretap(driver.port())) {
            startWorker(new Address.Tcp(HOST, wire.port()).withTls(tls.fingerprint()), null);
            log("a line in secret");
            await().until(() -> screen.text().contains("a line in secret"));
            await().until(() -> sender.buffer().isAcknowledged());

            assertThat(wire.recorded())
                    .doesNotContain("secret", RunningReceiver.TOKEN, "sender", "nonce", "proof", "acked", "abababab");
        }
    }

    @Test
    void linesOfManyRecordsArriveWholeAndOnceThoughACutComesInsideARecord() throws Exception {
        TlsServer tls = TlsServer.withOwnCertificate(HOST);
        try (RunningReceiver driver = driver(tls);
                Wiretap wire = new Wiretap(driver.port())) {
            startWorker(new Address.Tcp(HOST, wire.port()).withTls(tls.fingerprint()), null);
            log("the first");
            await().until(() -> screen.text().contains("the first"));
            wire.cutAfter(50_001);
            String body = "x".repeat(1000);
            for (int i = 0; i < 500; i++) {
                log(body + " " + i + ".");
            }
            await().until(() -> screen.text().contains(" 499."));

            assertThat(wire.hasCut()).isTrue();
            List<String> lines =
                    screen.text().lines().filter(line -> line.contains(body)).toList();
            assertThat(lines).hasSize(500);
            for (int i = 0; i < 500; i++) {
                assertThat(lines.get(i)).endsWith("x " + i + ".");
            }
        }
    }

    @Test
    void anotherFingerprintIsRejectedByName() throws Exception {
        TlsServer tls = TlsServer.withOwnCertificate(HOST);
        String expected = "ab".repeat(32);
        try (RunningReceiver driver = driver(tls)) {
            startWorker(new Address.Tcp(HOST, driver.port()).withTls(expected), null);

            assertRejected(LABEL, "tls://127.0.0.1:" + driver.port(), tls.fingerprint(), expected);
            await().until(() -> !messages.containing(Level.WARN, "bad_certificate")
                            .isEmpty()
                    || !messages.containing(Level.WARN, "certificate_unknown").isEmpty());
        }
    }

    @Test
    void certificateOfATrustStoreForTheHostIsAccepted() throws Exception {
        TlsServer tls = TlsServer.of(settings(ssl(null, driverKey, null)));
        try (RunningReceiver driver = driver(tls)) {
            startWorker(new Address.Tcp(HOST, driver.port()).withTls(null), settings(ssl(null, null, driverTrust)));
            log("trusted");

            await().until(() -> screen.text().contains("trusted"));
        }
    }

    @Test
    void certificateForAnotherHostIsRejected() throws Exception {
        TlsServer tls = TlsServer.of(settings(ssl(null, driverKey, null)));
        try (RunningReceiver driver = driver(tls)) {
            startWorker(
                    new Address.Tcp("localhost", driver.port()).withTls(null), settings(ssl(null, null, driverTrust)));

            assertRejected("its certificate is not accepted", "localhost");
        }
    }

    @Test
    void certificateThatNobodyVouchesForIsRejected() throws Exception {
        TlsServer tls = TlsServer.of(settings(ssl(null, driverKey, null)));
        try (RunningReceiver driver = driver(tls)) {
            startWorker(new Address.Tcp(HOST, driver.port()).withTls(null), null);

            assertRejected("its certificate is not accepted", "certification path");
        }
    }

    @Test
    void certificateThatHasExpiredIsRejectedAndItsOwnerIsWarned() throws Exception {
        Path authority = key(directory.resolve("authority"), "-ext", "BC:c");
        Path expired = signed(
                authority,
                directory.resolve("expired"),
                List.of("-ext", "SAN=ip:127.0.0.1", "-startdate", "-3d", "-validity", "1"));
        TlsServer tls = TlsServer.of(SslSettings.of("the driver", ssl(null, expired, null), Instant.now()));
        assertThat(messages.containing(Level.WARN, "the driver", "has expired")).hasSize(1);
        try (RunningReceiver driver = driver(tls)) {
            startWorker(
                    new Address.Tcp(HOST, driver.port()).withTls(null),
                    settings(ssl(null, null, authority.resolveSibling("authority.trust"))));

            assertRejected("its certificate is not accepted", "NotAfter");
        }
    }

    @Test
    void driverWithATrustStoreWantsACertificateItTrusts() throws Exception {
        TlsServer tls = TlsServer.of(settings(ssl(null, driverKey, workerTrust)));
        try (RunningReceiver driver = driver(tls)) {
            Address.Tcp address = new Address.Tcp(HOST, driver.port()).withTls(null);
            startWorker(address, settings(ssl(null, workerKey, driverTrust)));
            log("with a certificate");
            await().until(() -> screen.text().contains("with a certificate"));
            sender.stop(Duration.ofSeconds(10));

            startWorker(address, settings(ssl(null, null, driverTrust)));
            assertRejected("TLS has failed");
            await().until(() -> !messages.containing(Level.WARN, "DriverConsole", "is refused")
                    .isEmpty());
        }
    }

    @Test
    void theyTalkInTls12WhereThatIsConfigured() throws Exception {
        TlsServer tls = TlsServer.of(settings(ssl("TLSv1.2", driverKey, null)));
        try (RunningReceiver driver = driver(tls)) {
            startWorker(
                    new Address.Tcp(HOST, driver.port()).withTls(null), settings(ssl("TLSv1.2", null, driverTrust)));
            log("in 1.2");

            await().until(() -> screen.text().contains("in 1.2"));
        }
    }

    @Test
    void nothingGoesToADriverInClearText() throws Exception {
        try (RunningReceiver driver = RunningReceiver.on(screen, RunningReceiver.impatient());
                Wiretap wire = new Wiretap(driver.port())) {
            startWorker(new Address.Tcp(HOST, wire.port()).withTls("ab".repeat(32)), null);
            log("not in clear text");

            await().until(() -> !messages.containing(Level.ERROR, LABEL, "it does not speak TLS")
                    .isEmpty());
            assertThat(wire.recorded()).doesNotContain("not in clear text", "nonce", "sender");
            assertThat(sender.buffer().counts().waitingLines()).isEqualTo(1);
        }
    }
}
