package io.github.log4jray.display;

import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.protocol.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows the lines of one batch to the gate, each once: after an Error, a call with the same batch goes on where it failed.
 * States of progress bars pass unseen. Used by the printing thread.
 */
final class GatedBatch {

    private Batch batch;

    /** How many lines have come to the gate. */
    private int shown;

    private List<String> lines;

    /** What is left of the batch; null before its last line has come to the gate. */
    private Batch passed;

    /**
     * @param next the batch
     * @param gate sees its lines; null for none
     * @return the batch with those lines that pass
     */
    Batch passed(Batch next, WorkerOutput.Gate gate) {
        if (gate == null) {
            return next;
        }
        if (batch != next) {
            passed = null;
            lines = new ArrayList<>(next.lines().size());
            shown = 0;
            batch = next;
        }
        List<String> all = next.lines();
        while (shown < all.size()) {
            String line = all.get(shown);
            boolean passes = ProgressState.isIn(line) || gate.passes(next, line);
            shown++;
            if (passes) {
                lines.add(line);
            }
        }
        if (passed == null) {
            passed = lines.size() == all.size() ? next : next.withLines(lines);
        }
        return passed;
    }

    /**
     * @param other a batch
     * @param gate sees its lines; null for none
     * @return the batch with the lines that have passed; null if not all have come to the gate
     */
    Batch known(Batch other, WorkerOutput.Gate gate) {
        if (gate == null) {
            return other;
        }
        return batch == other ? passed : null;
    }
}
