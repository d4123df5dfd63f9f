package io.github.log4jray.ray;

import io.github.log4jray.settings.Environment;
import java.lang.reflect.InvocationTargetException;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/** The facts that a worker of Ray, which is a process that Ray has started, learns from Ray about itself. Stateless. */
public final class RayWorker {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private RayWorker() {}

    /**
     * @param environment of this process
     * @return whether Ray has started this process as a worker: Ray sets the system property {@code ray.session-dir}
     */
    public static boolean isThis(Environment environment) {
        return environment.property("ray.session-dir") != null;
    }

    /**
     * Whether Ray redirects standard output and standard error of this process to {@code worker-….out} and
     * {@code .err}. A Ray that redirects them also sets the system property {@code ray.worker.id} of a Java worker (2.60
     * does both, 2.39 neither).
     *
     * @param environment of this process
     * @return whether it does
     */
    public static boolean redirectsStandardStreams(Environment environment) {
        return isThis(environment)
                && environment.property("ray.worker.id") != null
                && LoggingSetup.isThere(RayWorker.class.getClassLoader());
    }

    /**
     * Asks Ray for the id of this worker. Callers do so while they handle an event: Ray does not shut down then. During a
     * shutdown this call would end the process (Ray 2.39 to 2.60).
     *
     * @param environment of this process
     * @return 56 hexadecimal digits; null if Ray is absent or has not started
     */
    public static String askForWorkerId(Environment environment) {
        if (!isThis(environment) || !LoggingSetup.isThere(RayWorker.class.getClassLoader())) {
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
            // Ray has not started
            return null;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.warn("log4j-ray: can't ask Ray for the id of this worker: {}", e.toString());
            return null;
        }
    }
}
