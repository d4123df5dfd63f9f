package io.github.log4jray.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

/**
 * A certificate that has signed itself, made by {@code openssl}.
 *
 * @param key file of its key, in PEM
 * @param file of the certificate, in PEM
 */
public record Certificate(Path key, Path file) {

    /**
     * @param directory for the files
     * @param names whose it is, such as {@code DNS:localhost} or {@code IP:127.0.0.1}
     * @return it, for two days
     */
    public static Certificate of(Path directory, String... names) throws IOException, InterruptedException {
        Path key = directory.resolve("key.pem");
        Path file = directory.resolve("certificate.pem");
        String alternatives = "subjectAltName=" + String.join(",", names);
        Process openssl = new ProcessBuilder(
                        ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext " + alternatives
                                        + " -keyout " + key.getFileName() + " -out " + file.getFileName())
                                .split(" "))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (openssl.waitFor() != 0) {
            throw new AssertionError(said);
        }
        return new Certificate(key, file);
    }

    /**
     * @param password of the trust store
     * @return a file beside it, in PKCS #12, for {@code javax.net.ssl.trustStore}
     */
    public Path trustStore(String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            store.setCertificateEntry(
                    "trusted", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        Path trusted = file.resolveSibling("trusted.p12");
        try (OutputStream out = Files.newOutputStream(trusted)) {
            store.store(out, password.toCharArray());
        }
        return trusted;
    }
}
