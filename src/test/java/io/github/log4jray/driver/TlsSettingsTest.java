package io.github.log4jray.driver;

import static io.github.log4jray.testing.fixtures.KeyStores.key;
import static io.github.log4jray.testing.fixtures.KeyStores.ssl;
import static io.github.log4jray.testing.fixtures.KeyStores.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Path;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.net.ssl.SslConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attribute {@code tls} and element {@code <Ssl>} of a driver. Where TLS can't be had, nothing is received. */
class TlsSettingsTest {

    @TempDir
    private static Path directory;

    private static Path key;

    private final StatusMessages messages = StatusMessages.listen();

    @BeforeAll
    static void makeKey() {
        key = key(directory.resolve("driver"));
    }

    @AfterEach
    void close() {
        messages.close();
    }

    private static TlsSettings.Choice of(String tls, SslConfiguration ssl) {
        return TlsSettings.of(new Attributes("DriverConsole", "console"), tls, ssl);
    }

    private void assertImpossible(TlsSettings.Choice choice, String reason) {
        assertThat(choice).isInstanceOf(TlsSettings.Impossible.class);
        assertThat(messages.containing(
                        Level.ERROR, "DriverConsole \"console\"", reason, "nothing may travel in clear text"))
                .hasSize(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "false"})
    void withoutBothWorkersConnectInClearText(String tls) {
        assertThat(of(tls, null)).isInstanceOf(TlsSettings.ClearText.class);
    }

    @Test
    void driverMakesACertificateWhereItHasNone() throws Exception {
        TlsSettings settings = ((TlsSettings.InTls) of("true", null)).settings();

        assertThat(settings.ssl()).isNull();
        assertThat(settings.server("127.0.0.1").fingerprint())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(settings.server("127.0.0.1").fingerprint());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "true")
    void elementIsEnough(String tls) throws Exception {
        TlsSettings settings = ((TlsSettings.InTls) of(tls, ssl(null, key, trusting(key)))).settings();

        assertThat(settings.ssl().hasTrustStore()).isTrue();
        assertThat(settings.server("127.0.0.1").fingerprint()).isNull();
    }

    @Test
    void elementAndItsContradictionAreAnError() {
        assertImpossible(of("false", ssl(null, key, null)), "there is an Ssl element, too");
    }

    @Test
    void certificateOfADriverIsNeeded() {
        assertImpossible(of(null, ssl(null, null, null)), "expected the driver's certificate and its key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1", "SSLv3"})
    void olderProtocolsAreAnError(String protocol) {
        assertImpossible(of("true", ssl(protocol, key, null)), "expected protocol TLSv1.3 or TLSv1.2");
    }

    @Test
    void keyTellsCertificatesAndProtocolsApartAndShowsNoSecret() {
        String own = ((TlsSettings.InTls) of("true", null)).settings().key();
        String first =
                ((TlsSettings.InTls) of(null, ssl(null, key, null))).settings().key();
        String second = ((TlsSettings.InTls) of(null, ssl("TLSv1.2", key, null)))
                .settings()
                .key();
        String third = ((TlsSettings.InTls) of(null, ssl(null, key, trusting(key))))
                .settings()
                .key();

        assertThat(Set.of(own, first, second, third)).hasSize(4);
        assertThat(((TlsSettings.InTls) of(null, ssl(null, key, null)))
                        .settings()
                        .key())
                .isEqualTo(first);
        assertThat(first).doesNotContain("of the test");
    }
}
