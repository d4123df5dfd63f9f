package io.github.log4jray.ray;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The runtime of Ray in this process, {@code Ray.internal()}. Only {@link #nodeOf} calls Ray's native code; all other methods
 * may be called at any time, also during a shutdown of Ray. Stateless.
 */
final class RayRuntime {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String TYPE = "io.ray.runtime.AbstractRayRuntime";

    private static final Class<?> RAY = ray();

    /** Reads the field behind {@code Ray.isInitialized()}. Each event does so, and a method handle is the fastest way. */
    private static final MethodHandle CURRENT = current(RAY);

    private RayRuntime() {}

    private static Class<?> ray() {
        try {
            return Class.forName("io.ray.api.Ray", false, RayRuntime.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private static MethodHandle current(Class<?> ray) {
        MethodHandle none = MethodHandles.constant(Object.class, null);
        if (ray == null) {
            return none;
        }
        try {
            Field runtime = ray.getDeclaredField("runtime");
            runtime.setAccessible(true);
            return MethodHandles.lookup().unreflectGetter(runtime).asType(MethodType.methodType(Object.class));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.warn(
                    "log4j-ray: events have no ids of Ray: this version of Ray differs from the known ones: {}",
                    e.toString());
            return none;
        }
    }

    /** @return whether Ray's API is on the class path */
    static boolean isThere() {
        return RAY != null;
    }

    /** @return the runtime; null if Ray is absent or not initialised */
    static Object current() {
        try {
            return (Object) CURRENT.invokeExact();
        } catch (RuntimeException | Error e) {
            // an exhausted stack, for example, must reach the appender as such
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the runtime, after the end of a running {@code Ray.init} or {@code Ray.shutdown} */
    static Object awaitCurrent() {
        synchronized (RAY) {
            return current();
        }
    }

    /**
     * Runs an action that needs Ray's native code. {@code Ray.init} and {@code Ray.shutdown} hold the same monitor (2.39 to
     * 2.60). This waits for them, so threads of the application must not call it.
     *
     * @param runtime the runtime that the action uses
     * @param action runs unless Ray has been shut down meanwhile
     */
    static void whileItIsCurrent(Object runtime, Runnable action) {
        synchronized (RAY) {
            if (current() == runtime) {
                action.run();
            }
        }
    }

    /**
     * @param runtime of Ray
     * @return its superclass with the fields and methods of all kinds of runtimes
     * @throws ClassNotFoundException if this version of Ray differs from the known ones
     */
    static Class<?> typeOf(Object runtime) throws ClassNotFoundException {
        for (Class<?> type = runtime.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(TYPE)) {
                return type;
            }
        }
        throw new ClassNotFoundException(TYPE + ", which " + runtime.getClass().getName() + " is not");
    }

    private static Object configurationOf(Object runtime) throws ReflectiveOperationException {
        return typeOf(runtime).getMethod("getRayConfig").invoke(runtime);
    }

    /**
     * @param runtime of Ray
     * @return whether it runs tasks
     * @throws ReflectiveOperationException if this version of Ray differs from the known ones
     */
    static boolean isWorker(Object runtime) throws ReflectiveOperationException {
        Object configuration = configurationOf(runtime);
        return configuration
                .getClass()
                .getField("workerMode")
                .get(configuration)
                .toString()
                .equals("WORKER");
    }

    /**
     * @param runtime of Ray
     * @return the job of a driver, 8 hexadecimal digits
     * @throws ReflectiveOperationException if this version of Ray differs from the known ones
     */
    static String jobOf(Object runtime) throws ReflectiveOperationException {
        Object configuration = configurationOf(runtime);
        return configuration
                .getClass()
                .getMethod("getJobId")
                .invoke(configuration)
                .toString();
    }

    /**
     * @param runtime of Ray
     * @return host and port of the cluster's GCS; null in Ray's local mode
     * @throws ReflectiveOperationException if this version of Ray differs from the known ones
     */
    static String addressOf(Object runtime) throws ReflectiveOperationException {
        Object configuration = configurationOf(runtime);
        return (String)
                configuration.getClass().getMethod("getBootstrapAddress").invoke(configuration);
    }

    /**
     * Asks Ray's native code for the node, by Ray's public interface.
     *
     * @param runtime of Ray, which must not be shutting down
     * @return the node, 56 hexadecimal digits
     * @throws ReflectiveOperationException if Ray does not know it
     */
    static String nodeOf(Object runtime) throws ReflectiveOperationException {
        ClassLoader loader = RAY.getClassLoader();
        Object context = Class.forName("io.ray.api.runtime.RayRuntime", false, loader)
                .getMethod("getRuntimeContext")
                .invoke(runtime);
        return Class.forName("io.ray.api.runtimecontext.RuntimeContext", false, loader)
                .getMethod("getCurrentNodeId")
                .invoke(context)
                .toString();
    }
}
