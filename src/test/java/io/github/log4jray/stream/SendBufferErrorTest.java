package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.text.RenderBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** After an Error in any of its calls the buffer goes on, and its numbers are right. */
final class SendBufferErrorTest {

    private static final byte[] HEAD = "{\"lines\":[".getBytes(StandardCharsets.US_ASCII);
    private static final int SIZE = 2 * 1024;
    private static final int RUNS = 300;

    /** Throws an Error at every nth call of something that the buffer calls. */
    private int every;

    private int calls;
    private int accepted;
    private int attempted;
    private int notCounted;
    private final StringBuilder sent = new StringBuilder();

    private final SendBuffer buffer = new SendBuffer(
            new BufferLimits(SIZE, false, 0, 0),
            isErr -> {
                fail();
                return HEAD;
            },
            () -> {
                fail();
                return Path.of("worker.out");
            },
            this::fail,
            () -> {
                fail();
                return System.nanoTime();
            });

    private void fail() {
        if (every > 0 && ++calls % every == 0) {
            throw new OutOfMemoryError("test");
        }
    }

    private void append(RenderBuffer event) {
        attempted++;
        boolean entered = false;
        try {
            AppendOutcome outcome = buffer.append(false, null, calls % 3 == 0 ? "task" : null, event);
            entered = true;
            accepted += outcome == AppendOutcome.ACCEPTED ? 1 : 0;
        } finally {
            notCounted += entered ? 0 : 1;
        }
    }

    private void send() {
        for (ByteBuffer out = buffer.poll(); out != null; out = buffer.poll()) {
            buffer.sent(out.remaining());
            sent.append(StandardCharsets.UTF_8.decode(out));
        }
        buffer.acknowledged(Long.MAX_VALUE);
    }

    private Stream<MatchResult> all(String expression) {
        return Pattern.compile(expression).matcher(sent).results();
    }

    /** Every batch is whole, numbered without gaps, and all lines are there or counted. */
    private void assertNothingIsMissing() {
        send();
        assertThat(sent.toString().lines())
                .allMatch(batch -> batch.matches("\\{\"lines\":\\[(\"line\",?)*],"
                        + "\"actor_name\":null,\"task_name\":(null|\"task\")"
                        + "(,\"dropped\":\\d+,\"file\":\"worker.out\")?,\"seq\":\\d+}"));
        long[] seqs = all("\"seq\":(\\d+)")
                .mapToLong(result -> Long.parseLong(result.group(1)))
                .toArray();
        for (int i = 0; i < seqs.length; i++) {
            assertThat(seqs[i]).isEqualTo(i + 1L);
        }
        long dropped = all("\"dropped\":(\\d+)")
                .mapToLong(result -> Long.parseLong(result.group(1)))
                .sum();
        assertThat(all("\"line\"")).hasSize(accepted);
        assertThat(accepted + dropped).isEqualTo(attempted - notCounted);
        assertThat(buffer.counts().droppedLines()).isEqualTo(dropped);
        assertThat(buffer.counts().sentLines()).isEqualTo(accepted);
        assertThat(buffer.counts().heldBytes()).isBetween(0L, (long) SIZE);
        assertThat(buffer.isAcknowledged()).isTrue();
    }

    private static RenderBuffer line() {
        RenderBuffer event = RenderBuffer.take();
        event.text().append("line");
        BatchLineEncoder.encode(event, () -> null);
        return event;
    }

    @Test
    void errorOfAnyCollaboratorAtAnyCallLosesOneEvent() {
        try (RenderBuffer event = line()) {
            for (int n = 1; n < RUNS; n++) {
                every = n;
                for (int i = 0; i < n + 50; i++) {
                    append(event);
                }
                every = 0;
                send();
            }
        }
        assertThat(notCounted).isZero();
        assertNothingIsMissing();
    }

    @Test
    void noDepthOfTheStackBreaksTheBuffer() throws Exception {
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(null, this::appendAtEveryDepth, "deep", 256 * 1024L + i * 1000);
            threads[i].start();
            threads[i].join(TimeUnit.MINUTES.toMillis(2));
            assertThat(threads[i].isAlive()).as("hangs").isFalse();
            send();
        }
        try (RenderBuffer event = line()) {
            append(event);
        }
        assertNothingIsMissing();
    }

    private void appendAtEveryDepth() {
        try (RenderBuffer event = line()) {
            for (int i = 0; i < 20; i++) {
                try {
                    appendDeeper(event);
                } catch (StackOverflowError e) {
                    // as often before
                }
            }
        }
    }

    private void appendDeeper(RenderBuffer event) {
        try {
            appendDeeper(event);
        } finally {
            append(event);
        }
    }
}
