package io.github.log4jray.protocol;

import java.io.IOException;

/** The driver has too many workers. A later attempt may succeed, but thousands of workers may try again at the same time. */
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
