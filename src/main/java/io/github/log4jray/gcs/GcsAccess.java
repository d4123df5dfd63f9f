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
 * Ray's own settings for connections with a GCS: TLS if {@code RAY_USE_TLS} is on, a token if {@code RAY_AUTH_MODE} is
 * {@code token} (Ray 2.52 to 2.60).
 */
final class GcsAccess {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Environment environment;

    /** @param environment has Ray's settings */
    GcsAccess(Environment environment) {
        this.environment = environment;
    }

    /** @return whether connections are encrypted */
    boolean isEncrypted() {
        return environment.isOn("RAY_USE_TLS", false);
    }

    /** @return whether each call has a token */
    boolean hasToken() {
        return "token".equalsIgnoreCase(environment.text("RAY_AUTH_MODE"));
    }

    /**
     * @return plain text, or TLS with the certificate and key of this process and the certificates that it trusts
     * @throws RejectedException if one of the files can't be read
     */
    ChannelCredentials credentials() throws RejectedException {
        if (!isEncrypted()) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        String certificate = environment.text("RAY_TLS_SERVER_CERT");
        String key = environment.text("RAY_TLS_SERVER_KEY");
        String trusted = environment.text("RAY_TLS_CA_CERT");
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
     * @return the headers of each call: the token, if Ray's settings require one
     * @throws RejectedException if there is no token
     */
    Metadata metadata() throws RejectedException {
        Metadata metadata = new Metadata();
        if (hasToken()) {
            metadata.put(AUTHORIZATION, "Bearer " + token());
        }
        return metadata;
    }

    private String token() throws RejectedException {
        String token = environment.text("RAY_AUTH_TOKEN");
        if (token != null) {
            return token;
        }
        String named = environment.text("RAY_AUTH_TOKEN_PATH");
        Path file = named != null ? Path.of(named) : Path.of(environment.property("user.home"), ".ray", "auth_token");
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
