package io.github.log4jray.progress;

import io.github.log4jray.context.ProcessIds;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the steps of a bar, and sends its states. Any thread may step; one thread at a time sends states, under the lock of
 * this object.
 *
 * <p>A state that a sink does not take is offered to it again, so the last state arrives in the end. An unchanged state is
 * repeated now and then: a driver that came later learns of the bar, and a driver that sees no connection learns that the
 * worker is alive.
 */
final class BarCounter implements Runnable {

    /** Between two states, but for the last one. */
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** Offers a state to the sinks. */
    interface Output {

        /**
         * @param line of the state
         * @param isLast whether no other state follows
         * @param taken by sink, the line that it has taken last; is kept up to date
         * @return whether all sinks have the line
         */
        boolean send(String line, boolean isLast, Map<Object, String> taken);
    }

    private final LongAdder steps = new LongAdder();
    private final String ip;
    private final String uuid;
    private final String unit;
    private final Output output;
    private final Map<Object, String> taken = new IdentityHashMap<>();
    private volatile int position;
    private volatile String description;
    private volatile Long total;
    private boolean sentBefore;
    private long sentAt;
    private long repeatedAt;

    /** The last state; null before the bar is closed. */
    private volatile String last;

    private volatile boolean finished;

    /**
     * @param ip of this node
     * @param uuid identifies the bar
     * @param description of the work
     * @param total of all steps; null if unknown
     * @param unit of a step
     * @param output takes the lines of the states
     */
    BarCounter(String ip, String uuid, String description, Long total, String unit, Output output) {
        this.ip = ip;
        this.uuid = uuid;
        this.description = description;
        this.total = total;
        this.unit = unit;
        this.output = output;
    }

    void step(long n) {
        steps.add(n);
    }

    /** @param row among the bars of the process, from 0 */
    void placeAt(int row) {
        position = row;
    }

    int position() {
        return position;
    }

    void describe(String newDescription) {
        description = newDescription;
    }

    void expect(Long newTotal) {
        total = newTotal;
    }

    /**
     * Sends the state to the sinks that do not have it, and to all if it was not repeated for long. Does nothing within a
     * second after the last call, unless the bar is closed.
     *
     * @param now in nanoseconds
     */
    synchronized void sendChange(long now) {
        boolean isLast = last != null;
        if (finished || sentBefore && !isLast && now - sentAt < INTERVAL_NANOS) {
            return;
        }
        sentAt = now;
        if (!sentBefore || now - repeatedAt >= REPEAT_NANOS) {
            sentBefore = true;
            repeatedAt = now;
            taken.clear();
        }
        boolean success = output.send(isLast ? last : line(false), isLast, taken);
        finished = isLast && success;
    }

    private String line(boolean closed) {
        return new ProgressState(steps.sum(), position, description, total, unit, ip, ProcessIds.pid(), uuid, closed)
                .line();
    }

    /** The bar has ended. Steps from now on are not shown. */
    void close() {
        synchronized (this) {
            if (last == null) {
                last = line(true);
            }
            sendChange(System.nanoTime());
        }
        OpenBars.closed(this);
    }

    /** @return whether no further state follows the last one, which may not yet be taken */
    boolean isClosed() {
        return last != null;
    }

    /** @return whether the last state was taken */
    boolean isFinished() {
        return finished;
    }

    /** Closes a bar that its user has lost. */
    @Override
    public void run() {
        close();
    }
}
