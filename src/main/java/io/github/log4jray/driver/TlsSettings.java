package io.github.log4jray.driver;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.OptionalLibrary;
import io.github.log4jray.transport.SslSettings;
import io.github.log4jray.transport.TlsServer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import org.apache.logging.log4j.core.net.ssl.SslConfiguration;

/**
 * Whether workers connect with the driver's receiver in TLS: attribute {@code tls} and element {@code <Ssl>}. If TLS is on
 * and does not work, the driver has no receiver, because no line may travel in clear text then. Immutable.
 *
 * @param ssl the contents of {@code <Ssl>}; null for a certificate that the driver makes
 */
record TlsSettings(SslSettings ssl) {

    private static final String INSTEAD = "no receiver, as nothing may travel in clear text";

    /** The three results of the settings. */
    sealed interface Choice {}

    /** Workers connect in clear text. */
    record ClearText() implements Choice {}

    /**
     * Workers connect in TLS.
     *
     * @param settings of TLS
     */
    record InTls(TlsSettings settings) implements Choice {}

    /** Workers can't connect; that was reported. */
    record Impossible() implements Choice {}

    /**
     * @param attributes reports what is invalid
     * @param tls attribute {@code tls}; null where it is not given
     * @param ssl element {@code <Ssl>}; null where there is none
     * @return how workers connect
     */
    static Choice of(Attributes attributes, String tls, SslConfiguration ssl) {
        if (!attributes.flag("tls", tls, ssl != null)) {
            if (ssl != null) {
                attributes.wrong("tls", tls, "there is an Ssl element, too", INSTEAD);
                return new Impossible();
            }
            return new ClearText();
        }
        if (!OptionalLibrary.TLS_CHANNEL.isPresent()) {
            attributes.wrong(
                    "tls",
                    "true",
                    "needs " + OptionalLibrary.TLS_CHANNEL.artifact() + ", which is not on the class path",
                    INSTEAD);
            return new Impossible();
        }
        if (ssl == null) {
            return new InTls(new TlsSettings(null));
        }
        if (ssl.getKeyStoreConfig() == null) {
            attributes.wrong("KeyStore in Ssl", null, "expected the driver's certificate and its key", INSTEAD);
            return new Impossible();
        }
        try {
            return new InTls(new TlsSettings(SslSettings.of(attributes.label(), ssl, Instant.now())));
        } catch (GeneralSecurityException e) {
            attributes.wrong("Ssl", "element", e.getMessage(), INSTEAD);
            return new Impossible();
        }
    }

    /**
     * @param host a name or an address of this host
     * @return the driver's side of TLS
     * @throws IOException if this Java can't speak it
     */
    TlsServer server(String host) throws IOException {
        try {
            return ssl == null ? TlsServer.withOwnCertificate(host) : TlsServer.of(ssl);
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS: " + e.getMessage(), e);
        }
    }

    /** @return the same text for the same certificates */
    String key() {
        return " tls" + (ssl == null ? "" : " " + ssl.key());
    }

    @Override
    public String toString() {
        return key();
    }
}
