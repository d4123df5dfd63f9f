package io.github.log4jray.session;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The events that come to one appender while the JVM ends, and whether more of them are expected: hooks of the application
 * may still log, and a queue in front of the appender may still hold events. Thread-safe.
 *
 * <p>An event that is within the appender is noticed as long as it is there, however long that takes. Before the JVM
 * ends, events are noticed only behind a queue: its one thread may be within an event when the end begins, and without
 * a queue each event of the application's threads would pay for it.
 */
final class JvmEndEvents {

    /** Hooks run in no order: the last event of an application's hook was so long ago. */
    static final long QUIET_NANOS = 100_000_000;

    private final LongSupplier nanoTime;

    /** Events that are within the appender. Never below 0. */
    private final AtomicInteger within = new AtomicInteger();

    private final AtomicLong older = new AtomicLong();
    private volatile boolean behindQueue;
    private volatile boolean ending;
    private volatile long last;

    /** When the JVM began to end, since 1970. */
    private volatile long endMillis;

    /** @param nanoTime as {@link System#nanoTime} */
    JvmEndEvents(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param newBehindQueue whether a queue is in front of the appender */
    void behindQueue(boolean newBehindQueue) {
        behindQueue = newBehindQueue;
    }

    /** @param millis the time at which the JVM begins to end, since 1970 */
    void begin(long millis) {
        last = nanoTime.getAsLong();
        endMillis = millis;
        ending = true;
    }

    /** @return whether {@link #enter} and {@link #leave} are to be called for an event that comes now */
    boolean areNoticed() {
        return ending || behindQueue;
    }

    /** @param millis the time at which the event was logged, since 1970 */
    void enter(long millis) {
        mark(millis);
        within.incrementAndGet();
    }

    /**
     * Ignores an exhausted stack: the appender has handed the event over. A wait then takes all its time.
     *
     * @param millis as given to {@link #enter}
     */
    void leave(long millis) {
        try {
            mark(millis);
            within.decrementAndGet();
        } catch (StackOverflowError e) {
            // nothing is called here, as any call might fail too
        }
    }

    private void mark(long millis) {
        if (ending) {
            last = nanoTime.getAsLong();
            if (millis <= endMillis) {
                older.incrementAndGet();
            }
        }
    }

    /** @return whether no event is within the appender, and none has been there for a while */
    boolean areOver() {
        return within.get() == 0 && nanoTime.getAsLong() - last >= QUIET_NANOS;
    }

    /** @return a number that changes with each event that was logged before the JVM began to end */
    long older() {
        return older.get();
    }
}
