package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.text.RenderBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What fits, what is dropped, when the sender is woken, and what it may forget. */
class SendBufferTest {

    private static final byte[] HEAD = "{\"lines\":[".getBytes(StandardCharsets.US_ASCII);

    private volatile int woken;
    private static final int SIZE = 64 * 1024;
    private static final String LARGE = "x".repeat(1000);

    private SendBuffer buffer = buffer(false, 0);

    private SendBuffer buffer(boolean block, long blockMillis) {
        BufferLimits limits = new BufferLimits(SIZE, block, blockMillis, 0);
        return new SendBuffer(limits, isErr -> HEAD, () -> Path.of("worker.out"), () -> woken++, System::nanoTime);
    }

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

    /** Appends numbered lines until one is dropped. */
    private int fill() {
        int accepted = 0;
        while (buffer.counts().droppedLines() == 0) {
            append(accepted + " " + LARGE);
            accepted++;
        }
        return accepted - 1;
    }

    /** Sends everything. */
    private String sendAll() {
        StringBuilder sent = new StringBuilder();
        for (ByteBuffer out = buffer.poll(); out != null; out = buffer.poll()) {
            buffer.sent(out.remaining());
            sent.append(StandardCharsets.UTF_8.decode(out));
        }
        return sent.toString();
    }

    /** The numbers of the lines that {@link #fill} has appended, as they were sent. */
    private static List<Integer> numbers(String sent) {
        return Pattern.compile("\"(\\d+) x")
                .matcher(sent)
                .results()
                .map(result -> Integer.valueOf(result.group(1)))
                .toList();
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
    void acknowledgementOfMoreThanWasSentLosesNothing() {
        append("first");
        send();
        append("second");
        append("third", "of a task");
        buffer.acknowledged(Long.MAX_VALUE);
        buffer.rewind();
        assertThat(StandardCharsets.UTF_8.decode(buffer.poll()).toString()).contains("[\"second\"]");
    }

    @Test
    void linesAreSentInTheirOrderAndBatchesNumberedWithoutGaps() {
        int accepted = fill();
        String sent = sendAll();
        assertThat(numbers(sent))
                .containsExactlyElementsOf(IntStream.range(0, accepted).boxed().toList());
        List<Long> seqs = Pattern.compile("\"seq\":(\\d+)}\n")
                .matcher(sent)
                .results()
                .map(result -> Long.valueOf(result.group(1)))
                .toList();
        assertThat(seqs)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, seqs.size()).boxed().toList());
    }

    @Test
    void fullBufferTakesNoMoreMemoryThanItMayAndDropsTheNewestLines() {
        int accepted = fill();
        append("too many " + LARGE);
        BufferCounts counts = buffer.counts();
        assertThat(counts.heldBytes()).isLessThanOrEqualTo(SIZE);
        assertThat(counts.waitingLines()).isEqualTo(accepted);
        assertThat(counts.droppedLines()).isEqualTo(2);
        assertThat(buffer.unacknowledgedLines()).isEqualTo(accepted + 2);
    }

    @Test
    void numberOfDroppedLinesIsSentInTheirPlace() {
        fill();
        append("dropped too " + LARGE);
        String sent = sendAll();
        buffer.acknowledged(Long.MAX_VALUE);
        append("after");
        sent += sendAll();
        assertThat(sent).containsSubsequence("[\"0 x", "\"dropped\":2,\"file\":\"worker.out\"", "[\"after\"]");
        buffer.acknowledged(Long.MAX_VALUE);
        assertThat(buffer.isAcknowledged()).isTrue();
        assertThat(buffer.counts().droppedLines()).isEqualTo(2);
    }

    @Test
    void eventLargerThanTheBufferIsDroppedAtOnce() {
        buffer = buffer(true, Long.MAX_VALUE / 1_000_000);
        buffer.driverKnown(true);
        append("x".repeat(SIZE));
        assertThat(buffer.counts().droppedLines()).isEqualTo(1);
        append("small");
        assertThat(sendAll()).contains("small");
    }

    @Test
    void blockWaitsForAnAcknowledgement() {
        int accepted = fill();
        buffer = buffer(true, TimeUnit.MINUTES.toMillis(10));
        buffer.driverKnown(true);
        for (int i = 0; i < accepted; i++) {
            append(i + " " + LARGE);
        }
        CompletableFuture<Void> blocked = CompletableFuture.runAsync(() -> append(accepted + " " + LARGE));
        String sent = sendAll();
        assertThat(numbers(sent)).hasSize(accepted);
        assertThat(blocked).isNotDone();
        buffer.acknowledged(Long.MAX_VALUE);
        blocked.join();
        assertThat(numbers(sendAll())).containsExactly(accepted);
        assertThat(buffer.counts().droppedLines()).isZero();
    }

    @Test
    void blockDoesNotWaitWithoutADriver() {
        buffer = buffer(true, TimeUnit.MINUTES.toMillis(10));
        assertThat(fill()).isPositive();
    }

    @Test
    void afterAWaitInVainNobodyWaitsUntilTheNextAcknowledgement() {
        buffer = buffer(true, 1);
        buffer.driverKnown(true);
        fill();
        buffer.configure(new BufferLimits(SIZE, true, TimeUnit.MINUTES.toMillis(10), 0));
        append("not waited for " + LARGE);
        assertThat(buffer.counts().droppedLines()).isEqualTo(2);
        sendAll();
        buffer.acknowledged(Long.MAX_VALUE);
        append("fits");
        assertThat(sendAll()).contains("fits");
    }

    @Test
    void endOfAppendsReleasesThoseThatWait() {
        int accepted = fill();
        buffer = buffer(true, TimeUnit.MINUTES.toMillis(10));
        buffer.driverKnown(true);
        for (int i = 0; i < accepted; i++) {
            append(i + " " + LARGE);
        }
        CompletableFuture<Void> blocked = CompletableFuture.runAsync(() -> append("waits " + LARGE));
        buffer.closeForAppends();
        blocked.join();
        append("later");
        assertThat(buffer.counts().droppedLines()).isEqualTo(2);
        assertThat(numbers(sendAll())).hasSize(accepted);
    }

    @Test
    void countsAddUp() {
        append("one");
        append("two");
        sendAll();
        append("three");
        buffer.acknowledged(1);
        BufferCounts counts = buffer.counts();
        assertThat(counts.sentLines()).isEqualTo(2);
        assertThat(counts.sentBytes()).isPositive();
        assertThat(counts.waitingLines()).isEqualTo(1);
        assertThat(buffer.unacknowledgedLines()).isEqualTo(1);
    }

    @Test
    void anotherDriverGetsAllThatWasNotAcknowledgedAgain() {
        append("one");
        sendAll();
        append("two", "of a task");
        append("three");
        sendAll();
        buffer.acknowledged(1);
        buffer.rewind();
        assertThat(sendAll()).doesNotContain("one").containsSubsequence("two", "three");
    }
}
