package io.github.log4jray.protocol;

import io.github.log4jray.text.TerminalEscaper;
import java.io.IOException;

/**
 * The other side (driver, Redis or GCS) rejects this process, or the settings of this process do not allow to ask it. To
 * try again soon is pointless.
 */
public final class RejectedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message the reason
     * @param cause may be null
     */
    public RejectedException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * @param answer of the other side
     * @param hint follows the answer in the message; empty for none
     * @return the exception for this answer
     */
    public static RejectedException answered(String answer, String hint) {
        return new RejectedException("it answered \"" + TerminalEscaper.of(answer) + "\"" + hint, null);
    }
}
