package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;

/**
 * The deduplicators of a display: one for each standard stream, and one for JSON, which deduplicates only where a user has
 * demanded it. Used by the printing thread.
 */
final class Deduplicators {

    private final Deduplicator out;
    private final Deduplicator err;
    private final Deduplicator json;

    /** @param rules for lines that are not JSON */
    Deduplicators(DeduplicationRules rules) {
        this.out = new Deduplicator(rules);
        this.err = new Deduplicator(rules);
        this.json = new Deduplicator(rules.forJson());
    }

    /**
     * @param batch has lines for one of the streams
     * @param form in which they are printed
     * @return the deduplicator of that stream and form
     */
    Deduplicator of(Batch batch, WorkerOutput.Form form) {
        if (form == WorkerOutput.Form.JSON) {
            return json;
        }
        return batch.isErr() ? err : out;
    }

    /** @return as {@link Deduplicator#nanosToNextEnd}, for all of them */
    long nanosToNextEnd(long now) {
        return Math.min(Math.min(out.nanosToNextEnd(now), err.nanosToNextEnd(now)), json.nanosToNextEnd(now));
    }

    /** As {@link Deduplicator#endWindows}, for all of them. */
    void endWindows(long now, Deduplicator.Output output) {
        out.endWindows(now, output);
        err.endWindows(now, output);
        json.endWindows(now, output);
    }

    /** As {@link Deduplicator#end}, for all of them. */
    void end(Deduplicator.Output output) {
        out.end(output);
        err.end(output);
        json.end(output);
    }

    /** @return as {@link Deduplicator#abandonWindows}, for all of them */
    long abandonWindows() {
        return out.abandonWindows() + err.abandonWindows() + json.abandonWindows();
    }
}
