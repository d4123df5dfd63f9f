package io.github.log4jray.transport;

import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** The parts that both sides of TLS share. */
final class Tls {

    private static final String NEWEST = "TLSv1.3";
    private static final String SECOND = "TLSv1.2";

    private Tls() {}

    /**
     * @param keys prove who this side is; null for no key
     * @param trust decides which certificates this side accepts; null for those that Java trusts
     * @return a context
     * @throws GeneralSecurityException if this Java has no TLS
     */
    static SSLContext context(List<KeyManager> keys, List<TrustManager> trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                keys == null ? null : keys.toArray(KeyManager[]::new),
                trust == null ? null : trust.toArray(TrustManager[]::new),
                null);
        return context;
    }

    /**
     * @param context of the connection
     * @param protocol null for the newest that this Java has
     * @return parameters that allow this one version
     */
    static SSLParameters parameters(SSLContext context, String protocol) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        boolean hasNewest =
                List.of(context.getSupportedSSLParameters().getProtocols()).contains(NEWEST);
        String newest = hasNewest ? NEWEST : SECOND;
        parameters.setProtocols(new String[] {protocol == null ? newest : protocol});
        return parameters;
    }
}
