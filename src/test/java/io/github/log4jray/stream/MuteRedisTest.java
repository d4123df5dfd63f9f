package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.session.Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker whose Redis accepts connections and says nothing. */
class MuteRedisTest {

    private static final Duration A_MOMENT = Duration.ofMillis(100);

    /** Longer than a test waits. */
    private static final Protocol PATIENT =
            new Protocol(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

    /** The login, the choice of a database, the handshake of TLS, and the first command have no answer. */
    @ParameterizedTest
    @CsvSource({
        "redis://worker:secret@,",
        "redis://worker:secret@,?stream=lines",
        "redis://,/2",
        "redis://,/2?stream=lines",
        "rediss://worker:secret@,?stream=lines",
        "redis://,",
        "redis://,?stream=lines"
    })
    void stopEndsEachWait(String before, String after) throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = before + "127.0.0.1:" + mute.getLocalPort() + (after == null ? "" : after);
            StreamSender sender = WithSender.sender(new StreamSender.Driver(Address.parse(address), ""), PATIENT);
            WithSender.log(sender, "line");
            try (Socket connection = mute.accept()) {
                assertThat(connection.getInputStream().read()).isPositive();
                sender.stop(A_MOMENT);
                await().until(() -> sender.stop(Duration.ZERO));
            }
        }
    }
}
