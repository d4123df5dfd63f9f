package io.github.log4jray.progress;

import io.github.log4jray.context.ProcessIds;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * What a bar counts, and its way out. Any thread may step; states are sent by one thread at a time, under the lock of
 * this object.
 */
final class BarCounter implements Runnable {

    private final LongAdder steps = new LongAdder();
    private final String ip;
    private final String uuid;
    private final String unit;
    private final Consumer<String> output;
    private volatile int position;
    private volatile String description;
    private volatile Long total;
    private String sent;
    private boolean closed;

    /**
     * @param ip of this node
     * @param uuid identifies the bar
     * @param description of the work
     * @param total of all steps; null if unknown
     * @param unit of a step
     * @param output takes the lines of the states
     */
    BarCounter(String ip, String uuid, String description, Long total, String unit, Consumer<String> output) {
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

    /** Sends the state if it has changed. */
    void sendChange() {
        send(false);
    }

    private synchronized void send(boolean last) {
        if (closed) {
            return;
        }
        closed = last;
        String line = new ProgressState(
                        steps.sum(), position, description, total, unit, ip, ProcessIds.pid(), uuid, last)
                .line();
        if (!line.equals(sent)) {
            sent = line;
            output.accept(line);
        }
    }

    void close() {
        OpenBars.remove(this);
        send(true);
    }

    /** Closes a bar that its user has lost. */
    @Override
    public void run() {
        close();
    }
}
