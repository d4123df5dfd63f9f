package io.github.log4jray.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Up to where the batches of each sender of a stream were shown. Finds repeats by their numbers, and missing lines by the
 * number of lines that a sender has sent before a batch. For one thread.
 */
final class StreamPositions {

    /**
     * The last batch of a sender.
     *
     * @param seq its number
     * @param lines how many lines the sender had sent with it
     */
    record Position(long seq, long lines) {

        /**
         * @param text as {@link #toString} writes it
         * @return the position; null where the text is none
         */
        static Position parse(String text) {
            int space = text.indexOf(' ');
            long seq = space < 0 ? -1 : StreamEntry.number(text.substring(0, space));
            long lines = space < 0 ? -1 : StreamEntry.number(text.substring(space + 1));
            return seq < 0 || lines < 0 ? null : new Position(seq, lines);
        }

        @Override
        public String toString() {
            return seq + " " + lines;
        }
    }

    private final Map<String, Position> positions = new HashMap<>();

    /** When the position of each sender was last put, merged or listed as a silent one. */
    private final Map<String, Long> times = new HashMap<>();

    private final LongSupplier nanoTime;

    StreamPositions() {
        this(System::nanoTime);
    }

    /** @param nanoTime the clock */
    StreamPositions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * @param sender of batches
     * @param seq of one of them
     * @return whether this batch or a later one was shown
     */
    boolean isRepeat(String sender, long seq) {
        Position position = positions.get(sender);
        return position != null && seq <= position.seq;
    }

    /**
     * @param sender of a batch
     * @param lines how many it has sent up to some place
     * @param shown how many of its lines were shown, for a sender of whom nothing is known here
     * @return how many lines are missing up to this place
     */
    long missing(String sender, long lines, long shown) {
        Position position = positions.get(sender);
        return Math.max(0, lines - (position == null ? shown : position.lines));
    }

    /**
     * @param sender of a batch that is shown
     * @param position of the batch
     */
    void put(String sender, Position position) {
        positions.put(sender, position);
        times.put(sender, nanoTime.getAsLong());
    }

    /** @param sender is not known from now on */
    void remove(String sender) {
        positions.remove(sender);
        times.remove(sender);
    }

    /**
     * @param time how long nothing was heard of a sender
     * @param most how many to return
     * @return senders; the next call returns other ones
     */
    List<String> silent(Duration time, int most) {
        long now = nanoTime.getAsLong();
        List<String> senders = times.entrySet().stream()
                .filter(entry -> now - entry.getValue() >= time.toNanos())
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
        senders.forEach(sender -> times.put(sender, now));
        return senders;
    }

    /**
     * Another driver may have shown more.
     *
     * @param sender of batches
     * @param position up to where they were shown; null where that can't be read
     */
    void merge(String sender, Position position) {
        if (position != null && !isRepeat(sender, position.seq)) {
            put(sender, position);
        }
    }

    /** @return a copy of all positions */
    Map<String, Position> all() {
        return new LinkedHashMap<>(positions);
    }
}
