package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Deduplicates lines that several processes log, as Ray does (Ray 2.39 to 2.60, {@code LogDeduplicator}). Two lines are
 * equal if they have the same {@link DedupKey}.
 *
 * <ul>
 *   <li>The first line of a key is printed and begins a window of time.
 *   <li>Within the window, equal lines of other processes are counted. Repeats of the first process are printed, until
 *       another process has logged an equal line. Repeats of Ray's {@code raylet} are always counted.
 *   <li>At the end of the window, the last counted line is printed with the count, and the next window begins. A single
 *       counted line is printed unchanged, and no window begins.
 * </ul>
 *
 * <p>Unlike Ray it remembers a limited amount: beyond {@link #CAPACITY} the oldest windows end early. There is one for
 * each standard stream, used by the printing thread. The caller hands the time in.
 */
final class Deduplicator {

    /** How much is remembered, in characters of keys and lines; each key adds {@value #KEY_COST}. */
    static final long CAPACITY = 4L << 20;

    static final int KEY_COST = 128;

    /** Prints lines. */
    interface Output {
        /**
         * @param source has the names and the stream of the line
         * @param line as it was received
         * @param repeats how many equal lines this one stands for; 0 for itself alone
         */
        void print(Batch source, String line, long repeats);
    }

    /** Identifies a window. */
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

    /** The window of one key, with the lines that it has counted. */
    private static final class Window extends Key {
        private final String first;
        private final String ip;
        private final String pid;
        private final long firstCost;
        private long since;
        private boolean shared;
        private long count;
        private Batch lastSource;
        private String lastLine;

        Window(long hash, String first, Batch source, long now) {
            this.hash = hash;
            this.first = first;
            this.ip = source.ip();
            this.pid = source.pid();
            this.firstCost = KEY_COST + first.length() + length(ip) + length(pid);
            this.since = now;
        }

        /** Whether a line of this process is counted: another process has logged an equal line too. */
        boolean counts(Batch source) {
            return shared || isOther(source) || source.pid().equals(BatchFormat.RAYLET);
        }

        private boolean isOther(Batch source) {
            return !source.pid().equals(pid) || !Objects.equals(source.ip(), ip);
        }

        long cost() {
            return count == 0 ? firstCost : firstCost + lastLine.length() + length(lastSource);
        }

        /** The names may be of any length. */
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

        void print(Output output) {
            if (count > 0) {
                output.print(lastSource, lastLine, count == 1 ? 0 : count);
            }
        }
    }

    private final DeduplicationRules rules;
    private final DedupKey dedupKey = new DedupKey();
    private final Key key = new Key();

    /** The oldest window first. */
    private final Map<Key, Window> windows = new LinkedHashMap<>();

    private long cost;

    /** How many windows have counted a line. */
    private int counting;

    Deduplicator(DeduplicationRules rules) {
        this.rules = rules;
    }

    /**
     * @param batch with lines of one process
     * @param now the time, in nanoseconds; it never decreases
     * @param output prints the lines of the batch that are not counted, and then those of windows that have ended
     */
    void deduplicate(Batch batch, long now, Output output) {
        Batch head = null;
        for (String line : batch.lines()) {
            if (DeduplicationRules.isProgressBar(line)) {
                continue;
            }
            if (!rules.enabled() || rules.allowed().test(line)) {
                output.print(batch, line, 0);
                continue;
            }
            if (rules.skipped().test(line)) {
                continue;
            }
            Window window = windowThatCounts(batch, line, now);
            if (window == null) {
                output.print(batch, line, 0);
            } else {
                head = head == null ? batch.withoutLines() : head;
                count(window, head, line);
            }
        }
        endWindows(now, output);
    }

    /** Returns the window that counts the line; null where the line is printed, and then it may have begun a window. */
    private Window windowThatCounts(Batch batch, String line, long now) {
        key.hash = dedupKey.hash(line);
        if (key.hash == 0) {
            return null;
        }
        Window window = windows.get(key);
        if (window == null) {
            Window begun = new Window(key.hash, line, batch, now);
            windows.put(begun, begun);
            cost += begun.cost();
            return null;
        }
        // A line that only shares the hash is printed.
        return window.counts(batch) && dedupKey.of(window.first).equals(dedupKey.of(line)) ? window : null;
    }

    private void count(Window window, Batch source, String line) {
        cost -= window.cost();
        counting += window.count == 0 ? 1 : 0;
        window.count(source, line);
        cost += window.cost();
    }

    /**
     * @param now the time, in nanoseconds
     * @param output prints the counted lines of windows that have ended
     */
    void endWindows(long now, Output output) {
        while (!windows.isEmpty()) {
            Iterator<Window> oldest = windows.values().iterator();
            Window ended = oldest.next();
            boolean full = cost > CAPACITY;
            if (!full && now - ended.since < rules.windowNanos()) {
                return;
            }
            oldest.remove();
            cost -= ended.cost();
            counting -= ended.count == 0 ? 0 : 1;
            ended.print(output);
            if (ended.count > 1 && !full) {
                ended.beginAgain(now);
                windows.put(ended, ended);
                cost += ended.cost();
            }
        }
    }

    /**
     * @param now the time, in nanoseconds
     * @return how long it takes until the next window ends; {@link Long#MAX_VALUE} where no window has counted a line
     */
    long nanosToNextEnd(long now) {
        if (counting == 0) {
            return Long.MAX_VALUE;
        }
        return rules.windowNanos() - (now - windows.values().iterator().next().since);
    }

    /** Prints all counted lines and forgets all windows, as at a stop. */
    void end(Output output) {
        windows.values().forEach(each -> each.print(output));
        windows.clear();
        cost = 0;
        counting = 0;
    }
}
