package io.github.log4jray.settings;

/**
 * Decides when a fault that may repeat is reported: the first occurrence at once, the further ones by their number. The
 * caller writes the messages. Thread-safe.
 *
 * <pre>{@code
 * if (malformed.occurred()) {
 *     LOGGER.warn("A message can't be read; further ones are counted");
 * }
 * …
 * if (malformed.takeUnreported() > 0) {
 *     LOGGER.warn("{} messages could not be read", malformed.total());
 * }
 * }</pre>
 *
 * <p>A fault that lasts, for example a full disk, is reported once until {@link #ended()}: {@link #begins()} says when,
 * and {@link #count} counts its losses.
 */
public final class RepeatedFault {

    private boolean present;
    private long total;
    private long reported;

    /** @return true if the caller must report this occurrence: it is the first one, or the first after {@link #ended} */
    public boolean occurred() {
        return occurred(1);
    }

    /**
     * @param occurrences how many more there are
     * @return true if the caller must report these, as {@link #occurred()} says
     */
    public synchronized boolean occurred(long occurrences) {
        total += occurrences;
        boolean first = begins();
        if (first) {
            reported += occurrences;
        }
        return first;
    }

    /**
     * Counts occurrences which only {@link #takeUnreported} reports, also the first ones.
     *
     * @param occurrences how many more there are
     */
    public synchronized void count(long occurrences) {
        total += occurrences;
    }

    /** @return true for the first caller after the construction or after {@link #ended} */
    public synchronized boolean begins() {
        boolean first = !present;
        present = true;
        return first;
    }

    /**
     * The fault is over: the next occurrence is a first one again. The numbers stay.
     *
     * @return whether the fault was present
     */
    public synchronized boolean ended() {
        boolean was = present;
        present = false;
        return was;
    }

    /** @return whether the fault has occurred, or has begun, and has not ended */
    public synchronized boolean isPresent() {
        return present;
    }

    /** @return how many occurrences there were */
    public synchronized long total() {
        return total;
    }

    /** @return how many occurrences were not reported yet; from now on they are */
    public synchronized long takeUnreported() {
        long unreported = total - reported;
        reported = total;
        return unreported;
    }
}
