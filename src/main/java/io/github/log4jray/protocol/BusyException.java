package io.github.log4jray.protocol;

import java.io.IOException;

/** The driver has too many workers. The next attempt may succeed, and there may be thousands who make one. */
public final class BusyException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Has the message that users see. */
    public BusyException() {
        this("it is busy: it has too many connections");
    }

    /** @param message names the drivers that are busy */
    public BusyException(String message) {
        super(message);
    }
}
