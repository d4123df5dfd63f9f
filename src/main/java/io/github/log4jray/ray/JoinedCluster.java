package io.github.log4jray.ray;

import java.util.Objects;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The cluster of which this process is a driver. It does not call Ray's native code, so any thread may ask at any time.
 *
 * @param address host and port of the GCS
 * @param job the job id of this driver, 8 hexadecimal digits
 */
public record JoinedCluster(String address, String job) {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** Kept for each runtime, because threads of a driver ask many times a second. */
    private static volatile Known latest = new Known(null, null);

    private record Known(Object runtime, JoinedCluster cluster) {}

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof JoinedCluster cluster
                && address.equals(cluster.address)
                && Objects.equals(job, cluster.job);
    }

    @Override
    public int hashCode() {
        return Objects.hash(address, job);
    }

    /** @return whether Ray is on the class path, so that this process can join a cluster */
    public static boolean isPossible() {
        return RayRuntime.isThere();
    }

    /**
     * @return the cluster between {@code Ray.init()} and {@code Ray.shutdown()}; null otherwise, in Ray's local mode, and in a
     *     worker
     */
    public static JoinedCluster current() {
        Object runtime = RayRuntime.current();
        if (runtime == null) {
            return null;
        }
        Known known = latest;
        if (known.runtime != runtime) {
            known = new Known(runtime, of(runtime));
            latest = known;
        }
        return known.cluster;
    }

    /**
     * Waits for the end of a running {@code Ray.init()} or {@code Ray.shutdown()}, so threads of the application must not call
     * this.
     *
     * @return whether this process has left the cluster
     */
    public boolean isLeft() {
        return RayRuntime.awaitCurrent() == null || !equals(current());
    }

    private static JoinedCluster of(Object runtime) {
        try {
            String address = RayRuntime.isWorker(runtime) ? null : RayRuntime.addressOf(runtime);
            return address == null ? null : new JoinedCluster(address, RayRuntime.jobOf(runtime));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.warn(
                    "log4j-ray: can't show the lines of workers: this version of Ray differs from the known ones: {}",
                    e.toString());
            return null;
        }
    }
}
