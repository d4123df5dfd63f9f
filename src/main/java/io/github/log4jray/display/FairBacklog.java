package io.github.log4jray.display;

import io.github.log4jray.display.BatchQueue.Entry;
import java.util.HashMap;
import java.util.Map;

/**
 * More batches than the printing thread takes at once, by their sources. It takes from all sources in turn, by the cost of
 * the batches, so that busy sources get equal shares of a display that is too slow for them, and one with few lines waits
 * for no more than a turn of the others. Batches of one source stay in their order. For the printing thread.
 *
 * <p>A lack of memory loses nothing: a call that has failed is made again.
 */
final class FairBacklog {

    /** The cost that a source may print in its turn. A source with larger batches saves up several turns. */
    private static final long QUANTUM = 4 << 10;

    /** The batches of one source. Those that have any are a circle. */
    private static final class Lane {
        private Entry first;
        private Entry last;
        private long credit;
        private Lane next;
    }

    private final Map<Display.Source, Lane> lanes = new HashMap<>();

    /** The lane before the one whose turn it is; null for none. */
    private Lane before;

    /** Were added, and are not in a lane yet. */
    private Entry unsorted;

    private Entry lastUnsorted;

    boolean isEmpty() {
        return before == null && unsorted == null;
    }

    /** @param chain of batches, in the order of their offers; may be null */
    void add(Entry chain) {
        if (chain == null) {
            return;
        }
        if (unsorted == null) {
            unsorted = chain;
        } else {
            lastUnsorted.next = chain;
        }
        Entry last = chain;
        while (last.next != null) {
            last = last.next;
        }
        lastUnsorted = last;
    }

    /**
     * @param cost of the batches that are wanted
     * @return these, or few more, as a chain; null for none
     */
    Entry take(long cost) {
        sort();
        Entry first = null;
        Entry last = null;
        for (long left = cost; left > 0 && before != null; ) {
            Lane lane = before.next;
            lane.credit += QUANTUM;
            while (lane.first != null && lane.first.cost <= lane.credit && left > 0) {
                Entry entry = lane.first;
                lane.first = entry.next;
                entry.next = null;
                lane.credit -= entry.cost;
                left -= entry.cost;
                if (first == null) {
                    first = entry;
                } else {
                    last.next = entry;
                }
                last = entry;
            }
            endTurn(lane, left > 0);
        }
        return first;
    }

    /** The next lane has its turn. One without batches leaves the circle, and its map, without an allocation. */
    private void endTurn(Lane lane, boolean whole) {
        if (lane.first == null) {
            lanes.remove(lane.last.source);
            before.next = lane.next;
            before = lane.next == lane ? null : before;
        } else {
            lane.credit -= whole ? 0 : QUANTUM;
            before = whole ? lane : before;
        }
    }

    private void sort() {
        while (unsorted != null) {
            Entry entry = unsorted;
            Lane lane = lanes.get(entry.source);
            if (lane == null) {
                lane = new Lane();
                lanes.put(entry.source, lane);
            }
            unsorted = entry.next;
            entry.next = null;
            if (lane.first == null) {
                lane.first = entry;
                join(lane);
            } else {
                lane.last.next = entry;
            }
            lane.last = entry;
        }
        lastUnsorted = null;
    }

    /** Its turn is after those of all others. */
    private void join(Lane lane) {
        if (before == null) {
            lane.next = lane;
        } else {
            lane.next = before.next;
            before.next = lane;
        }
        before = lane;
    }
}
