package io.github.log4jray.display;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.settings.Environment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How lines of workers are to be shown.
 *
 * @param nodeIp the driver's own
 * @param hasPrefix whether each has a prefix
 * @param hasEvents whether events of Ray's autoscaler are shown
 * @param prefixColors of prefixes on a terminal
 * @param hasColors whether there are any colours on a terminal, but for those that lines bring
 * @param folding of lines that several processes log alike
 * @param escapes whether what could forge a prefix or change a terminal is escaped; may change at any time
 */
public record DisplaySettings(
        String nodeIp,
        boolean hasPrefix,
        boolean hasEvents,
        PrefixColors prefixColors,
        boolean hasColors,
        DeduplicationRules folding,
        AtomicBoolean escapes) {

    /** @return those of Ray's variables in this process */
    public static DisplaySettings ofProcess() {
        return ofProcess(NodeIp.find(Environment.process()));
    }

    /**
     * @param nodeIp of the driver
     * @return those of Ray's variables in this process
     */
    public static DisplaySettings ofProcess(String nodeIp) {
        return new DisplaySettings(
                nodeIp,
                !Environment.process().isOn("RAY_DISABLE_WORKER_LOG_PREFIX", false),
                Environment.process().number("RAY_SCHEDULER_EVENTS", Long.MAX_VALUE, 1) != 0,
                PrefixColors.ofProcess(),
                Environment.process().variable("NO_COLOR") == null,
                DeduplicationRules.ofProcess(),
                new AtomicBoolean(true));
    }
}
