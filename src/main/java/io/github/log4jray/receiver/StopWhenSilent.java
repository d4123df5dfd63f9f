package io.github.log4jray.receiver;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a receiver ends: after the request to stop it reads on until its sockets have been silent for 200 ms, at most until
 * the deadline. Used by the receiver's thread; any thread may request the stop.
 */
final class StopWhenSilent {

    private static final Duration TICK_AT_STOP = Duration.ofMillis(20);
    private static final Duration SILENCE = Duration.ofMillis(200);

    private final LongSupplier nanoTime;
    private volatile boolean requested;
    private volatile long deadline;
    private boolean begun;
    private long lastInput;

    /**
     * The sockets were silent for {@link #SILENCE}, and still are. The time alone is not enough, as this thread may not have
     * run.
     */
    private boolean silent;

    /** @param nanoTime the clock */
    StopWhenSilent(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastInput = nanoTime.getAsLong();
    }

    /** @param timeout how long the receiver may still read and print */
    void request(Duration timeout) {
        deadline = nanoTime.getAsLong() + timeout.toNanos();
        requested = true;
    }

    boolean isRequested() {
        return requested;
    }

    /** @return whether this is the first call; then the silence begins anew */
    boolean begins() {
        boolean first = !begun;
        if (first) {
            begun = true;
            mustListenOn();
        }
        return first;
    }

    /**
     * @param usual how long the receiver waits for input
     * @return how long it waits now
     */
    Duration tick(Duration usual) {
        return requested ? TICK_AT_STOP : usual;
    }

    /** Input has come. */
    void heard() {
        lastInput = nanoTime.getAsLong();
    }

    /**
     * The receiver has asked its sockets.
     *
     * @param nothing whether there was no input
     * @param since when it has begun to ask, by the clock
     */
    void selected(boolean nothing, long since) {
        silent = nothing && since - lastInput > SILENCE.toNanos();
    }

    /** The sockets must be silent from now on. */
    void mustListenOn() {
        heard();
        silent = false;
    }

    /**
     * @param isHeldUp whether there is input that was not read
     * @return whether the sockets are silent, or no time is left
     */
    boolean isOver(boolean isHeldUp) {
        return silent && !isHeldUp || nanoTime.getAsLong() - deadline >= 0;
    }

    /** @return how much time is left until the deadline; zero for none */
    Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, deadline - nanoTime.getAsLong()));
    }
}
