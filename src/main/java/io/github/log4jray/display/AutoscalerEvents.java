package io.github.log4jray.display;

import java.util.ArrayList;
import java.util.List;

/**
 * Of the lines of Ray's autoscaler only events are shown, as Ray's Python driver does it (Ray 2.39 to 2.60,
 * {@code filter_autoscaler_events}): what follows {@code :event_summary:}. Used by one thread.
 */
final class AutoscalerEvents {

    /** The pid of its batches. */
    static final String PID = "autoscaler";

    private static final String EVENT = ":event_summary:";
    private static final String TIP =
            "Tip: use `ray status` to view detailed cluster status. To disable these messages,"
                    + " set RAY_SCHEDULER_EVENTS=0.";
    private static final long MINUTE = 60;
    private static final long HOUR = 3600;
    private static final long NANOS = 1_000_000_000;

    private final boolean wanted;
    private boolean tipGiven;

    /** @param wanted false where no events are to be shown */
    AutoscalerEvents(boolean wanted) {
        this.wanted = wanted;
    }

    /**
     * @param lines of the autoscaler
     * @return the events among them, and before the first event of all a tip
     */
    List<String> of(List<String> lines) {
        List<String> events = new ArrayList<>();
        for (String line : lines) {
            int at = wanted ? line.indexOf(EVENT) : -1;
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
     * @return such as {@code 1h2m3s}; a unit begins only when more than one of it has passed, as in Ray
     */
    static String age(long nanos) {
        long hours = Math.max(0, nanos - 1) / (HOUR * NANOS);
        long rest = nanos - hours * HOUR * NANOS;
        long minutes = Math.max(0, rest - 1) / (MINUTE * NANOS);
        long seconds = (rest - minutes * MINUTE * NANOS) / NANOS;
        return (hours > 0 ? hours + "h" : "") + (minutes > 0 ? minutes + "m" : "") + seconds + "s";
    }
}
