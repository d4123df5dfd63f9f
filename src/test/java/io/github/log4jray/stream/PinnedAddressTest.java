package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.KeyStores;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fingerprint in the address takes the place of {@code <Ssl>}. */
class PinnedAddressTest {

    @TempDir
    static Path directory;

    private static Path key;

    @BeforeAll
    static void makeKey() {
        key = KeyStores.key(directory.resolve("key"));
    }

    private static Element store(String element, Path file) {
        return Config.element(element)
                .with("location", file)
                .with("type", "PKCS12")
                .with("password", KeyStores.PASSWORD);
    }

    @Test
    void workerSaysThatAnAddressWithAFingerprintUsesNoKeyStore() {
        Element stream = Config.driverStream()
                .with("address", "tls://127.0.0.1:9?sha256=" + "ab".repeat(32))
                .with("shutdownTimeoutMillis", 0)
                .with(Config.element("Ssl").with(store("KeyStore", key)));
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = Logging.with(stream)) {
            assertThat(logging.appender("driver", Appender.class)).isNotNull();
            assertThat(messages.containing(Level.WARN, "DriverStream \"driver\": the KeyStore in Ssl is not used"))
                    .hasSize(1);
        }
    }
}
