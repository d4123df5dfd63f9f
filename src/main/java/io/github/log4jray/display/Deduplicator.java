package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Shows a line that several processes log alike once, and then how often it came again, as Ray does (Ray 2.39 to 2.60,
 * {@code LogDeduplicator}). Alike are lines of one {@link DedupKey}. The first of them is shown and begins a window
 * of time; what other processes, or Ray's {@code raylet}, log within it is counted. When the window ends, several are
 * shown as the last of them with their number, and the next window begins; a single one is shown as it is. Lines of one
 * process alone are all shown.
 *
 * <p>Unlike Ray it remembers a limited amount of patterns: beyond it the windows of the oldest end early. One for each
 * stream; used by one thread.
 */
final class Deduplicator {

    /** How much is remembered, in characters of patterns and lines; a pattern counts {@value #PATTERN_COST} more. */
    static final long CAPACITY = 4L << 20;

    static final int PATTERN_COST = 128;

    /** Takes what is to be shown. */
    interface Output {
        /**
         * @param source has the names and the stream of the line
         * @param line as it came
         * @param repeats how many lines like it this one stands for; 0 for itself alone
         */
        void show(Batch source, String line, long repeats);
    }

    /** Finds lines of one pattern. */
    private static class Key {
        long hash;

        @Override
        public final boolean equals(Object other) {
            return other instanceof Key key && key.hash == hash;
        }

        @Override
        public final int hashCode() {
            return Long.hashCode(hash);
        }
    }

    /** Lines of one pattern. */
    private static final class Recent extends Key {
        private final String first;
        private final String ip;
        private final String pid;
        private final long firstCost;
        private long since;
        private boolean shared;
        private long count;
        private Batch lastSource;
        private String lastLine;

        Recent(long hash, String first, Batch source, long now) {
            this.hash = hash;
            this.first = first;
            this.ip = source.ip();
            this.pid = source.pid();
            this.firstCost = PATTERN_COST + first.length() + length(ip) + length(pid);
            this.since = now;
        }

        /** Whether such a line of this process is counted: another one has logged such lines too. */
        boolean counts(Batch source) {
            return shared || isOther(source) || source.pid().equals(BatchFormat.RAYLET);
        }

        private boolean isOther(Batch source) {
            return !source.pid().equals(pid) || !Objects.equals(source.ip(), ip);
        }

        long cost() {
            return count == 0 ? firstCost : firstCost + lastLine.length() + length(lastSource);
        }

        /** Of the names: they may be of any length. */
        private static long length(Batch source) {
            return length(source.ip())
                    + length(source.pid())
                    + length(source.job())
                    + length(source.actorName())
                    + length(source.taskName());
        }

        private static long length(String text) {
            return text == null ? 0 : text.length();
        }

        void count(Batch source, String line) {
            count++;
            shared |= isOther(source);
            lastSource = source;
            lastLine = line;
        }

        void beginAgain(long now) {
            since = now;
            count = 0;
            lastSource = null;
            lastLine = null;
        }

        void show(Output output) {
            if (count > 0) {
                output.show(lastSource, lastLine, count == 1 ? 0 : count);
            }
        }
    }

    private final DeduplicationRules rules;
    private final DedupKey pattern = new DedupKey();
    private final Key key = new Key();

    /** The oldest window first. */
    private final Map<Key, Recent> recent = new LinkedHashMap<>();

    private long cost;
    private int counting;

    Deduplicator(DeduplicationRules rules) {
        this.rules = rules;
    }

    /**
     * @param batch with lines of one process
     * @param now the time, in nanoseconds; it never falls
     * @param output takes those that are to be shown now, and then what windows that have ended hold
     */
    void fold(Batch batch, long now, Output output) {
        Batch head = null;
        for (String line : batch.lines()) {
            if (DeduplicationRules.isProgressBar(line)) {
                continue;
            }
            if (!rules.folds() || rules.allowed().test(line)) {
                output.show(batch, line, 0);
                continue;
            }
            if (rules.skipped().test(line)) {
                continue;
            }
            Recent counts = countedBy(batch, line, now);
            if (counts == null) {
                output.show(batch, line, 0);
            } else {
                head = head == null ? batch.withoutLines() : head;
                count(counts, head, line);
            }
        }
        endWindows(now, output);
    }

    /** What counts the line; null where the line is shown. */
    private Recent countedBy(Batch batch, String line, long now) {
        key.hash = pattern.hash(line);
        if (key.hash == 0) {
            return null;
        }
        Recent known = recent.get(key);
        if (known == null) {
            Recent first = new Recent(key.hash, line, batch, now);
            recent.put(first, first);
            cost += first.cost();
            return null;
        }
        // a line that only shares the hash is shown
        return known.counts(batch) && pattern.of(known.first).equals(pattern.of(line)) ? known : null;
    }

    private void count(Recent known, Batch source, String line) {
        cost -= known.cost();
        counting += known.count == 0 ? 1 : 0;
        known.count(source, line);
        cost += known.cost();
    }

    /**
     * @param now the time, in nanoseconds
     * @param output takes what windows that have ended hold
     */
    void endWindows(long now, Output output) {
        while (!recent.isEmpty()) {
            Iterator<Recent> oldest = recent.values().iterator();
            Recent ended = oldest.next();
            boolean full = cost > CAPACITY;
            if (!full && now - ended.since < rules.windowNanos()) {
                return;
            }
            oldest.remove();
            cost -= ended.cost();
            counting -= ended.count == 0 ? 0 : 1;
            ended.show(output);
            if (ended.count > 1 && !full) {
                ended.beginAgain(now);
                recent.put(ended, ended);
                cost += ended.cost();
            }
        }
    }

    /**
     * @param now the time, in nanoseconds
     * @return how long it takes until a window ends that may hold something; {@link Long#MAX_VALUE} where nothing is
     *     held
     */
    long nanosToNextEnd(long now) {
        if (counting == 0) {
            return Long.MAX_VALUE;
        }
        return rules.windowNanos() - (now - recent.values().iterator().next().since);
    }

    /** Shows all that is held and forgets everything, as at a stop. */
    void end(Output output) {
        recent.values().forEach(each -> each.show(output));
        recent.clear();
        cost = 0;
        counting = 0;
    }
}
