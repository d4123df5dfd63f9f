package io.github.log4jray.transport;

import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Describes a failure of TLS for messages. */
public final class TlsProblem {

    private static final int MOST = 200;

    /** In both messages by which Java says that a first byte is not TLS. */
    private static final String NO_TLS = "recognized SSL message";

    private TlsProblem() {}

    /**
     * @param e the exception of Java
     * @return a clause about the other side, {@code it does not speak TLS} for instance, in printable ASCII of limited
     *     length
     */
    public static String of(SSLException e) {
        Throwable reason = e;
        boolean certificate = false;
        while (reason.getCause() != null) {
            reason = reason.getCause();
            certificate |= reason instanceof CertificateException;
        }
        if (String.valueOf(e.getMessage()).contains(NO_TLS)) {
            return "it does not speak TLS";
        }
        String text = (certificate ? "its certificate is not accepted: " : "TLS has failed: ") + reason.getMessage();
        return text.substring(0, Math.min(MOST, text.length())).replaceAll("[^ -~]", "?");
    }
}
