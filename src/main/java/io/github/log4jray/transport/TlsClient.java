package io.github.log4jray.transport;

import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS as a worker speaks it. It accepts a driver that has either the certificate with the fingerprint in the driver's
 * address; or, where the address has none, a certificate that the trust store trusts, for the host in the address.
 * Immutable.
 */
public final class TlsClient {

    private final SslSettings ssl;

    /** @param ssl the worker's {@code <Ssl>}; null for none */
    public TlsClient(SslSettings ssl) {
        this.ssl = ssl;
    }

    /** @return whether the worker has an {@code <Ssl>}, so that it connects in TLS only */
    public boolean isRequired() {
        return ssl != null;
    }

    /** @return the same text for the same certificates */
    public String key() {
        return ssl == null ? "" : ssl.key();
    }

    /**
     * @param socket connected and not blocking
     * @param host of the driver's address
     * @param port of the driver's address
     * @param fingerprint of the driver's certificate; null where the trust store decides
     * @return the worker's side of the connection
     * @throws GeneralSecurityException if this Java can't speak TLS
     */
    public Transport transport(SocketChannel socket, String host, int port, String fingerprint)
            throws GeneralSecurityException {
        SSLContext context = context(fingerprint);
        SSLParameters parameters = Tls.parameters(context, ssl == null ? null : ssl.protocol());
        if (fingerprint == null) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        return new TlsTransport(socket, context, () -> engine(context, parameters, host, port));
    }

    private SSLContext context(String fingerprint) throws GeneralSecurityException {
        if (fingerprint != null) {
            return Tls.context(null, List.of(new PinnedTrust(fingerprint)));
        }
        return ssl == null ? Tls.context(null, null) : ssl.context();
    }

    private static SSLEngine engine(SSLContext context, SSLParameters parameters, String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
