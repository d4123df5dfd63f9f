package io.github.log4jray.driver;

import io.github.log4jray.display.Display;
import io.github.log4jray.gcs.GcsAddress;
import io.github.log4jray.gcs.GcsLogChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What Ray's log monitors publish on a cluster's GCS: lines of the job that this process is the driver of, from
 * {@code Ray.init()} on. A line that does not find room on the display waits in the GCS.
 */
final class GcsSource {

    private final BlockingFeed toDisplay;
    private final GcsAddress address;
    private final GcsLogChannel channel;
    private String job;

    /**
     * Begins to subscribe, and waits a moment until it has.
     *
     * @param owner names the appender in what is reported
     * @param address of the GCS
     * @param left whether the driver has left the cluster; may wait
     * @param display shows the lines
     */
    GcsSource(String owner, GcsAddress address, BooleanSupplier left, Display display) {
        this.toDisplay = new BlockingFeed(display);
        this.address = address;
        this.channel = new GcsLogChannel(owner, address, left, toDisplay::show);
        channel.start();
    }

    GcsAddress address() {
        return address;
    }

    /**
     * The job may become known later, and change.
     *
     * @param newJob whose lines are shown from now on; empty for every job
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
     * Takes what comes until nothing comes any more, waits until it is printed, and ends.
     *
     * @param timeout how long that may take
     */
    void stop(Duration timeout) {
        toDisplay.stop(timeout);
        channel.stop(timeout);
        toDisplay.drain();
    }
}
