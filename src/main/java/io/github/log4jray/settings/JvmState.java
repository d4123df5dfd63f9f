package io.github.log4jray.settings;

import java.util.function.Supplier;

/**
 * Facts that are found once in the life of a process, however many threads, logger contexts and class loaders it has.
 * Each class loader may hold a copy of this library. So the facts are kept as system properties named
 * {@code log4jray.process.…}: all class loaders of a JVM share them, and no child process inherits them. Thread-safe.
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
     * @param value replaces the value found before
     */
    public static void put(String key, String value) {
        System.setProperty(PREFIX + key, value);
    }

    /**
     * Returns the value found before, else calls {@code finder} and keeps its value. At most one finder runs at a time in
     * the process. A null is not kept, and neither is the result of a finder that throws an exception.
     *
     * @param key names the fact
     * @param finder finds the value
     * @return the value; null if {@code finder} found none
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
     * @param key names something that only one caller can have or do
     * @return true for the first caller in this process, and after {@link #release} for the next one
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
     * @param key a key for which {@link #claim} has returned true
     */
    public static void release(String key) {
        System.clearProperty(PREFIX + key);
    }
}
