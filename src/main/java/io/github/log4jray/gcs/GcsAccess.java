package io.github.log4jray.gcs;

import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.settings.Environment;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How Ray's own settings say that a GCS is to be spoken to: in plain text, unless {@code RAY_USE_TLS} says otherwise,
 * and without a token, unless {@code RAY_AUTH_MODE} is {@code token} (Ray 2.52 to 2.60).
 */
final class GcsAccess {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private GcsAccess() {}

    /** @return whether everything is to be encrypted */
    static boolean isEncrypted() {
        return Environment.process().isOn("RAY_USE_TLS", false);
    }

    /** @return whether a token goes with each call */
    static boolean hasToken() {
        return "token".equalsIgnoreCase(Environment.process().variable("RAY_AUTH_MODE"));
    }

    /**
     * @return TLS with the certificate and the key of this process, and the certificates that it trusts, if that is
     *     asked for
     * @throws RejectedException where one of them can't be read
     */
    static ChannelCredentials credentials() throws RejectedException {
        if (!isEncrypted()) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        String certificate = Environment.process().variable("RAY_TLS_SERVER_CERT");
        String key = Environment.process().variable("RAY_TLS_SERVER_KEY");
        String trusted = Environment.process().variable("RAY_TLS_CA_CERT");
        try {
            if (certificate != null && key != null) {
                tls.keyManager(Path.of(certificate).toFile(), Path.of(key).toFile());
            }
            if (trusted != null) {
                tls.trustManager(Path.of(trusted).toFile());
            }
        } catch (IOException | RuntimeException e) {
            throw new RejectedException(
                    "the files of RAY_TLS_SERVER_CERT, RAY_TLS_SERVER_KEY and RAY_TLS_CA_CERT can't be read: " + e, e);
        }
        return tls.build();
    }

    /**
     * @return what goes with each call: the token, if one is asked for
     * @throws RejectedException where there is none
     */
    static Metadata metadata() throws RejectedException {
        Metadata metadata = new Metadata();
        if (hasToken()) {
            metadata.put(AUTHORIZATION, "Bearer " + token());
        }
        return metadata;
    }

    private static String token() throws RejectedException {
        String token = Environment.process().variable("RAY_AUTH_TOKEN");
        if (token != null) {
            return token;
        }
        String named = Environment.process().variable("RAY_AUTH_TOKEN_PATH");
        Path file = named != null
                ? Path.of(named)
                : Path.of(Environment.process().property("user.home"), ".ray", "auth_token");
        try {
            String text = Files.readString(file).strip();
            if (!text.isEmpty()) {
                return text;
            }
        } catch (IOException e) {
            throw new RejectedException("RAY_AUTH_MODE=token, and neither RAY_AUTH_TOKEN nor a file " + file, e);
        }
        throw new RejectedException("RAY_AUTH_MODE=token, and the file " + file + " is empty", null);
    }
}
