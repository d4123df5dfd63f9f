package io.github.log4jray.receiver;

import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static io.github.log4jray.testing.fakes.ProtocolPeer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.display.Screen;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that can't be read, and lines that are too long, cost nothing but themselves. */
class BadBatchTest {

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.on(screen);

    @AfterEach
    void stop() {
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'seq':2,'pid':1,'lines':['x']",
                "{'seq':2,'pid':1,'lines':['x']} {}",
                "no JSON",
                "[]",
                "{}",
                "{'seq':2,'lines':['x']}",
                "{'seq':2,'pid':null,'lines':['x']}",
                "{'seq':2,'pid':1.5,'lines':['x']}",
                "{'seq':2,'pid':{},'lines':['x']}",
                "{'seq':2,'pid':1}",
                "{'seq':2,'pid':1,'lines':null}",
                "{'seq':2,'pid':1,'lines':'x'}",
                "{'seq':2,'pid':1,'lines':['x',2]}",
                "{'seq':2,'pid':1,'lines':['x',null]}",
                "{'seq':2,'pid':1,'lines':[['x']]}",
                "{'seq':2,'pid':1,'ip':1,'lines':['x']}",
                "{'seq':2,'pid':1,'actor_name':['a'],'lines':['x']}",
                "{'seq':2,'pid':1,'lines':['\u0001']}"
            })
    void aMalformedBatchIsAcknowledgedAndSkipped(String malformed) throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "before"));
            worker.awaitAcked(1);
            worker.send(json(malformed));
            worker.awaitAcked(2);
            worker.send(batch(3, "after"));
            worker.awaitAcked(3);
        }
        assertThat(screen.lines()).containsExactly("(pid=45601) before", "(pid=45601) after");
    }

    @Test
    void unknownKeyMayHaveAnyValue() throws IOException {
        String deep = "[".repeat(40) + "]".repeat(40);
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(
                    json("{'seq':1,'pid':1,'deep':" + deep + ",'lines':['deep']}"),
                    json("{'seq':2,'pid':1,'long':" + "1".repeat(70) + ",'lines':['long']}"));
            worker.awaitAcked(2);
        }
        assertThat(screen.lines()).containsExactly("(pid=1) deep", "(pid=1) long");
    }

    @Test
    void blankLineTakesNoNumber() throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send("\r", batch(1, "first"));
            worker.awaitAcked(1);
        }
        assertThat(screen.lines()).containsExactly("(pid=45601) first");
    }

    @Test
    void malformedBatchesAreReportedOnceAndThenByCount() throws IOException {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (ProtocolPeer worker = receiver.numbering()) {
                worker.send("one", "two", "three");
                worker.awaitAcked(3);
            }
            await().until(() -> messages.containing(Level.WARN, "DriverConsole \"test\"", "can't be read")
                            .size()
                    == 1);
            receiver.close();
            assertThat(messages.containing(Level.WARN, "3 batches could not be read"))
                    .hasSize(1);
        }
    }

    @Test
    void lineOfTheLargestLengthIsShown() throws IOException {
        String text = text(Protocol.MAX_LINE);
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "before"), batch(2, text), batch(3, "after"));
            worker.awaitAcked(3);
        }
        assertThat(screen.lines().equals(List.of("(pid=45601) before", "(pid=45601) " + text, "(pid=45601) after")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100_000, 5_000_000})
    void lineThatIsTooLongIsSkippedAndAcknowledged(int more) throws IOException {
        try (ProtocolPeer worker = receiver.numbering()) {
            worker.send(batch(1, "before"), batch(2, text(Protocol.MAX_LINE + more)), batch(3, "after"));
            worker.awaitAcked(3);
        }
        assertThat(screen.lines()).containsExactly("(pid=45601) before", "(pid=45601) after");
    }

    /** @return a text such that its batch is a line of this length, its end included */
    private static String text(int lineLength) {
        int frame = batch(2, "").getBytes(StandardCharsets.UTF_8).length + 1;
        return "x".repeat(lineLength - frame);
    }
}
