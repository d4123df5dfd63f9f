package io.github.log4jray;

import static io.github.log4jray.TlsProcesses.awaitLine;
import static io.github.log4jray.TlsProcesses.ready;
import static io.github.log4jray.TlsProcesses.ssl;
import static io.github.log4jray.TlsProcesses.streamTo;
import static io.github.log4jray.testing.fixtures.KeyStores.key;
import static io.github.log4jray.testing.fixtures.KeyStores.signed;
import static io.github.log4jray.testing.fixtures.KeyStores.trusting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.Wiretap;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users see of TLS: drivers and workers as processes, from their whole configurations on. */
@Tag("slow")
class TlsProcessTest {

    private static final String HOST = "127.0.0.1";
    private static final int MANY = 5_000;
    private static final int WITHIN_A_RECORD = 50_001;

    @TempDir
    private static Path keys;

    private static Path authority;
    private static Path workerKey;

    @TempDir
    private Path directory;

    private TlsProcesses all;

    @BeforeAll
    static void makeKeys() {
        authority = key(keys.resolve("authority"), "-ext", "BC:c");
        workerKey = key(keys.resolve("worker"));
        certificate("valid", "SAN=ip:127.0.0.1");
        certificate("elsewhere", "SAN=dns:another.example");
        certificate("expired", "SAN=ip:127.0.0.1", "-startdate", "-3d", "-validity", "1");
        trusting(authority);
        trusting(workerKey);
    }

    private static void certificate(String name, String... options) {
        signed(
                authority,
                keys.resolve(name),
                IntStream.range(-1, options.length)
                        .mapToObj(i -> i < 0 ? "-ext" : options[i])
                        .toList());
    }

    private static Path store(String name) {
        return keys.resolve(name);
    }

    private static Element trustingAuthority() {
        return ssl(null, store("authority.trust"));
    }

    private JavaProcess driver(Element console) throws Exception {
        return ready(all.driver(console).start());
    }

    /** The worker logs a line that can't be delivered: it has one error with these texts, and counts the line at its end. */
    private void assertDeliversNothing(Element stream, String... texts) throws Exception {
        try (JavaProcess worker =
                all.worker(stream.with("shutdownTimeoutMillis", 100)).start()) {
            worker.tell("a line in secret");
            await().until(() -> !worker.errors().isEmpty());
            worker.end();

            assertThat(worker.errors())
                    .singleElement()
                    .asString()
                    .contains("DriverStream \"driver\"")
                    .contains(texts);
            assertThat(worker.err() + worker.lines()).contains("1 line was not acknowledged");
        }
    }

    /** A driver reports on a thread of its own, perhaps a moment after the worker. */
    private static void assertSaysOnce(JavaProcess driver, String text) {
        await().until(() -> (driver.err() + driver.lines()).contains(text));
        assertThat(driver.err() + driver.lines()).containsOnlyOnce(text);
    }

    @Test
    void workersOfTheSessionNeedNoSettingAndNothingIsInClearTextThoughACutComesInsideARecord() throws Exception {
        all = TlsProcesses.in(directory);
        try (Wiretap wire = new Wiretap(all.port());
                JavaProcess driver = driver(Config.driverConsole()
                        .with("tls", "true")
                        .with("advertisedAddress", HOST + ":" + wire.port()));
                JavaProcess worker = all.worker(Config.driverStream()
                                .with("sessionDir", all.session())
                                .with("overflow", "block")
                                .with("shutdownTimeoutMillis", 60_000))
                        .start()) {
            String fingerprint = Files.readString(PublishedDriver.file(all.session(), "01000000"))
                    .replaceAll("(?s).*sha256=([0-9a-f]{64}).*", "$1");
            assertThat(driver.lines()).anyMatch(line -> line.endsWith("?sha256=" + fingerprint));
            worker.tell("a line in secret");
            awaitLine(driver, "a line in secret");
            wire.cutAfter(WITHIN_A_RECORD);
            worker.tell(MANY);
            worker.end();
            driver.end();

            assertThat(wire.hasCut()).isTrue();
            assertThat(driver.lines().stream()
                            .filter(line -> line.contains(") line "))
                            .map(line -> line.replaceFirst(".* line ", "")))
                    .containsExactlyElementsOf(
                            IntStream.range(0, MANY).mapToObj(String::valueOf).toList());
            assertThat(worker.errors()).isEmpty();
            assertThat(wire.recorded())
                    .doesNotContain(
                            "secret", "line ", TlsProcesses.TOKEN, "sender", "nonce", "proof", "acked", "01000000");
        }
    }

    @Test
    void driverWithATrustStoreWantsCertificatesOfWorkers() throws Exception {
        all = TlsProcesses.in(directory);
        try (JavaProcess driver = driver(Config.driverConsole().with(ssl(store("valid"), store("worker.trust"))));
                JavaProcess worker = all.worker(
                                streamTo(HOST, all.port()).with(ssl(store("worker"), store("authority.trust"))))
                        .start()) {
            assertDeliversNothing(streamTo(HOST, all.port()).with(trustingAuthority()), "TLS has failed");
            worker.tell("with a certificate");
            awaitLine(driver, "with a certificate");
            worker.end();
            driver.end();

            assertThat(driver.lines()).noneMatch(line -> line.contains("in secret"));
            assertSaysOnce(driver, "is refused: TLS has failed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "elsewhere, its certificate is not accepted: No subject alternative names matching IP address 127.0.0.1 found",
        "expired,   its certificate is not accepted: NotAfter"
    })
    void driverWithAWrongCertificateGetsNothing(String certificate, String reason) throws Exception {
        all = TlsProcesses.in(directory);
        try (Wiretap wire = new Wiretap(all.port());
                JavaProcess driver = driver(Config.driverConsole().with(ssl(store(certificate), null)))) {
            assertDeliversNothing(
                    streamTo(HOST, wire.port()).with(trustingAuthority()), "tls://127.0.0.1:" + wire.port(), reason);

            assertSaysOnce(driver, "is refused: TLS has failed");
            assertThat(driver.err() + driver.lines()).doesNotContain("in secret");
            assertThat(wire.recorded()).doesNotContain("secret", "sender", "nonce");
        }
    }

    @Test
    void driverWithAnotherFingerprintGetsNothing() throws Exception {
        all = TlsProcesses.in(directory);
        String expected = "ab".repeat(32);
        try (JavaProcess driver = driver(Config.driverConsole().with("tls", "true"))) {
            assertDeliversNothing(
                    Config.driverStream()
                            .with("jobId", "01000000")
                            .with("address", "tls://127.0.0.1:" + all.port() + "?sha256=" + expected),
                    "its certificate is not accepted: its fingerprint is ",
                    "expected " + expected);

            assertSaysOnce(driver, "is refused: TLS has failed");
        }
    }

    @Test
    void nobodyTalksInClearTextWithOneInTls() throws Exception {
        all = TlsProcesses.in(directory);
        try (Wiretap wire = new Wiretap(all.port());
                JavaProcess driver = driver(Config.driverConsole().with("tls", "true"))) {
            assertDeliversNothing(
                    Config.driverStream().with("jobId", "01000000").with("address", "tcp://127.0.0.1:" + wire.port()),
                    "it speaks TLS",
                    "tls://");
            assertSaysOnce(driver, "is refused: it does not speak TLS");
            assertThat(wire.recorded()).doesNotContain("secret", "proof", "driver", "busy");
        }
    }

    @Test
    void workerInTlsTellsADriverInClearTextNothing() throws Exception {
        all = TlsProcesses.in(directory);
        try (Wiretap wire = new Wiretap(all.port());
                JavaProcess driver = driver(Config.driverConsole())) {
            assertDeliversNothing(streamTo(HOST, wire.port()).with(trustingAuthority()), "it does not speak TLS");
            assertThat(wire.recorded()).doesNotContain("secret", "sender", "nonce");
            assertThat(driver.lines()).noneMatch(line -> line.contains("in secret"));
        }
    }

    @Test
    void missingLibraryIsNamedOnBothSides() throws Exception {
        all = TlsProcesses.in(directory);
        String artifact = "com.github.marianobarrios:tls-channel";
        try (JavaProcess driver = all.driver(Config.driverConsole().with("tls", "true"))
                .classPath(TlsProcesses.classPathWithoutTls())
                .start()) {
            awaitLine(driver, "driver is up");
            assertThat(driver.errors())
                    .singleElement()
                    .asString()
                    .contains("DriverConsole \"console\"", artifact, "nothing may travel in clear text");
            assertThat(PublishedDriver.file(all.session(), "01000000")).doesNotExist();
        }
        try (JavaProcess worker = all.worker(streamTo(HOST, all.port()).with("shutdownTimeoutMillis", 100))
                .classPath(TlsProcesses.classPathWithoutTls())
                .start()) {
            worker.tell("a line");
            await().until(() -> !worker.errors().isEmpty());
            worker.end();
            assertThat(worker.errors()).singleElement().asString().contains("DriverStream \"driver\"", artifact);
            assertThat(worker.err() + worker.lines()).contains("1 line was not acknowledged");
        }
    }

    @Test
    void driverWhoseKeyStoreCantBeReadListensNowhere() throws Exception {
        all = TlsProcesses.in(directory);
        try (JavaProcess driver = all.driver(Config.driverConsole().with(ssl(directory.resolve("missing.p12"), null)))
                .start()) {
            awaitLine(driver, "driver is up");

            assertThat(driver.errors())
                    .anyMatch(line -> line.contains("DriverConsole \"console\"")
                            && line.contains("nothing may travel in clear text"));
            assertThat(PublishedDriver.file(all.session(), "01000000")).doesNotExist();
        }
    }

    @Test
    void workerWhoseTrustStoreCantBeReadTrustsNoDriverOfItsOwnAuthority() throws Exception {
        all = TlsProcesses.in(directory);
        try (JavaProcess driver = driver(Config.driverConsole().with(ssl(store("valid"), null)));
                JavaProcess worker = all.worker(streamTo(HOST, all.port())
                                .with(ssl(null, directory.resolve("missing.p12")))
                                .with("shutdownTimeoutMillis", 100))
                        .start()) {
            worker.tell("a line in secret");
            await().until(() ->
                    worker.errors().stream().anyMatch(line -> line.contains("certificate is not accepted")));
            worker.end();

            assertThat(worker.errors()).anyMatch(line -> line.contains("TrustStore"));
            assertThat(driver.lines()).noneMatch(line -> line.contains("in secret"));
        }
    }

    @Test
    void protocolsBesideTlsAreInvalid() throws Exception {
        all = TlsProcesses.in(directory);
        try (JavaProcess driver = all.driver(
                        Config.driverConsole().with(ssl(store("valid"), null).with("protocol", "TLSv1")))
                .start()) {
            awaitLine(driver, "driver is up");
            assertThat(driver.errors()).anyMatch(line -> line.contains("expected protocol TLSv1.3 or TLSv1.2"));
            assertThat(PublishedDriver.file(all.session(), "01000000")).doesNotExist();
        }
    }

    @Test
    void theyTalkInTheProtocolThatIsConfigured() throws Exception {
        all = TlsProcesses.in(directory);
        try (Wiretap wire = new Wiretap(all.port());
                JavaProcess driver = driver(
                        Config.driverConsole().with(ssl(store("valid"), null).with("protocol", "TLSv1.2")));
                JavaProcess worker = all.worker(streamTo(HOST, wire.port())
                                .with(trustingAuthority()
                                        .with("protocol", "TLSv1.2")
                                        .with("verifyHostName", "false")))
                        .start()) {
            worker.tell("in 1.2");
            awaitLine(driver, "in 1.2");
            worker.end();
            assertDeliversNothing(streamTo(HOST, wire.port()).with(trustingAuthority()), "protocol_version");
            assertThat(List.of(wire.recorded().split("in 1.2", -1))).hasSize(1);
        }
    }
}
