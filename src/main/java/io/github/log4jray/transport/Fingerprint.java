package io.github.log4jray.transport;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a certificate's DER form, as 64 hexadecimal digits in lower case. {@code openssl x509 -fingerprint -sha256}
 * prints it with colons. Thread-safe.
 */
public final class Fingerprint {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    private Fingerprint() {}

    /**
     * @param text may be null
     * @return whether it has the form of a fingerprint
     */
    public static boolean isValid(String text) {
        return text != null && FORM.matcher(text).matches();
    }

    /**
     * @param certificate any
     * @return its fingerprint
     * @throws CertificateEncodingException if it has no DER form
     */
    public static String of(X509Certificate certificate) throws CertificateEncodingException {
        return of(certificate.getEncoded());
    }

    /**
     * @param bytes any
     * @return their SHA-256
     */
    static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
