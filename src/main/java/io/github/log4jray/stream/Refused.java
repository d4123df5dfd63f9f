package io.github.log4jray.stream;

import java.io.IOException;

/** Says that a driver, or a Redis, answers and does not want this process: it makes no sense to ask again soon. */
public final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String answer) {
        this(answer, "");
    }

    /** @param hint goes behind the answer */
    Refused(String answer, String hint) {
        super("it answered \"" + answer + "\"" + hint);
    }
}
