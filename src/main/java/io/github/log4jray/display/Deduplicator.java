package io.github.log4jray.display;

import io.github.log4jray.progress.ProgressState;
import io.github.log4jray.protocol.Batch;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** The batch of which not all lines are handled, and the index of the next one. */
    private Batch current;

    private int next;

    /** The next line is to be printed. */
    private boolean printing;

    /** The current batch without its lines, for the windows that have counted one. */
    private Batch head;

    /** How many windows have counted a line. */
    private int counting;

    Deduplicator(DeduplicationRules rules) {
        this.rules = rules;
    }

    /**
     * Prints the lines of a batch that are not counted, and then those of windows that have ended. After a failure of the
     * output, a call with the same batch goes on where it failed.
     *
     * @param batch with lines of one process
     * @param now the time, in nanoseconds; it never decreases
     * @param output prints lines
     */
    void deduplicate(Batch batch, long now, Output output) {
        if (batch != current) {
            current = batch;
            next = 0;
            head = null;
            printing = false;
        }
        List<String> lines = batch.lines();
        while (next < lines.size()) {
            String line = lines.get(next);
            printing = printing || isPrinted(batch, line, now);
            if (printing) {
                output.print(batch, line, 0);
                printing = false;
            }
            next++;
        }
        endWindows(now, output);
        current = null;
        head = null;
    }

    /** Decides about a line. One that is not printed is ignored, or is counted here. */
    private boolean isPrinted(Batch batch, String line, long now) {
        if (!rules.enabled() || ProgressState.isIn(line) || rules.allowed().test(line)) {
            return true;
        }
        if (rules.skipped().test(line)) {
            return false;
        }
        try {
            Window window = windowThatCounts(batch, line, now);
            if (window != null) {
                head = head == null ? batch.withoutLines() : head;
                count(window, head, line);
            }
            return window == null;
        } catch (OutOfMemoryError e) {
            // The line can't be compared with others now.
            return true;
        }
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
            begin(begun);
            return null;
        }
        // A line that only shares the hash is printed.
        return window.counts(batch) && dedupKey.of(window.first).equals(dedupKey.of(line)) ? window : null;
    }

    private void begin(Window window) {
        try {
            windows.put(window, window);
        } finally {
            // Without memory for a larger table, the window is in the old one.
            cost += windows.containsKey(window) ? window.cost() : 0;
        }
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
            ended.print(output);
            oldest.remove();
            cost -= ended.cost();
            counting -= ended.count == 0 ? 0 : 1;
            if (ended.count > 1 && !full) {
                ended.beginAgain(now);
                begin(ended);
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
        for (Iterator<Window> all = windows.values().iterator(); all.hasNext(); ) {
            all.next().print(output);
            all.remove();
        }
        cost = 0;
        counting = 0;
    }

    /**
     * Forgets the rest of a batch, which can't be printed.
     *
     * @param batch of which no further line is printed
     * @return how many lines these are
     */
    long abandon(Batch batch) {
        long left = batch.lines().size() - (batch == current ? next : 0);
        current = null;
        return left;
    }

    /**
     * Forgets all windows, which can't be printed.
     *
     * @return how many lines they have counted
     */
    long abandonWindows() {
        long left = 0;
        for (Window window : windows.values()) {
            left += window.count;
        }
        windows.clear();
        cost = 0;
        counting = 0;
        return left;
    }
}
