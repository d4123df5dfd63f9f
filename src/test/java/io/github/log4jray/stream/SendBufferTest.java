package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.text.RenderBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** When the sender is woken, and what it may forget. */
class SendBufferTest {

    private static final byte[] HEAD = "{\"lines\":[".getBytes(StandardCharsets.US_ASCII);

    private int woken;
    private final SendBuffer buffer =
            new SendBuffer(new SendBuffer.Limits(64 * 1024, false, 0), isErr -> HEAD, () -> null, () -> woken++);

    private void append(String text) {
        append(text, null);
    }

    private void append(String text, String task) {
        try (RenderBuffer event = RenderBuffer.take()) {
            event.text().append(text);
            BatchLineEncoder.encode(event, () -> null);
            buffer.append(false, null, task, event);
        }
    }

    private void send() {
        ByteBuffer out = buffer.poll();
        buffer.sent(out.remaining());
    }

    @Test
    void linesGatherWithoutAWakeUpUntilASegmentIsFull() {
        append("first");
        send();
        assertLinesGather();
    }

    /** As with a Redis, which answers before the next lines gather. */
    @Test
    void linesGatherAlsoWhereAllWasAcknowledged() {
        append("first");
        send();
        buffer.acknowledged(Long.MAX_VALUE);
        assertLinesGather();
    }

    private void assertLinesGather() {
        assertThat(buffer.gather()).isTrue();
        int before = woken;
        append("second");
        assertThat(woken).isEqualTo(before);
        append("x".repeat(8 * 1024));
        assertThat(woken).isEqualTo(before + 1);
    }

    @Test
    void anAcknowledgementOfMoreThanWasSentLosesNothing() {
        append("first");
        send();
        append("second");
        append("third", "of a task");
        buffer.acknowledged(Long.MAX_VALUE);
        buffer.rewind();
        assertThat(StandardCharsets.UTF_8.decode(buffer.poll()).toString()).contains("[\"second\"]");
    }
}
