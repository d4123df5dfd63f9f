package io.github.log4jray.stream;

import static org.awaitility.Awaitility.await;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.session.Address;
import io.github.log4jray.stream.StreamSender.Driver;
import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.transport.TlsClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A sender by itself, with shorter times than the protocol's, and long enough for a handshake on a busy machine. A test says
 * which drivers it finds.
 */
abstract class WithSender {

    static final String DRIVER = "0123456789abcdef0123456789abcdef";
    static final Protocol SHORT =
            new Protocol(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofMillis(200));

    static final String ANOTHER = "ffffffffffffffff0123456789abcdef";
    static final Duration LONG = Duration.ofSeconds(600);

    final FakeDriver listener = FakeDriver.listen();
    volatile Driver known = new Driver(new Address.Tcp("127.0.0.1", listener.port()), FakeDriver.TOKEN);
    final AtomicInteger looks = new AtomicInteger();
    StreamSender sender;

    volatile List<Driver> others = List.of();
    volatile String discoveredJob;
    final Queue<Error> errors = new ConcurrentLinkedQueue<>();

    final DriverFinder finder = new DriverFinder() {
        @Override
        public DriverFinder.Located locate() {
            looks.incrementAndGet();
            Error error = errors.poll();
            if (error != null) {
                throw error;
            }
            return new DriverFinder.Located(
                    Stream.concat(Stream.ofNullable(known), others.stream()).toList(), discoveredJob);
        }

        @Override
        public String locateWorkerId() {
            return "ab".repeat(28);
        }

        @Override
        public String describeSearch() {
            return " anywhere";
        }
    };

    @BeforeEach
    void start() throws IOException {
        sender = new StreamSender(
                "DriverStream \"sender\"",
                new BufferLimits(1 << 20, false, 0, 0),
                new BatchHeaders(() -> discoveredJob),
                finder,
                () -> Path.of("worker.out"),
                new TlsClient(null),
                SHORT,
                Duration.ofMillis(300));
        sender.start();
    }

    /** Starts another sender in the place of the first one, which may have found the driver already. */
    void startWithoutADriver() throws IOException {
        sender.stop(Duration.ZERO);
        known = null;
        start();
    }

    @AfterEach
    void stop() {
        sender.stop(Duration.ZERO);
        listener.close();
    }

    void log(String line) {
        log(sender, line);
    }

    static void log(StreamSender sender, String line) {
        try (RenderBuffer event = RenderBuffer.take()) {
            event.text().append(line);
            BatchLineEncoder.encode(event, () -> null);
            sender.buffer().append(false, null, null, event);
        }
    }

    /** Starts a sender that knows one driver. */
    static StreamSender sender(Driver driver, Protocol protocol) throws IOException {
        DriverFinder finder = new DriverFinder() {
            @Override
            public DriverFinder.Located locate() {
                return new DriverFinder.Located(List.of(driver), null);
            }

            @Override
            public String locateWorkerId() {
                return "ab".repeat(28);
            }

            @Override
            public String describeSearch() {
                return "";
            }
        };
        StreamSender sender = new StreamSender(
                "DriverStream \"sender\"",
                new BufferLimits(1 << 20, false, 0, 0),
                new BatchHeaders(() -> null),
                finder,
                () -> null,
                new TlsClient(null),
                protocol,
                LONG);
        sender.start();
        return sender;
    }

    void refuse(String error) throws IOException {
        try (FakeDriver.Connection connection = listener.accept()) {
            connection.next();
            connection.say("{\"v\":2,\"error\":\"" + error + "\"}");
            await().until(connection::hasEnded);
        }
    }
}
