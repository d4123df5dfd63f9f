package io.github.log4jray.settings;

import java.util.function.Supplier;

/**
 * Facts that are found once in the life of a process, whatever the number of threads, logger contexts and class
 * loaders, each of which may hold a copy of this library. They are kept as system properties named
 * {@code log4jray.process.…}, the only state that all class loaders of a JVM share and that no child process inherits.
 */
public final class JvmState {

    private static final String PREFIX = "log4jray.process.";

    /** Interned, so that it is the same object, and the same monitor, in every class loader. */
    private static final Object LOCK = "io.github.log4jray.settings.JvmState".intern();

    private JvmState() {}

    /**
     * @param key names the fact
     * @return the value found before, or null
     */
    public static String get(String key) {
        return System.getProperty(PREFIX + key);
    }

    /**
     * @param key names the fact
     * @param value from now on
     */
    public static void put(String key, String value) {
        System.setProperty(PREFIX + key, value);
    }

    /**
     * The value found before, or that of {@code finder}, which runs at most once at a time in the process. A null is
     * not kept; an exception is passed on.
     *
     * @param key names the fact
     * @param finder finds it
     * @return the value; null where {@code finder} found none
     */
    public static String once(String key, Supplier<String> finder) {
        String known = get(key);
        if (known != null) {
            return known;
        }
        synchronized (LOCK) {
            known = get(key);
            if (known == null) {
                known = finder.get();
                if (known != null) {
                    put(key, known);
                }
            }
            return known;
        }
    }

    /**
     * @param key names something that only one can have or do
     * @return true for the first caller in this process, until {@link #release}
     */
    public static boolean claim(String key) {
        boolean[] first = {false};
        once(key, () -> {
            first[0] = true;
            return "done";
        });
        return first[0];
    }

    /**
     * @param key of which {@link #claim} was true; the next caller gets it
     */
    public static void release(String key) {
        System.clearProperty(PREFIX + key);
    }
}
