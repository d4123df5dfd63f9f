package io.github.log4jray.driver;

import io.github.log4jray.display.Display;
import java.time.Duration;

/** Brings batches of workers to a {@link Display}, from its creation to its stop. */
interface BatchSource {

    /**
     * Takes what has arrived, waits until it is printed, and ends.
     *
     * @param timeout how long that may take
     */
    void stop(Duration timeout);

    /** @return how many workers are connected with this process; none where they are with something between */
    default int workers() {
        return 0;
    }

    /** @return how many connections were refused; none where this process accepts none */
    default long connectionsRefused() {
        return 0;
    }

    /** @return how many batches could not be read */
    long batchesRefused();
}
