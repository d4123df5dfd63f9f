package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How lines become batches. */
final class BatchWriterTest {

    private static final byte[] OUT = "{\"is_err\":false,\"lines\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERR = "{\"is_err\":true,\"lines\":[".getBytes(StandardCharsets.US_ASCII);

    private final BatchWriter writer = new BatchWriter(System::nanoTime);
    private final BufferSegment segment = new BufferSegment(256 * 1024);

    private void add(byte[] header, String actor, String task, String text) {
        try (RenderBuffer event = RenderBuffer.take()) {
            event.text().append(text);
            BatchLineEncoder.encode(event, () -> null);
            int before = segment.used + writer.reserved();
            int length = event.bytes().length();
            int most = length + BatchWriter.overhead(header, actor, task, length);
            writer.add(segment, header, actor, task, event);
            assertThat(segment.used + writer.reserved() - before)
                    .as("no more than was announced")
                    .isLessThanOrEqualTo(most);
        }
    }

    private List<String> batches() {
        writer.close();
        String all = new String(segment.bytes, 0, segment.end(), StandardCharsets.UTF_8);
        return new ArrayList<>(List.of(all.split("\n")));
    }

    @Test
    void linesOfOneKindShareABatch() {
        add(OUT, null, null, "one");
        add(OUT, null, null, "two\nthree");
        assertThat(writer.lines()).isEqualTo(3);
        assertThat(batches())
                .containsExactly("{\"is_err\":false,\"lines\":[\"one\",\"two\",\"three\"],"
                        + "\"actor_name\":null,\"task_name\":null,\"seq\":1}");
        assertThat(segment.waitingLines()).isEqualTo(3);
    }

    @Test
    void anotherStreamActorOrTaskBeginsABatch() {
        add(OUT, null, null, "one");
        add(ERR, null, null, "two");
        add(ERR, "actor", null, "three");
        add(ERR, "actor", "task", "four");
        add(ERR, "actor", "task", "five");
        assertThat(batches())
                .hasSize(4)
                .last()
                .asString()
                .contains("[\"four\",\"five\"]", "\"actor_name\":\"actor\"", "\"task_name\":\"task\"", "\"seq\":4}");
    }

    @Test
    void largeEventTakesSeveralBatches() {
        String line = "x".repeat(20_000);
        add(OUT, null, null, String.join("\n", line, line, line));
        assertThat(batches()).hasSize(3).allMatch(batch -> batch.contains("[\"" + line + "\"]"));
    }

    @Test
    void lostLinesAreABatchOfTheirOwn() {
        add(OUT, null, null, "one");
        byte[] file = new Utf8Buffer().addJson("worker.out").toByteArray();
        writer.addLoss(segment, ERR, 7, file);
        add(OUT, null, null, "two");
        assertThat(batches())
                .hasSize(3)
                .element(1)
                .isEqualTo("{\"is_err\":true,\"lines\":[],\"actor_name\":null,\"task_name\":null,"
                        + "\"dropped\":7,\"file\":\"worker.out\",\"seq\":2}");
        assertThat(segment.waitingLosses()).isEqualTo(7);
        assertThat(segment.waitingLines()).isEqualTo(2);
    }
}
