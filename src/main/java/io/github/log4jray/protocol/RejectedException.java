package io.github.log4jray.protocol;

import java.io.IOException;

/** Says that a driver, or a Redis, answers and does not want this process: it makes no sense to ask again soon. */
public final class RejectedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param answer of the peer */
    public RejectedException(String answer) {
        this(answer, "");
    }

    /**
     * @param answer of the peer
     * @param hint follows the answer in the message
     */
    public RejectedException(String answer, String hint) {
        super("it answered \"" + answer + "\"" + hint);
    }
}
