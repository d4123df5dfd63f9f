package io.github.log4jray.display;

/**
 * How fast a bar advances: the moving average of {@code tqdm} with its default settings (tqdm 4.70). Times are in seconds
 * and handed in. Used by the printing thread.
 */
final class BarRate {

    private static final double SMOOTHING = 0.3;
    private static final double SHORTEST_INTERVAL = 0.1;
    private static final double LONGEST_INTERVAL = 10;

    /** An exponential moving average. */
    private static final class Average {
        private double last;
        private double weight = 1;

        double add(double value) {
            last = SMOOTHING * value + (1 - SMOOTHING) * last;
            weight *= 1 - SMOOTHING;
            return value();
        }

        double value() {
            return weight == 1 ? last : last / (1 - weight);
        }
    }

    private final Average steps = new Average();
    private final Average seconds = new Average();
    private final Average leastSteps = new Average();
    private double n;
    private double measuredN;
    private double measuredAt;
    private double least;

    /** @param now the time at the start */
    BarRate(double now) {
        this.measuredAt = now;
    }

    /**
     * @param newN how many steps are done
     * @param now the time
     */
    void advance(double newN, double now) {
        if (newN < n) {
            measuredN += newN - n;
        }
        n = newN;
        double done = n - measuredN;
        double time = now - measuredAt;
        if (done < least || time < SHORTEST_INTERVAL) {
            return;
        }
        if (done != 0) {
            steps.add(done);
            seconds.add(time);
        }
        double inShortest = done * SHORTEST_INTERVAL / time;
        least = time >= LONGEST_INTERVAL ? inShortest : leastSteps.add(inShortest);
        measuredN = n;
        measuredAt = now;
    }

    /** @return steps in a second; null while it is not known */
    Double perSecond() {
        return seconds.value() == 0 ? null : Double.valueOf(steps.value() / seconds.value());
    }
}
