package io.github.log4jray.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.StatusMessages;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

final class ClearTextTest {

    @Test
    void connectionWithAnotherHostIsOneWarning() throws UnknownHostException {
        InetAddress remote = InetAddress.getByName("203.0.113.9");
        try (StatusMessages messages = StatusMessages.listen()) {
            ClearText.warn("Appender \"a\"", "token and lines", "to the driver at 203.0.113.9", remote);
            ClearText.warn("Appender \"b\"", "token and lines", "to the driver at 203.0.113.9", remote);
            assertThat(messages.containing(Level.WARN))
                    .containsExactly(
                            "Appender \"a\": token and lines travel in clear text to the driver at 203.0.113.9");
        }
    }

    @Test
    void connectionOnThisHostIsNoWarning() {
        try (StatusMessages messages = StatusMessages.listen()) {
            ClearText.warn("Appender \"a\"", "lines", "to myself", InetAddress.getLoopbackAddress());
            assertThat(messages.containing(Level.WARN)).isEmpty();
        }
    }
}
