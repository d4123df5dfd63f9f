package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.Batch;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchQueueTest {

    private static int accepted(String name) {
        Batch batch = new Batch("10.0.0.5", "1", null, false, Collections.nCopies(1000, ""), name, null, 0, null);
        BatchQueue queue = new BatchQueue();
        int accepted = 0;
        while (queue.offer(batch, null, 0)) {
            accepted++;
        }
        return accepted;
    }

    @Test
    void whatABatchHasWithoutLinesHasItsCost() {
        Batch loss = new Batch(
                "i".repeat(200), "1", "j".repeat(200), false, List.of(), "a".repeat(200), null, 1, "f".repeat(4096));
        BatchQueue queue = new BatchQueue();
        int accepted = 0;
        while (queue.offer(loss, null, 0)) {
            accepted++;
        }
        assertThat(accepted).isBetween(100, (4 << 20) / 4696);
    }

    /** One name stands before each of thousands of lines. */
    @Test
    void nameBeforeEachLineHasItsCost() {
        assertThat(accepted(null)).isGreaterThan(50);
        assertThat(accepted("n".repeat(200))).isLessThan(accepted(null) / 3);
    }
}
