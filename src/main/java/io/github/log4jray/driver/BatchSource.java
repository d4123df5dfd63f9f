package io.github.log4jray.driver;

import java.time.Duration;

/** Brings batches of workers to a {@link Display}, from its creation to its stop. */
interface BatchSource {

    /**
     * Takes what has arrived, waits until it is printed, and ends.
     *
     * @param timeout how long that may take
     */
    void stop(Duration timeout);
}
