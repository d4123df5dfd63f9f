package io.github.log4jray.ray;

import io.github.log4jray.settings.Environment;
import java.lang.reflect.InvocationTargetException;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/** What a worker of Ray, a process that Ray has started, can know of itself from Ray. */
public final class RayWorker {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private RayWorker() {}

    /** @return whether Ray has started this process as a worker: it sets the system property {@code ray.session-dir} */
    public static boolean isThis() {
        return Environment.process().property("ray.session-dir") != null;
    }

    /**
     * Whether Ray redirects standard output and standard error of this process to {@code worker-….out} and
     * {@code .err}. Those Rays tell a Java worker its id by the system property {@code ray.worker.id} (2.60 does, 2.39
     * does not).
     *
     * @return whether it does
     */
    public static boolean redirectsStandardStreams() {
        return isThis()
                && Environment.process().property("ray.worker.id") != null
                && LoggingSetup.isThere(RayWorker.class.getClassLoader());
    }

    /**
     * The worker id that Ray has given to this process. It is asked for on the way of an event, so Ray is not shutting
     * down, when it would end the process (Ray 2.39 to 2.60).
     *
     * @return 56 hexadecimal digits; null where Ray is not there or has not begun
     */
    public static String workerId() {
        if (!isThis() || !LoggingSetup.isThere(RayWorker.class.getClassLoader())) {
            return null;
        }
        try {
            Object runtime =
                    Class.forName("io.ray.api.Ray").getMethod("internal").invoke(null);
            Object context = Class.forName("io.ray.runtime.AbstractRayRuntime")
                    .getMethod("getWorkerContext")
                    .invoke(runtime);
            return Class.forName("io.ray.runtime.context.WorkerContext")
                    .getMethod("getCurrentWorkerId")
                    .invoke(context)
                    .toString();
        } catch (InvocationTargetException e) {
            // Ray has not begun
            return null;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.warn("log4j-ray: can't ask Ray for the id of this worker: {}", e.toString());
            return null;
        }
    }
}
