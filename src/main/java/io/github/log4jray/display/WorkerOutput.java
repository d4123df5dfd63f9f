package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;

/**
 * The way in which a driver prints and hands on the lines of its workers. A reconfiguration replaces it while the display
 * continues. Immutable.
 *
 * @param form how they are printed
 * @param splits whether lines of standard error go to standard error in the form {@link Form#JSON}; the plain form always
 *     does so
 * @param gate sees each line before it is deduplicated and printed; null for none
 */
public record WorkerOutput(Form form, boolean splits, Gate gate) {

    /** The attribute {@code workerFormat}. */
    public enum Form {
        /** As Ray's Python driver prints them. */
        PLAIN,
        /** One JSON object a line. */
        JSON,
        /** Not at all. */
        NONE
    }

    /** Sees the lines of workers. Called by the printing thread. */
    public interface Gate {
        /**
         * @param source the batch of the line
         * @param line without its end
         * @return whether the line is printed
         */
        boolean passes(Batch source, String line);

        /** No further line comes, but for those that are at the gate now. Any thread may call it. */
        default void end() {}
    }

    /** Ends its gate. */
    public void end() {
        if (gate != null) {
            gate.end();
        }
    }

    /** Prints all lines as Ray does. */
    public static final WorkerOutput PLAIN = new WorkerOutput(Form.PLAIN, true, null);
}
