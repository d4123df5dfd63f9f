package io.github.log4jray.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.settings.Environment;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ray's own settings for connections with a GCS. */
final class GcsAccessTest {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    private Path home;

    private GcsAccess access(Map<String, String> variables) {
        return new GcsAccess(Environment.of(Map.of("user.home", home.toString()), variables));
    }

    private String token(Map<String, String> variables) throws IOException {
        return access(variables).metadata().get(AUTHORIZATION);
    }

    @Test
    void withoutSettingsThereIsNeitherTlsNorAToken() throws IOException {
        GcsAccess access = access(Map.of());
        assertThat(access.isEncrypted()).isFalse();
        assertThat(access.hasToken()).isFalse();
        assertThat(access.credentials()).isInstanceOf(InsecureChannelCredentials.class);
        assertThat(token(Map.of("RAY_AUTH_TOKEN", "unused"))).isNull();
    }

    @Test
    void tlsWorksWithTheCertificatesOfJava() throws IOException {
        assertThat(access(Map.of("RAY_USE_TLS", "1")).credentials()).isInstanceOf(TlsChannelCredentials.class);
    }

    @Test
    void certificateThatCanNotBeReadIsAnError() {
        GcsAccess access = access(Map.of(
                "RAY_USE_TLS", "1", "RAY_TLS_CA_CERT", home.resolve("none").toString()));
        assertThatThrownBy(access::credentials)
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("RAY_TLS_CA_CERT");
    }

    @Test
    void tokenOfTheEnvironmentComesBeforeThatOfAFile() throws IOException {
        Path named = Files.writeString(home.resolve("named"), " of a named file\n");
        Path usual = Files.createDirectory(home.resolve(".ray")).resolve("auth_token");
        Files.writeString(usual, "of the usual file");
        assertThat(token(Map.of(
                        "RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN", "own", "RAY_AUTH_TOKEN_PATH", named.toString())))
                .isEqualTo("Bearer own");
        assertThat(token(Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN_PATH", named.toString())))
                .isEqualTo("Bearer of a named file");
        assertThat(token(Map.of("RAY_AUTH_MODE", "TOKEN"))).isEqualTo("Bearer of the usual file");
    }

    @Test
    void tokenThatIsMissingOrEmptyIsAnError() throws IOException {
        Path empty = Files.writeString(home.resolve("empty"), "\n");
        assertThatThrownBy(() -> token(Map.of("RAY_AUTH_MODE", "token")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("auth_token");
        assertThatThrownBy(() -> token(Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN_PATH", empty.toString())))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("is empty");
    }
}
