package io.github.log4jray.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.BatchSource;
import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.display.Screen;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Threads;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A driver whose Redis accepts connections and says nothing. */
class MuteRedisSourceTest {

    private static final Duration A_MOMENT = Duration.ofMillis(100);

    /** Longer than a test waits. */
    private static final Protocol PATIENT =
            new Protocol(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

    /** The login, the handshake of TLS, and the first command have no answer. */
    @ParameterizedTest
    @CsvSource({"redis://driver:secret@,?stream=lines", "rediss://,", "redis://,"})
    void stopEndsEachWait(String before, String after) throws Exception {
        DriverJobs jobs = new DriverJobs(null);
        Display display = new Display(DisplaySettings.of(Environment.process(), "10.0.0.1"), new Screen().console());
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String text = before + "127.0.0.1:" + mute.getLocalPort() + (after == null ? "" : after);
            Address.Redis address = (Address.Redis) Address.parse(text);
            boolean isStream = address.stream() != null;
            BatchSource source = isStream
                    ? new RedisStreamSource("test", address, jobs, display, PATIENT)
                    : new RedisSource("test", address, jobs, display, PATIENT);
            source.start();
            try (Socket connection = mute.accept()) {
                assertThat(connection.getInputStream().read()).isPositive();
                source.stop(A_MOMENT);
                await().until(() ->
                        !Threads.isRunning(isStream ? "log4jray-driver-redis-stream" : "log4jray-driver-redis"));
            }
        }
    }
}
