package io.github.log4jray.display;

import java.util.ArrayList;
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

    /** @param enabled false where no events are printed */
    AutoscalerEvents(boolean enabled) {
        this.enabled = enabled;
    }

    /**
     * @param lines of the autoscaler
     * @return their events; before the very first event there is a tip
     */
    List<String> of(List<String> lines) {
        List<String> events = new ArrayList<>();
        for (String line : lines) {
            int at = enabled ? line.indexOf(EVENT) : -1;
            if (at >= 0) {
                if (!tipGiven) {
                    tipGiven = true;
                    events.add(TIP);
                }
                int next = line.indexOf(EVENT, at + EVENT.length());
                events.add(line.substring(at + EVENT.length(), next < 0 ? line.length() : next));
            }
        }
        return events;
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
