package io.github.log4jray.display;

import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.settings.ReportOnce;
import io.github.log4jray.text.TerminalEscaper;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The progress bars that are not closed, grouped by ip and process id and ordered as in Ray: groups by their first bar,
 * bars of a group by their position. Their number is bounded. Used by the printing thread.
 */
final class Bars {

    /** How many bars one process may have, and all together. */
    static final int MOST_OF_PROCESS = 100;

    static final int MOST = 1_000;

    private static final Comparator<Bar> BY_POSITION = Comparator.comparingLong(Bar::position);

    private final String nodeIp;
    private final LongPredicate isAlive;
    private final Map<String, Map<String, Bar>> groups = new LinkedHashMap<>();

    /**
     * @param nodeIp the driver's own
     * @param isAlive whether this host has a process of this id
     */
    Bars(String nodeIp, LongPredicate isAlive) {
        this.isAlive = isAlive;
        this.nodeIp = nodeIp;
    }

    /**
     * @param state of a bar, which may be new
     * @param source brings it
     * @param now in nanoseconds
     * @return the bar in this state; null where there are too many bars
     */
    Bar apply(ProgressState state, Display.Source source, long now) {
        String process = state.pid() + "@" + state.ip();
        if (isFull(process) && !isKnown(process, state.uuid())) {
            removeIf(Bar::isHidden);
        }
        Map<String, Bar> group = groups.getOrDefault(process, Map.of());
        Bar bar = group.get(state.uuid());
        if (bar != null) {
            bar.update(state, now);
        } else if (state.closed() || !isFull(process)) {
            // A process that this host does not know may live in a container, or elsewhere.
            boolean watched = nodeIp.equals(state.ip()) && isAlive.test(state.pid());
            bar = new Bar(prefix(state, source), watched, source, state, now);
        } else {
            reportTooMany();
            return null;
        }
        if (!state.closed()) {
            groups.computeIfAbsent(process, key -> new LinkedHashMap<>()).put(state.uuid(), bar);
        } else if (!group.isEmpty()) {
            group.remove(state.uuid());
            if (group.isEmpty()) {
                groups.remove(process);
            }
        }
        return bar;
    }

    private boolean isFull(String process) {
        return groups.getOrDefault(process, Map.of()).size() >= MOST_OF_PROCESS || size() >= MOST;
    }

    private boolean isKnown(String process, String uuid) {
        return groups.getOrDefault(process, Map.of()).containsKey(uuid);
    }

    /**
     * Removes the bars of processes that were seen on this host and have ended, and hides those whose workers are perhaps
     * gone.
     *
     * @param now in nanoseconds
     * @return whether there were any
     */
    boolean removeDead(long now) {
        boolean removed = removeIf(bar -> bar.isWatched() && !isAlive.test(bar.pid()));
        boolean anyHidden = false;
        for (Map<String, Bar> group : groups.values()) {
            for (Bar bar : group.values()) {
                anyHidden |= bar.hideIfLost(now);
            }
        }
        return removed || anyHidden;
    }

    private boolean removeIf(Predicate<Bar> condition) {
        boolean removed = false;
        for (Map<String, Bar> group : groups.values()) {
            removed |= group.values().removeIf(condition);
        }
        groups.values().removeIf(Map::isEmpty);
        return removed;
    }

    void clear() {
        groups.clear();
    }

    /** @return whether none is shown */
    boolean isEmpty() {
        return inOrder().isEmpty();
    }

    private int size() {
        return groups.values().stream().mapToInt(Map::size).sum();
    }

    private static void reportTooMany() {
        if (ReportOnce.TOO_MANY_BARS.first()) {
            StatusLogger.getLogger()
                    .warn(
                            "log4j-ray: too many progress bars (expected at most {} of a process, {} in all);"
                                    + " the others are not shown",
                            MOST_OF_PROCESS,
                            MOST);
        }
    }

    /** Only the way that a state has come by tells that it is the driver's own: a worker can write any process id. */
    private String prefix(ProgressState state, Display.Source source) {
        if (source == Display.OWN) {
            return "";
        }
        boolean here = nodeIp.equals(state.ip());
        String where = here || state.ip() == null ? "" : ", ip=" + TerminalEscaper.of(state.ip());
        return "(pid=" + state.pid() + where + ") ";
    }

    /** @return the bars that are shown, in the order in which they are drawn */
    List<Bar> inOrder() {
        return groups.values().stream()
                .flatMap(group ->
                        group.values().stream().filter(bar -> !bar.isHidden()).sorted(BY_POSITION))
                .toList();
    }
}
