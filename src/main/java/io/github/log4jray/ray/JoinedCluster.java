package io.github.log4jray.ray;

import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The cluster of which this process is a driver. Asked without Ray's native code, so at any time.
 *
 * @param address host and port of the GCS
 * @param job of this driver, 8 hexadecimal digits
 */
public record JoinedCluster(String address, String job) {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** Asked for many times a second, by one thread of a driver and another. */
    private static volatile Known latest = new Known(null, null);

    private record Known(Object runtime, JoinedCluster cluster) {}

    /** @return whether Ray is on the class path, so that this process may join a cluster */
    public static boolean isPossible() {
        return RayRuntime.isThere();
    }

    /**
     * @return the cluster, from {@code Ray.init()} to {@code Ray.shutdown()}; null where there is none, in Ray's local
     *     mode, and in a worker
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
     * @return whether this process has left it. Waits for a {@code Ray.init()} or {@code Ray.shutdown()} that is under
     *     way, so this is not for the application's threads
     */
    public boolean isLeft() {
        return RayRuntime.settled() == null || !equals(current());
    }

    private static JoinedCluster of(Object runtime) {
        try {
            String address = RayRuntime.isWorker(runtime) ? null : RayRuntime.addressOf(runtime);
            return address == null ? null : new JoinedCluster(address, RayRuntime.jobOf(runtime));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.warn(
                    "log4j-ray: lines of workers are not shown, as this Ray does not tell its cluster: {}",
                    e.toString());
            return null;
        }
    }
}
