package io.github.log4jray.display;

import io.github.log4jray.settings.Environment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How the driver shows lines of workers.
 *
 * @param nodeIp the driver's own
 * @param hasPrefix whether each line has a prefix
 * @param hasEvents whether events of Ray's autoscaler are shown
 * @param prefixColors the colours of prefixes on a terminal
 * @param hasColors whether a terminal gets colours of ours; those that lines bring stay in any case
 * @param deduplication the rules for lines that several processes log
 * @param hasBars whether progress bars are shown
 * @param escapes whether characters are escaped that could forge a prefix or change a terminal; may change at any time
 */
public record DisplaySettings(
        String nodeIp,
        boolean hasPrefix,
        boolean hasEvents,
        PrefixColors prefixColors,
        boolean hasColors,
        DeduplicationRules deduplication,
        boolean hasBars,
        AtomicBoolean escapes) {

    /**
     * @param environment has Ray's variables
     * @param nodeIp the driver's own
     * @return the settings of these variables; lines are escaped
     */
    public static DisplaySettings of(Environment environment, String nodeIp) {
        return new DisplaySettings(
                nodeIp,
                !environment.isOn("RAY_DISABLE_WORKER_LOG_PREFIX", false),
                environment.number("RAY_SCHEDULER_EVENTS", Long.MAX_VALUE, 1) != 0,
                PrefixColors.of(environment),
                environment.variable("NO_COLOR") == null,
                DeduplicationRules.of(environment),
                environment.isOn("RAY_PROGRESS_BARS", true),
                new AtomicBoolean(true));
    }
}
