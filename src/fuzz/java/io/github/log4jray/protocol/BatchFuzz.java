package io.github.log4jray.protocol;

import io.github.log4jray.text.JsonReader;

/** A line of a worker is a batch, or it is refused. */
public final class BatchFuzz {

    private BatchFuzz() {}

    /** @param bytes a line that a peer has sent */
    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            Batch batch = Batch.of(JsonReader.object(bytes, 0, bytes.length));
            if (batch != null && (batch.pid() == null || batch.lines().contains(null) || batch.dropped() < 0)) {
                throw new AssertionError(batch);
            }
        } catch (JsonReader.MalformedJsonException e) {
            // refused
        }
    }
}
