package io.github.log4jray.stream;

import io.github.log4jray.stream.StreamSender.Driver;
import java.util.List;
import java.util.Objects;

/** Finds the driver for a {@link StreamSender}, whose thread calls it. Each method may read files. */
interface DriverFinder {

    /**
     * The result of a look for drivers.
     *
     * @param drivers where the driver may be, the most probable place first
     * @param discoveredJob the job of the driver, if this process takes its job from there; else null
     */
    record Located(List<Driver> drivers, String discoveredJob) {
        // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
        // last.
        @Override
        public boolean equals(Object other) {
            return other instanceof Located located
                    && drivers.equals(located.drivers)
                    && Objects.equals(discoveredJob, located.discoveredJob);
        }

        @Override
        public int hashCode() {
            return Objects.hash(drivers, discoveredJob);
        }
    }

    /** @return what is known now */
    Located locate();

    /** @return the job of this process at the last look; null for none */
    default String job() {
        return null;
    }

    /** @return the worker id for the hello */
    String locateWorkerId();

    /** @return the places where it looks and the drivers that are there, for messages; begins with a space */
    String describeSearch();
}
