package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Environment;

/**
 * In which colour Ray's Python driver prints a prefix (Ray 2.39 to 2.60, {@code print_worker_logs}), as
 * {@code RAY_COLOR_PREFIX} says: {@code 1} one of six by the pid, {@code 0} none, else the same for all workers.
 */
enum PrefixColors {
    /** Colours nothing. */
    NONE,

    /** The same for all workers. */
    SAME,

    /** By the pid. */
    BY_PID;

    /** Of a count of repeats, whatever the prefix has. */
    static final String REPEATS = "\u001b[32m";

    /** Ends a colour. */
    static final String END = "\u001b[0m";

    private static final String CYAN = "\u001b[36m";
    private static final String YELLOW = "\u001b[33m";
    private static final String[] OF_PIDS = {
        "\u001b[35m", CYAN, "\u001b[32m", "\u001b[90m", "\u001b[94m", "\u001b[95m",
    };

    /** @return those of the system property or environment variable */
    static PrefixColors ofProcess() {
        String value = Environment.process().text("RAY_COLOR_PREFIX");
        return "0".equals(value) ? NONE : "1".equals(value) ? BY_PID : SAME;
    }

    /**
     * @param source of the line
     * @param line as it came
     * @return the sequence that begins the colour; null for none
     */
    String of(Batch source, String line) {
        if (this == NONE) {
            return null;
        }
        switch (source.pid()) {
            case BatchFormat.RAYLET:
                return line.contains(BatchFormat.INFO_MESSAGE) ? ofPid(source.pid()) : YELLOW;
            case AutoscalerEvents.PID:
                return line.contains("Error:") || line.contains("Warning:") ? YELLOW : CYAN;
            default:
                return ofPid(source.pid());
        }
    }

    private String ofPid(String pid) {
        if (this == SAME) {
            return CYAN;
        }
        long number;
        try {
            number = Long.parseLong(pid.strip());
        } catch (NumberFormatException e) {
            number = 0;
        }
        return OF_PIDS[Math.floorMod(number, OF_PIDS.length)];
    }
}
