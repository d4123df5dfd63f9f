package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Environment;

/**
 * The colours in which Ray's Python driver prints prefixes (Ray 2.39 to 2.60, {@code print_worker_logs}). Variable
 * {@code RAY_COLOR_PREFIX} selects: {@code 1} one of six colours by pid, {@code 0} none, anything else or unset the same
 * colour for all workers.
 */
enum PrefixColors {
    /** No colour. */
    NONE,

    /** The same colour for all workers. */
    SAME,

    /** One of six colours, selected by pid. */
    BY_PID;

    /** Begins the colour of a count of repeats, whatever colour the prefix has. */
    static final String REPEATS = "\u001b[32m";

    /** Ends a colour. */
    static final String END = "\u001b[0m";

    private static final String CYAN = "\u001b[36m";
    private static final String YELLOW = "\u001b[33m";
    private static final String[] PID_COLORS = {
        "\u001b[35m", CYAN, "\u001b[32m", "\u001b[90m", "\u001b[94m", "\u001b[95m",
    };

    /**
     * @param environment has the variable
     * @return the colours that it selects
     */
    static PrefixColors of(Environment environment) {
        String value = environment.text("RAY_COLOR_PREFIX");
        return "0".equals(value) ? NONE : "1".equals(value) ? BY_PID : SAME;
    }

    /**
     * @param source the batch of the line
     * @param line as it was received
     * @return the sequence that begins the colour of its prefix; null for none
     */
    String begin(Batch source, String line) {
        if (this == NONE) {
            return null;
        }
        switch (source.pid()) {
            case BatchFormat.RAYLET:
                return line.contains(BatchFormat.INFO_MESSAGE) ? beginForPid(source.pid()) : YELLOW;
            case AutoscalerEvents.PID:
                return line.contains("Error:") || line.contains("Warning:") ? YELLOW : CYAN;
            default:
                return beginForPid(source.pid());
        }
    }

    private String beginForPid(String pid) {
        if (this == SAME) {
            return CYAN;
        }
        long number;
        try {
            number = Long.parseLong(pid.strip());
        } catch (NumberFormatException e) {
            number = 0;
        }
        return PID_COLORS[Math.floorMod(number, PID_COLORS.length)];
    }
}
