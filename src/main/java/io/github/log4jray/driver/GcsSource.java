package io.github.log4jray.driver;

import io.github.log4jray.gcs.GcsAddress;
import io.github.log4jray.gcs.GcsLogChannel;
import io.github.log4jray.stream.Batch;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What Ray's log monitors publish on a cluster's GCS: lines of the job that this process is the driver of, from
 * {@code Ray.init()} on. A line that does not find room on the display waits in the GCS.
 */
final class GcsSource implements Display.Source {

    private static final long LOOK_FOR_ROOM_MILLIS = 1_000;

    private final Display display;
    private final GcsAddress address;
    private final GcsLogChannel channel;
    private final Semaphore room = new Semaphore(0);
    private volatile boolean stopping;
    private volatile long stopBy;
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
        this.display = display;
        this.address = address;
        this.channel = new GcsLogChannel(owner, address, left, this::show);
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

    private void show(Batch batch) {
        while (!display.offer(batch, this, 0)) {
            if (stopping && System.nanoTime() - stopBy >= 0) {
                return;
            }
            try {
                room.tryAcquire(LOOK_FOR_ROOM_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void handled(long seq) {
        // a GCS wants no acknowledgement of what was printed
    }

    @Override
    public void roomAgain() {
        room.release();
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
        stopBy = System.nanoTime() + timeout.toNanos();
        stopping = true;
        channel.stop(timeout);
        display.drain(Duration.ofNanos(Math.max(0, stopBy - System.nanoTime())));
    }
}
