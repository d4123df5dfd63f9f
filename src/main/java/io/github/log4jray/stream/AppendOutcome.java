package io.github.log4jray.stream;

/** The fate of an event that was appended to a {@link SendBuffer}. */
enum AppendOutcome {

    /** It waits to be sent. */
    ACCEPTED(null),

    /** The buffer is full, and the thread waits for room. Callers of the buffer do not see this. */
    WAITING(null),

    /** The event was dropped: the buffer is full. */
    NO_ROOM("the buffer is full"),

    /** The event was dropped: it is larger than the buffer. */
    TOO_LARGE("the event is larger than the buffer"),

    /** The event was dropped: the buffer takes no more events. */
    STOPPED("the stream is stopped"),

    /** The event was dropped: an {@link Error} occurred. */
    FAILED("the event can't be buffered");

    private final String problem;

    AppendOutcome(String problem) {
        this.problem = problem;
    }

    /** @return why the event was dropped, for messages; null if it was not */
    String problem() {
        return problem;
    }
}
