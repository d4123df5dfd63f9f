package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.protocol.BusyException;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fakes.ProtocolPeer;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection of a worker with a driver whose answers the test gives. */
final class DriverConnectionTest {

    private static final String TOKEN = FakeDriver.TOKEN;
    private static final String FIRST = "0123456789abcdef0123456789abcdef";
    private static final String SECOND = "fedcba9876543210fedcba9876543210";
    private static final Identity IDENTITY = new Identity(TOKEN, "5e".repeat(16), "worker");
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Protocol PATIENT = new Protocol(LONG, LONG, LONG, LONG);

    private final FakeDriver driver = FakeDriver.listen();
    private final StopRequest stop = new StopRequest();
    private final SendBuffer buffer = new SendBuffer(
            new BufferLimits(64 * 1024, false, 0, 0),
            isErr -> "{\"lines\":[".getBytes(StandardCharsets.US_ASCII),
            () -> null,
            this::wakeUp,
            System::nanoTime);
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
    private void helloAnswered(String answer) throws IOException {
        DriverConnection connection = connect(PATIENT);
        peer.say(answer);
        connection.hello(IDENTITY, null);
    }

    /** The driver proves that it knows this token, and acknowledges. */
    private String hello(String lastDriver, String driverId, String token, long acked) throws IOException {
        DriverConnection connection = connect(PATIENT);
        CompletableFuture<String> hello = CompletableFuture.supplyAsync(() -> {
            try {
                return connection.hello(IDENTITY, lastDriver);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        if (peer.welcomes(driverId, token)) {
            peer.say("\r");
            peer.acknowledge(acked);
        }
        try {
            return hello.join();
        } catch (CompletionException e) {
            throw (IOException) e.getCause();
        }
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
    void helloNamesTheWorkerAndNotTheToken() throws IOException {
        assertThatThrownBy(() -> helloAnswered("{\"v\":2,\"error\":\"token\"}")).isInstanceOf(IOException.class);
        assertThat(peer.next())
                .containsOnlyKeys("v", "sender", "worker_id", "pid", "nonce")
                .containsEntry("v", 2L)
                .containsEntry("sender", IDENTITY.senderId())
                .containsEntry("worker_id", "worker")
                .containsEntry("pid", ProcessHandle.current().pid());
    }

    @Test
    void nonceIsAnotherOneForEachConnection() throws IOException {
        Set<Object> nonces = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> helloAnswered("{\"v\":2,\"error\":\"busy\"}"))
                    .isInstanceOf(IOException.class);
            nonces.add(peer.next().get("nonce"));
            channel.close();
            peer.close();
        }
        assertThat(nonces).hasSize(3);
    }

    @Test
    void sameDriverGetsOnlyWhatItDoesNotHave() throws IOException {
        appendAndSend("one", "a");
        appendAndSend("two", "b");
        assertThat(hello(FIRST, FIRST, TOKEN, 1)).isEqualTo(FIRST);
        assertThat(buffer.unacknowledgedLines()).isEqualTo(1);
        assertThat(StandardCharsets.UTF_8.decode(buffer.poll()).toString())
                .contains("two")
                .doesNotContain("one");
    }

    @Test
    void anotherDriverGetsEverything() throws IOException {
        appendAndSend("one", "a");
        appendAndSend("two", "b");
        assertThat(hello(FIRST, SECOND, TOKEN, 1)).isEqualTo(SECOND);
        assertThat(buffer.unacknowledgedLines()).isEqualTo(2);
        assertThat(StandardCharsets.UTF_8.decode(buffer.poll()).toString()).contains("one", "two");
    }

    /** As where another program listens at the port of a driver that was killed. */
    @Test
    void driverThatDoesNotKnowTheTokenGetsNothingButTheHello() {
        appendAndSend("one", "a");
        assertThatThrownBy(() -> hello(null, FIRST, "a token that was guessed", 1))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("does not prove that it knows the token")
                .hasMessageNotContaining(TOKEN);
        assertThat(buffer.unacknowledgedLines()).isEqualTo(1);
        assertThat(peer.hasEnded()).isFalse();
    }

    @Test
    void rejectedTokenIsNotRepeatedInTheMessage() {
        assertThatThrownBy(() -> helloAnswered("{\"v\":2,\"error\":\"token\"}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("\"token\"")
                .hasMessageContaining("is another one")
                .hasMessageNotContaining(TOKEN);
    }

    @Test
    void busyDriverIsTriedAgainSoon() {
        assertThatThrownBy(() -> helloAnswered("{\"v\":2,\"error\":\"busy\"}"))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("too many connections");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void driverOfAnotherVersionIsTriedAgainLater(String version) {
        assertThatThrownBy(() -> helloAnswered("{\"v\":" + version + ",\"error\":\"version\"}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("\"version\"");
    }

    @Test
    void unknownErrorIsNotRepeatedInTheMessage() {
        assertThatThrownBy(() -> helloAnswered("{\"v\":2,\"error\":\"\\u001b[2J forged\"}"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("an error that is not of the protocol")
                .hasMessageNotContaining("forged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request", "[]", "{\"v\":2"})
    void anAnswerOfAnotherProtocolEndsTheConnection(String answer) {
        assertThatThrownBy(() -> helloAnswered(answer))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("something else than the protocol");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'v':1,'driver':'0123456789abcdef0123456789abcdef','acked':0}",
                "{'v':2,'driver':7,'nonce':[],'proof':null}",
                "{'v':2,'driver':'0123456789abcdef0123456789abcdef','nonce':'','proof':''}",
                "{'v':2,'driver':'0123456789abcdef|0123456789abcde','nonce':'0123456789abcdef0123456789abcdef','proof':''}",
                "{'v':2,'driver':'0123456789abcdef0123456789abcdef','nonce':'0123456789ABCDEF0123456789abcdef','proof':'x'}",
                "{'v':2,'driver':'0123456789abcdef0123456789abcdef','nonce':'0123456789abcdef0123456789abcdef','proof':1}",
                "{'v':2,'driver':'0123456789abcdef0123456789abcdef','nonce':'0123456789abcdef0123456789abcdef'}"
            })
    void answerWithoutAProofIsThatOfNoDriver(String answer) {
        assertThatThrownBy(() -> helloAnswered(ProtocolPeer.json(answer)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("does not prove");
    }

    /** The driver's proof is worth nothing where somebody has recorded it and sends it to another connection. */
    @Test
    void recordedProofProvesNothing() throws IOException {
        hello(null, FIRST, TOKEN, 0);
        String recorded = peer.lastSaidProof();
        channel.close();
        peer.close();
        assertThatThrownBy(() -> helloAnswered(recorded)).hasMessageContaining("does not prove");
    }

    @Test
    void acknowledgementOfABatchThatWasNeverSentShowsThatTheSenderIsTaken() throws IOException {
        appendAndSend("one", "a");
        assertThatThrownBy(() -> hello(null, FIRST, TOKEN, 2)).isInstanceOf(SenderTakenException.class);
        assertThat(buffer.unacknowledgedLines()).isEqualTo(1);
    }

    @Test
    void endlessAnswerEndsTheConnection() {
        assertThatThrownBy(() -> helloAnswered("x".repeat(70_000)))
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
        assertThatThrownBy(() -> connection.hello(IDENTITY, null))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("waiting for the answer to hello");
    }
}
