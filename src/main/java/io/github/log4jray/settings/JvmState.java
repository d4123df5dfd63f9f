package io.github.log4jray.settings;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Facts that a process finds once in its life, however many threads, logger contexts and class loaders it has. Thread-safe.
 *
 * <p>Each class loader may hold a copy of this library, so a static field is not enough. One map of strings is shared by all
 * copies. It is a value of the JVM's security provider {@code SUN}: every class loader reaches this object, a child process
 * does not inherit it, and code that restores system properties does not change it. Log4j-ray loads that provider in any
 * case, as it makes random ids. Other places have disadvantages:
 *
 * <ul>
 *   <li>System properties: launchers copy them to child processes, and test extensions restore them.
 *   <li>{@link Security#setProperty}: the JDK logs each call by {@code System.Logger}. That costs more than 10 ms, and with
 *       {@code log4j-jpl} it enters Log4j while Log4j starts.
 *   <li>An MBean: the platform's MBean server costs the start-up time of JMX.
 * </ul>
 *
 * <p>Without such a provider each copy has its own map.
 */
public final class JvmState {

    private static final String NAME = "io.github.log4jray.settings.JvmState";
    private static final String PROVIDER = "SUN";

    /** Interned, so that it is the same object, and the same monitor, in every class loader. */
    private static final Object LOCK = NAME.intern();

    private static final Map<String, String> FACTS = shared();

    private JvmState() {}

    @SuppressWarnings("unchecked")
    private static Map<String, String> shared() {
        Map<String, String> own = new ConcurrentHashMap<>();
        synchronized (LOCK) {
            try {
                Provider provider = Security.getProvider(PROVIDER);
                if (provider == null) {
                    return own;
                }
                Object before = provider.get(NAME);
                if (before == null) {
                    provider.put(NAME, own);
                }
                return before == null ? own : (Map<String, String>) before;
            } catch (SecurityException e) {
                return own;
            }
        }
    }

    /**
     * @param key names the fact
     * @return the value found before, or null
     */
    public static String get(String key) {
        return FACTS.get(key);
    }

    /**
     * @param prefix of keys
     * @param action gets each fact whose key begins so, and its value
     */
    public static void forEach(String prefix, BiConsumer<String, String> action) {
        FACTS.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                action.accept(key, value);
            }
        });
    }

    /**
     * @param key names the fact
     * @param value replaces the value found before
     */
    public static void put(String key, String value) {
        FACTS.put(key, value);
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
     * Forgets a fact.
     *
     * @param key a key for which {@link #claim} has returned true, or that {@link #put} was called with
     */
    public static void release(String key) {
        FACTS.remove(key);
    }
}
