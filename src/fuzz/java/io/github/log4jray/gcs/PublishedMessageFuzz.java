package io.github.log4jray.gcs;

import java.io.IOException;

/** A message of a GCS is read, or it is malformed. */
public final class PublishedMessageFuzz {

    private PublishedMessageFuzz() {}

    /** @param bytes in the format of Protocol Buffers */
    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            PublishedMessage.of(new WireReader(bytes)).batch();
        } catch (IOException e) {
            // malformed
        }
    }
}
