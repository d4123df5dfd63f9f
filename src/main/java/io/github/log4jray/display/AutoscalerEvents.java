package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import java.util.List;

/**
 * Finds the events in the lines of Ray's autoscaler, as Ray's Python driver does (Ray 2.39 to 2.60,
 * {@code filter_autoscaler_events}). An event is the text after {@code :event_summary:}; the driver prints nothing else
 * of the autoscaler. Used by the printing thread.
 */
final class AutoscalerEvents {

    /** The pid of the autoscaler's batches, in the place of a number. */
    static final String PID = "autoscaler";

    private static final String EVENT = ":event_summary:";
    private static final String TIP =
            "Tip: use `ray status` to view detailed cluster status. To disable these messages,"
                    + " set RAY_SCHEDULER_EVENTS=0.";
    private static final long MINUTE = 60;
    private static final long HOUR = 3600;
    private static final long NANOS = 1_000_000_000;

    private final boolean enabled;
    private boolean tipGiven;

    /** The batch of which not all lines are printed, and the index of the next one. */
    private Batch current;

    private int next;

    /** @param enabled false where no events are printed */
    AutoscalerEvents(boolean enabled) {
        this.enabled = enabled;
    }

    /**
     * Prints the events of a batch, and before the very first one a tip. After a failure, a call with the same batch goes
     * on where it failed.
     *
     * @param batch with lines of the autoscaler
     * @param output prints them
     */
    void print(Batch batch, Deduplicator.Output output) {
        if (batch != current) {
            current = batch;
            next = 0;
        }
        List<String> lines = batch.lines();
        while (enabled && next < lines.size()) {
            String event = event(lines.get(next));
            if (event != null) {
                if (!tipGiven) {
                    output.print(batch, TIP, 0);
                    tipGiven = true;
                }
                output.print(batch, event, 0);
            }
            next++;
        }
        current = null;
    }

    private static String event(String line) {
        int at = line.indexOf(EVENT);
        if (at < 0) {
            return null;
        }
        int end = line.indexOf(EVENT, at + EVENT.length());
        return line.substring(at + EVENT.length(), end < 0 ? line.length() : end);
    }

    /**
     * @param nanos the age of the job
     * @return for example {@code 1h2m3s}; as in Ray, exactly 60 seconds are still {@code 60s}
     */
    static String age(long nanos) {
        long hours = Math.max(0, nanos - 1) / (HOUR * NANOS);
        long rest = nanos - hours * HOUR * NANOS;
        long minutes = Math.max(0, rest - 1) / (MINUTE * NANOS);
        long seconds = (rest - minutes * MINUTE * NANOS) / NANOS;
        return (hours > 0 ? hours + "h" : "") + (minutes > 0 ? minutes + "m" : "") + seconds + "s";
    }
}
