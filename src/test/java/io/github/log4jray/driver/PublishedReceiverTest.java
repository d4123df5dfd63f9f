package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.display.Screen;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.Session;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver is published for each of its jobs, with the address by which its workers reach it. */
class PublishedReceiverTest {

    private static final Environment EMPTY = Environment.of(Map.of(), Map.of());

    @TempDir
    private Path directory;

    private final DriverJobs jobs = new DriverJobs("01000000");
    private final Display display = new Display(DisplaySettings.of(EMPTY, "10.0.0.1"), new Screen().console());
    private Session session;

    @BeforeEach
    void start() {
        session = new Session(directory, directory.resolve("logs"));
        display.start();
    }

    @AfterEach
    void stop() {
        display.stop(Duration.ofSeconds(10));
    }

    private PublishedReceiver receiver(Environment environment) {
        return receiver(null, null, environment);
    }

    private PublishedReceiver receiver(String host, String advertisedAddress, Environment environment) {
        Attributes attributes = new Attributes("DriverConsole", "test");
        ListenSettings settings =
                ListenSettings.of(attributes, host, null, advertisedAddress, null, null, null, environment);
        return new PublishedReceiver(attributes.label(), settings, session, jobs, display, environment);
    }

    private String publishedAddress(PublishedReceiver receiver) {
        receiver.start();
        try {
            return DriverEndpoint.of(session, "01000000").address();
        } finally {
            receiver.stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void advertisedAddressIsPublishedInThePlaceOfTheBoundOne() {
        assertThat(publishedAddress(receiver(null, "jump.example:30560", EMPTY)))
                .isEqualTo("tcp://jump.example:30560");
        assertThat(publishedAddress(receiver("::", "tcp://[2001:db8::5]:1", EMPTY)))
                .isEqualTo("tcp://[2001:db8::5]:1");
    }

    @Test
    void nodeIpIsPublishedWhereTheDriverListensOnAllNetworks() {
        Environment node = Environment.of(Map.of(), Map.of("RAY_NODE_IP", "10.0.0.7"));
        for (String host : List.of("0.0.0.0", "::", "[::]")) {
            try (StatusMessages messages = StatusMessages.listen()) {
                assertThat(publishedAddress(receiver(host, null, node))).startsWith("tcp://10.0.0.7:");
                assertThat(messages.containing(Level.WARN, "other hosts")).isEmpty();
            }
        }
    }

    @Test
    void driverForOtherHostsThatOnlyHasLoopbackSaysThatTheyCannotFindIt() {
        Environment loopback = Environment.of(Map.of(), Map.of("RAY_NODE_IP", "127.0.0.1"));
        try (StatusMessages messages = StatusMessages.listen()) {
            publishedAddress(receiver("127.0.0.1", null, loopback));
            publishedAddress(receiver("0.0.0.0", "10.0.0.9:1", loopback));
            assertThat(messages.containing(Level.WARN, "other hosts")).isEmpty();
            publishedAddress(receiver("0.0.0.0", null, loopback));
            assertThat(messages.containing(Level.WARN, "other hosts can't find this driver"))
                    .singleElement()
                    .asString()
                    .contains("DriverConsole \"test\"", "0.0.0.0", "127.0.0.1", "advertisedAddress", "RAY_NODE_IP");
        }
    }

    /** As where a cluster was started anew, and counts its jobs from 1 again. */
    @Test
    void driverTakesThePlaceOfAKilledOneWhoseJobItIsGiven() throws Exception {
        new DriverEndpoint("b".repeat(32), "07000000", "tcp://127.0.0.1:1", "token", 1).publish(session);
        PublishedReceiver receiver = receiver(EMPTY);
        receiver.start();
        try {
            jobs.add("07000000");
            receiver.discovered("07000000");
            assertThat(DriverEndpoint.of(session, "07000000"))
                    .isEqualTo(receiver.endpoint().forJob("07000000"));
            assertThat(DriverEndpoint.of(session, "01000000")).isEqualTo(receiver.endpoint());
        } finally {
            receiver.stop(Duration.ofSeconds(10));
        }
        assertThat(DriverEndpoint.readAll(session)).isEmpty();
    }

    @Test
    void nothingListensAndNothingIsPublishedBeforeTheStart() throws Exception {
        PublishedReceiver receiver = receiver(EMPTY);
        assertThat(receiver.endpoint()).isNull();
        assertThat(DriverEndpoint.readAll(session)).isEmpty();
    }

    @Test
    void tokenOfTheEnvironmentIsItsToken() throws Exception {
        String token = "any text of 18 chars, 1 \\";
        PublishedReceiver receiver = receiver(Environment.of(Map.of(), Map.of("RAY_DRIVER_LOG_TOKEN", token)));
        receiver.start();
        try {
            PublishedDriver published = PublishedDriver.await(directory, "01000000");
            assertThat(published.token()).isEqualTo(token);
            try (ProtocolPeer peer = ProtocolPeer.connect(published.port())) {
                assertThat(peer.hello(token)).containsKey("driver");
            }
        } finally {
            receiver.stop(Duration.ofSeconds(10));
        }
    }
}
