package io.github.log4jray.transport;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.net.ssl.AbstractKeyStoreConfiguration;
import org.apache.logging.log4j.core.net.ssl.KeyStoreConfiguration;
import org.apache.logging.log4j.core.net.ssl.SslConfiguration;
import org.apache.logging.log4j.core.net.ssl.TrustStoreConfiguration;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The contents of Log4j's element {@code <Ssl>}. Immutable.
 *
 * <p>Log4j reads the stores, and makes the {@code SSLContext}: it forgets the passwords then (2.26.1). Where it can't use a
 * store it takes Java's default context instead, which is not accepted here. Its {@code verifyHostName} is not used: up to
 * 2.24 Log4j does not read it, and later it is false where it is missing.
 *
 * @param context with the keys of {@code KeyStore}, and the trust of {@code TrustStore}, else Java's
 * @param hasTrustStore whether there is a {@code TrustStore}
 * @param protocol {@code TLSv1.3} or {@code TLSv1.2}; null for the newest that this Java has
 * @param key the same text for the same certificates and protocol
 */
public record SslSettings(SSLContext context, boolean hasTrustStore, String protocol, String key) {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

    /** The values of {@code protocol} that name no version: {@code SSL} and {@code TLS} are Log4j's defaults. */
    private static final Set<String> ANY_PROTOCOL = Set.of("SSL", "TLS");

    private static final Duration SOON = Duration.ofDays(14);

    /**
     * Warns of a certificate of this process that has expired, or will soon.
     *
     * @param label names the appender in the warning
     * @param ssl the element as Log4j has read it
     * @param now the time
     * @return its contents
     * @throws GeneralSecurityException if a key or a protocol can't be used; the message says why
     */
    public static SslSettings of(String label, SslConfiguration ssl, Instant now) throws GeneralSecurityException {
        KeyStoreConfiguration keyStore = ssl.getKeyStoreConfig();
        TrustStoreConfiguration trustStore = ssl.getTrustStoreConfig();
        String protocol = ssl.getProtocol();
        boolean any = protocol == null || ANY_PROTOCOL.contains(protocol);
        if (!any && !PROTOCOLS.contains(protocol)) {
            throw new GeneralSecurityException("expected protocol TLSv1.3 or TLSv1.2");
        }
        if (keyStore != null) {
            warnOfExpiry(label, keyStore.getKeyStore(), now);
        }
        boolean hasStore = keyStore != null || trustStore != null;
        if (hasStore && ssl.getSslContext() == SSLContext.getDefault()) {
            throw new GeneralSecurityException(
                    "expected a KeyStore and a TrustStore that Log4j can use, see its error");
        }
        return new SslSettings(
                ssl.getSslContext(),
                trustStore != null,
                any ? null : protocol,
                protocol + fingerprints(keyStore) + fingerprints(trustStore));
    }

    private static void warnOfExpiry(String label, KeyStore store, Instant now) throws KeyStoreException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
                Instant end = certificate.getNotAfter().toInstant();
                if (end.isBefore(now)) {
                    LOGGER.warn(
                            "{}: its certificate \"{}\" has expired at {}, so that others may reject it",
                            label,
                            alias,
                            end);
                } else if (end.isBefore(now.plus(SOON))) {
                    LOGGER.warn("{}: its certificate \"{}\" expires soon, at {}", label, alias, end);
                }
            }
        }
    }

    private static String fingerprints(AbstractKeyStoreConfiguration configuration) throws GeneralSecurityException {
        List<String> prints = new ArrayList<>();
        if (configuration != null) {
            KeyStore store = configuration.getKeyStore();
            for (String alias : Collections.list(store.aliases())) {
                Certificate certificate = store.getCertificate(alias);
                prints.add(certificate == null ? alias : Fingerprint.of(certificate.getEncoded()));
            }
        }
        return Fingerprint.of(String.join(" ", prints).getBytes(StandardCharsets.UTF_8));
    }

    /** Contains no key. */
    @Override
    public String toString() {
        return key;
    }
}
