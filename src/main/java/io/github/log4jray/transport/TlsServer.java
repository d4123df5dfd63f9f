package io.github.log4jray.transport;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** TLS as a driver speaks it. Immutable; the {@link Transport}s it makes belong to the thread of the receiver. */
public final class TlsServer {

    /** Workers connect seldom: to resume sessions would save little and cost the memory of all of them. */
    private static final int REMEMBERED_SESSIONS = 1;

    private final SSLContext context;
    private final SSLParameters parameters;
    private final String fingerprint;

    private TlsServer(SSLContext context, SSLParameters parameters, String fingerprint) {
        this.context = context;
        this.parameters = parameters;
        this.fingerprint = fingerprint;
        context.getServerSessionContext().setSessionCacheSize(REMEMBERED_SESSIONS);
    }

    /**
     * @param ssl has a key; with a trust store, workers must have certificates that it trusts
     * @return TLS with the certificate of a key store
     */
    public static TlsServer of(SslSettings ssl) {
        SSLParameters parameters = Tls.parameters(ssl.context(), ssl.protocol());
        parameters.setNeedClientAuth(ssl.hasTrustStore());
        return new TlsServer(ssl.context(), parameters, null);
    }

    /**
     * @param host a name or an address of this host, for tools that show the certificate
     * @return TLS with a new certificate, which workers know by its fingerprint
     * @throws GeneralSecurityException if this Java has no elliptic curves
     */
    public static TlsServer withOwnCertificate(String host) throws GeneralSecurityException {
        OwnCertificate own = OwnCertificate.make(host);
        char[] password = new char[0];
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("driver", own.key(), password, new Certificate[] {own.certificate()});
            keys.init(store, password);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        SSLContext context = Tls.context(List.of(keys.getKeyManagers()), null);
        return new TlsServer(context, Tls.parameters(context, null), Fingerprint.of(own.certificate()));
    }

    /** @return the fingerprint by which workers know the certificate; null if they trust its issuer */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * @param socket has been accepted, and does not block
     * @return the driver's side of the connection
     */
    public Transport transport(SocketChannel socket) {
        return new TlsTransport(socket, context, this::engine);
    }

    private SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
