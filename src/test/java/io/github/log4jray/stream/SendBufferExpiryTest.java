package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.text.RenderBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What becomes of lines that wait for a driver longer than {@code maxWaitMillis}. */
final class SendBufferExpiryTest {

    private static final byte[] HEAD = "{\"lines\":[".getBytes(StandardCharsets.US_ASCII);
    private static final int SIZE = 64 * 1024;
    private static final long MAX_WAIT = 1000;

    private long nanos = Long.MAX_VALUE - 5;

    private final SendBuffer buffer = new SendBuffer(
            new BufferLimits(SIZE, false, 0, MAX_WAIT),
            isErr -> HEAD,
            () -> Path.of("worker.out"),
            () -> {},
            () -> nanos);

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private AppendOutcome append(String text) {
        try (RenderBuffer event = RenderBuffer.take()) {
            event.text().append(text);
            BatchLineEncoder.encode(event, () -> null);
            return buffer.append(false, null, null, event);
        }
    }

    /** A driver comes and takes everything. */
    private String connectAndSend() {
        buffer.rewind();
        StringBuilder sent = new StringBuilder();
        for (ByteBuffer out = buffer.poll(); out != null; out = buffer.poll()) {
            buffer.sent(out.remaining());
            sent.append(StandardCharsets.UTF_8.decode(out));
        }
        return sent.toString();
    }

    @Test
    void lineThatHasNotWaitedTooLongIsSent() {
        append("one");
        pass(MAX_WAIT);
        assertThat(connectAndSend()).contains("[\"one\"]").doesNotContain("dropped");
    }

    @Test
    void expiredLinesAreCountedInTheirPlace() {
        append("one\ntwo");
        pass(MAX_WAIT);
        append("three");
        pass(MAX_WAIT / 2);
        append("four");
        assertThat(connectAndSend())
                .containsSubsequence("\"dropped\":2,\"file\":\"worker.out\"", "\"seq\":1}", "[\"three\"", "\"four\"")
                .doesNotContain("\"one\"", "\"two\"");
        assertThat(buffer.counts().droppedLines()).isEqualTo(2);
        assertThat(buffer.unacknowledgedLines()).isEqualTo(4);
        buffer.acknowledged(3);
        assertThat(buffer.isAcknowledged()).isTrue();
        assertThat(buffer.counts().sentLines()).isEqualTo(2);
    }

    @Test
    void linesThatExpireOneAfterTheOtherAreOneCount() {
        for (int i = 0; i < 10; i++) {
            append("line " + i);
            pass(MAX_WAIT);
            buffer.expire();
        }
        pass(MAX_WAIT);
        append("last");
        assertThat(connectAndSend()).containsOnlyOnce("\"dropped\"").contains("\"dropped\":10,", "[\"last\"]");
        assertThat(buffer.counts().droppedLines()).isEqualTo(10);
    }

    @Test
    void expiredLinesMakeRoomForNewOnes() {
        int accepted = 0;
        while (append("old " + "x".repeat(1000)) == AppendOutcome.ACCEPTED) {
            accepted++;
        }
        pass(2 * MAX_WAIT);
        assertThat(append("new")).isEqualTo(AppendOutcome.ACCEPTED);
        String sent = connectAndSend();
        assertThat(sent).contains("[\"new\"]").doesNotContain("old");
        assertThat(Pattern.compile("\"dropped\":(\\d+)")
                        .matcher(sent)
                        .results()
                        .mapToInt(result -> Integer.parseInt(result.group(1)))
                        .sum())
                .isEqualTo(accepted + 1);
        assertThat(buffer.counts().heldBytes()).isLessThanOrEqualTo(SIZE);
    }

    @Test
    void lineOfALongBatchExpiresAtMostAnEighthTooLate() {
        for (int i = 0; i < 40; i++) {
            append("line " + i);
            pass(MAX_WAIT / 20);
        }
        String sent = connectAndSend();
        assertThat(sent).contains("\"line 20\"", "\"line 39\"").doesNotContain("\"line 14\"");
    }

    @Test
    void linesDoNotExpireWhileThereIsAConnection() {
        append("one");
        buffer.rewind();
        pass(10 * MAX_WAIT);
        buffer.expire();
        assertThat(StandardCharsets.UTF_8.decode(buffer.poll()).toString()).contains("\"one\"");
        buffer.disconnected();
        buffer.expire();
        assertThat(buffer.counts().droppedLines()).isEqualTo(1);
    }

    @Test
    void sameDriverThatHasTheExpiredLinesDoesNotGetTheirCount() {
        append("one");
        connectAndSend();
        buffer.disconnected();
        pass(10 * MAX_WAIT);
        buffer.expire();
        append("two");
        buffer.acknowledged(1);
        assertThat(connectAndSend()).contains("[\"two\"]").doesNotContain("dropped");
    }
}
