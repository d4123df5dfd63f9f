package io.github.log4jray.display;

import java.time.Duration;

/** Brings batches of workers to a {@link Display}, from its start to its stop. */
public interface BatchSource {

    /** Starts to bring batches. Called once. */
    void start();

    /**
     * Reads the batches that have arrived, waits until they are printed, and ends.
     *
     * @param timeout how long that may take
     */
    void stop(Duration timeout);

    /**
     * The driver has got one more job, by which workers may look for it from now on.
     *
     * @param job 8 hexadecimal digits
     */
    default void discovered(String job) {}

    /** @return how many workers are connected to this process; 0 where there is something between */
    default int workers() {
        return 0;
    }

    /** @return how many connections were refused; 0 where this process accepts none */
    default long connectionsRefused() {
        return 0;
    }

    /** @return how many batches could not be read */
    long batchesRefused();
}
