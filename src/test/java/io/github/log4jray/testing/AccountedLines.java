package io.github.log4jray.testing;

/**
 * Follows what drivers show of one worker that logs {@code line 0}, {@code line 1} and so on. Each driver, one after
 * the other, goes on without a gap: each line is shown once, or is in a count of dropped ones that stands in its place.
 * A later driver may begin with what the one before it has shown too.
 */
public final class AccountedLines {

    private long first = -1;
    private long next;
    private long droppedFirst;
    private long maybeDropped;
    private long accounted;
    private long shown;
    private long dropped;
    private long repeated;

    /** The lines that follow are those of another driver. */
    public synchronized void anotherDriver() {
        if (first < 0) {
            // A count alone does not say whether the driver before has shown it too.
            maybeDropped += droppedFirst;
        }
        first = -1;
        droppedFirst = 0;
    }

    /** The driver has shown this line. */
    public synchronized void shown(long line) {
        if (first < 0) {
            first = line - droppedFirst;
            if (first < 0 || first > accounted + maybeDropped) {
                throw new AssertionError("a driver begins with line " + line + " after " + droppedFirst
                        + " dropped ones, but only those before " + accounted + " are accounted for");
            }
            maybeDropped = 0;
            repeated += Math.max(0, accounted - first);
            next = line;
        }
        if (line != next) {
            throw new AssertionError("line " + line + " is shown in the place of " + next);
        }
        shown++;
        next++;
        accounted = Math.max(accounted, next);
    }

    /** The driver has said that so many lines were dropped. */
    public synchronized void dropped(long lines) {
        dropped += lines;
        if (first < 0) {
            droppedFirst += lines;
        } else {
            next += lines;
            accounted = Math.max(accounted, next);
        }
    }

    /** @return up to which line all were shown or said to be dropped */
    public synchronized long accounted() {
        return accounted;
    }

    /** @return how many lines were shown, on whatever drivers */
    public synchronized long shown() {
        return shown;
    }

    /** @return how many lines were said to be dropped, on whatever drivers */
    public synchronized long dropped() {
        return dropped;
    }

    /** @return how many lines a driver has shown or counted that an earlier one had shown or counted too */
    public synchronized long repeated() {
        return repeated;
    }
}
