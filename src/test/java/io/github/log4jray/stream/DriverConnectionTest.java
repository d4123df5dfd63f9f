package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.text.RenderBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection of a worker with a driver whose answers the test gives. */
final class DriverConnectionTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Protocol PATIENT = new Protocol(LONG, LONG, LONG, LONG);

    private final FakeDriver driver = FakeDriver.listen();
    private final StopRequest stop = new StopRequest();
    private final SendBuffer buffer = new SendBuffer(
            new SendBuffer.Limits(64 * 1024, false, 0, 0),
            isErr -> "{\"lines\":[".getBytes(StandardCharsets.US_ASCII),
            () -> null,
            this::wakeUp);
    private Selector selector;
    private SocketChannel channel;
    private FakeDriver.Connection peer;

    @BeforeEach
    void open() throws IOException {
        selector = Selector.open();
    }

    @AfterEach
    void close() throws IOException {
        if (peer != null) {
            peer.close();
        }
        if (channel != null) {
            channel.close();
        }
        selector.close();
        driver.close();
    }

    private void wakeUp() {
        selector.wakeup();
    }

    private DriverConnection connect(Protocol protocol) throws IOException {
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        DriverConnection connection = new DriverConnection(channel, selector, buffer, stop, protocol);
        connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), driver.port()), LONG);
        peer = driver.accept();
        return connection;
    }

    /** The driver answers a hello that it has not read yet. */
    private String hello(String token, String lastDriver, String answer) throws IOException {
        DriverConnection connection = connect(PATIENT);
        peer.say(answer);
        return connection.hello(token, "sender", "worker", lastDriver);
    }

    private void append(String line, String task) {
        try (RenderBuffer event = RenderBuffer.take()) {
            event.text().append(line);
            BatchLineEncoder.encode(event, () -> null);
            buffer.append(false, null, task, event);
        }
    }

    private void appendAndSend(String line, String task) {
        append(line, task);
        buffer.sent(buffer.poll().remaining());
    }

    @Test
    void helloNamesTheWorkerAndGivesTheDriver() throws IOException {
        assertThat(hello("secret", null, "{\"v\":1,\"driver\":\"first\",\"acked\":0}"))
                .isEqualTo("first");
        assertThat(peer.next())
                .containsEntry("v", 1L)
                .containsEntry("token", "secret")
                .containsEntry("sender", "sender")
                .containsEntry("worker_id", "worker")
                .containsEntry("pid", ProcessHandle.current().pid());
    }

    @Test
    void sameDriverGetsOnlyWhatItDoesNotHave() throws IOException {
        appendAndSend("one", "a");
        appendAndSend("two", "b");
        hello("", "first", "{\"v\":1,\"driver\":\"first\",\"acked\":1}");
        assertThat(buffer.unacknowledgedLines()).isEqualTo(1);
        assertThat(StandardCharsets.UTF_8.decode(buffer.poll()).toString())
                .contains("two")
                .doesNotContain("one");
    }

    @Test
    void anotherDriverGetsEverything() throws IOException {
        appendAndSend("one", "a");
        appendAndSend("two", "b");
        hello("", "first", "{\"v\":1,\"driver\":\"second\",\"acked\":1}");
        assertThat(buffer.unacknowledgedLines()).isEqualTo(2);
        assertThat(StandardCharsets.UTF_8.decode(buffer.poll()).toString()).contains("one", "two");
    }

    @Test
    void rejectedTokenSaysWhetherThereWasOne() {
        assertThatThrownBy(() -> hello("", null, "{\"v\":1,\"error\":\"token\"}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("\"token\"")
                .hasMessageContaining("this process has none");
    }

    @Test
    void invalidTokenIsNotRepeatedInTheMessage() {
        assertThatThrownBy(() -> hello("secret", null, "{\"v\":1,\"error\":\"token\"}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("is another one")
                .hasMessageNotContaining("secret");
    }

    @Test
    void busyDriverIsTriedAgainSoon() {
        assertThatThrownBy(() -> hello("", null, "{\"v\":1,\"error\":\"busy\"}"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("too many connections");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request", "{\"v\":1}", "{\"driver\":7}", "[]"})
    void anAnswerOfAnotherProtocolEndsTheConnection(String answer) {
        assertThatThrownBy(() -> hello("", null, answer))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("something else than the protocol");
    }

    @Test
    void endlessAnswerEndsTheConnection() {
        assertThatThrownBy(() -> hello("", null, "x".repeat(70_000)))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("a line of more than 65536 bytes");
    }

    @Test
    void sendsUntilTheLastLineIsAcknowledgedAtAStop() throws IOException {
        DriverConnection connection = connect(PATIENT);
        append("one", null);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendAll(connection));
        assertThat(peer.nextLines()).isEqualTo(List.of("one"));
        append("two", null);
        assertThat(peer.nextLines()).isEqualTo(List.of("two"));
        stop.request(LONG);
        selector.wakeup();
        peer.acknowledge(1);
        assertThat(sending).isNotDone();
        peer.acknowledge(2);
        sending.join();
        assertThat(buffer.isAcknowledged()).isTrue();
    }

    private static void sendAll(DriverConnection connection) {
        try {
            connection.sendAll();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void endOfTheDriverIsSeen() throws IOException {
        DriverConnection connection = connect(PATIENT);
        peer.close();
        assertThatThrownBy(connection::sendAll).isInstanceOf(EOFException.class);
    }

    @Test
    void silentDriverIsLeft() throws IOException {
        Duration moment = Duration.ofMillis(10);
        DriverConnection connection = connect(new Protocol(LONG, moment, moment, LONG));
        assertThatThrownBy(connection::sendAll)
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("silent");
    }

    @Test
    void driverThatDoesNotAnswerHelloIsLeft() throws IOException {
        DriverConnection connection = connect(new Protocol(LONG, LONG, Duration.ofMillis(10), LONG));
        assertThatThrownBy(() -> connection.hello("", "sender", "worker", null))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("waiting for the answer to hello");
    }
}
