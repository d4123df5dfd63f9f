package io.github.log4jray.stream;

import java.io.IOException;

/**
 * The driver has acknowledged batches that this sender has never sent: another process that knows the token uses the id of
 * this sender. The sender goes on under another id, because the driver would take its next batches for repeats.
 */
final class SenderTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    SenderTakenException() {
        super("another process has sent lines under the id of this sender, which goes on under a new one");
    }
}
