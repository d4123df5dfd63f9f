package io.github.log4jray.driver;

import io.github.log4jray.display.BlockingFeed;
import io.github.log4jray.display.Display;
import io.github.log4jray.gcs.GcsAddress;
import io.github.log4jray.gcs.GcsLogChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Brings the lines that Ray's log monitors publish on the GCS of one cluster, for the driver's job or for all jobs.
 * While the display is full, lines stay in the GCS.
 */
final class GcsSource {

    /** Bars of Python workers repeat no states, and a step may take minutes. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private final BlockingFeed feed;
    private final GcsAddress address;
    private final GcsLogChannel channel;
    private String job;

    /**
     * @param label names the appender in reports
     * @param address of the GCS
     * @param left whether the driver has left the cluster; may wait
     * @param display prints the lines
     */
    GcsSource(String label, GcsAddress address, BooleanSupplier left, Display display) {
        this.feed = new BlockingFeed(display, LONGEST_SILENCE);
        this.address = address;
        this.channel = new GcsLogChannel(label, address, left, feed::show);
    }

    /** Starts to subscribe, and waits a moment for the subscription. */
    void start() {
        channel.start();
    }

    GcsAddress address() {
        return address;
    }

    /**
     * Selects a job. It may be discovered after the start, and change.
     *
     * @param newJob its lines are printed from now on; empty for all jobs
     */
    void follow(String newJob) {
        if (!newJob.equals(job)) {
            job = newJob;
            channel.setJob(newJob);
        }
    }

    /** @return how many batches could not be read */
    long batchesRefused() {
        return channel.malformed();
    }

    /**
     * Reads until no more lines come, waits until they are printed, and ends.
     *
     * @param timeout how long that may take
     */
    void stop(Duration timeout) {
        feed.stop(timeout);
        channel.stop(timeout);
        feed.drain();
    }
}
