package io.github.log4jray.ray;

import java.lang.reflect.Field;

/**
 * Switches off Ray's own set-up of logging, {@code io.ray.runtime.util.LoggingUtil.setupLogging} (Ray 2.39 to 2.60). Ray
 * calls it once per process, in {@code Ray.init()} or when a worker starts, and it replaces the configuration of a logger
 * context. This class sets its flag {@code setup}, so that it returns at once. It loads no class of Log4j, because the agent
 * uses it. It never holds the monitor of {@code LoggingUtil}: that would be a deadlock.
 */
public final class LoggingSetup {

    private static final String LOGGING_UTIL = "io.ray.runtime.util.LoggingUtil";

    private LoggingSetup() {}

    /**
     * @param loader a class loader that sees Ray if it is on the class path
     * @return whether Ray is there; this loads no class
     */
    public static boolean isThere(ClassLoader loader) {
        return loader.getResource(LOGGING_UTIL.replace('.', '/') + ".class") != null;
    }

    /**
     * @param className the name of a class, with slashes
     * @return whether it is {@code LoggingUtil}
     */
    public static boolean isOf(String className) {
        return className.equals(LOGGING_UTIL.replace('.', '/'));
    }

    /**
     * Keeps Ray from replacing the configuration. It has no effect without Ray, if Ray's set-up has begun already, or if system
     * property {@code log4jray.keepConfiguration} is {@code false}.
     *
     * @param loader a class loader that sees Ray if it is on the class path
     * @throws ReflectiveOperationException if this version of Ray differs from the known ones
     */
    public static void skip(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> loggingUtil;
        try {
            loggingUtil = Class.forName(LOGGING_UTIL, false, loader);
        } catch (ClassNotFoundException e) {
            return;
        }
        if (isWanted()) {
            Field setup = loggingUtil.getDeclaredField("setup");
            setup.setAccessible(true);
            setup.setBoolean(null, true);
        }
    }

    /** @return whether the user wants to keep the configuration, which is the default */
    static boolean isWanted() {
        return !"false"
                .equalsIgnoreCase(
                        System.getProperty("log4jray.keepConfiguration", "").strip());
    }

    /** @return whether Ray sets up logging on this thread now, so that it is too late for {@link #skip} */
    static boolean isRunning() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(LOGGING_UTIL)));
    }
}
