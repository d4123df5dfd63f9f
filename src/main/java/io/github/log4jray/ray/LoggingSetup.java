package io.github.log4jray.ray;

import java.lang.reflect.Field;

/**
 * The set-up of logging by Ray itself, {@code io.ray.runtime.util.LoggingUtil.setupLogging} (Ray 2.39 to 2.60): once per
 * process, when {@code Ray.init()} is called or a worker starts, it replaces the configuration of a logger context by one
 * of Ray's. Here it is made to believe that this was done. Knows no class of Log4j, and loads none.
 */
public final class LoggingSetup {

    private static final String LOGGING_UTIL = "io.ray.runtime.util.LoggingUtil";

    private LoggingSetup() {}

    /**
     * @param loader sees Ray, if it is there
     * @return whether it is; nothing is loaded
     */
    public static boolean isThere(ClassLoader loader) {
        return loader.getResource(LOGGING_UTIL.replace('.', '/') + ".class") != null;
    }

    /**
     * @param className as the JVM writes it, with slashes
     * @return whether it is that of the class that sets up logging
     */
    public static boolean isOf(String className) {
        return className.equals(LOGGING_UTIL.replace('.', '/'));
    }

    /**
     * Keeps Ray from replacing the configuration, if that has not begun yet, and unless the system property
     * {@code log4jray.keepConfiguration} is {@code false}. Without Ray nothing happens.
     *
     * @param loader sees Ray, if it is there
     * @throws ReflectiveOperationException where this Ray is another one
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

    /** @return whether the user's configuration is kept */
    static boolean isWanted() {
        return !"false"
                .equalsIgnoreCase(
                        System.getProperty("log4jray.keepConfiguration", "").strip());
    }

    /** @return whether it is at work on this thread, so that it is too late to keep it from that */
    static boolean isRunning() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(LOGGING_UTIL)));
    }
}
