package io.github.log4jray.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.Batch;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingBatchesTest {

    private static final int CAPACITY = 4 << 20;

    private static int accepted(Batch batch) {
        PendingBatches pending = new PendingBatches(Duration.ofMinutes(1));
        int accepted = 0;
        while (!pending.isFull()) {
            pending.add(WorkerProcess.of(batch), batch);
            accepted++;
        }
        return accepted;
    }

    @Test
    void namesOfABatchHaveTheirCost() {
        Batch named =
                new Batch("10.0.0.5", "1", "", false, List.of(), "a".repeat(200), "t".repeat(200), 1, "f".repeat(4096));
        assertThat(accepted(named)).isBetween(100, CAPACITY / 4496 + 1);
    }

    @Test
    void linesHaveTheirCost() {
        Batch lines = new Batch("10.0.0.5", "1", "", false, Collections.nCopies(1000, "x"), null, null, 0, null);
        assertThat(accepted(lines)).isBetween(10, CAPACITY / 65_000 + 1);
    }
}
