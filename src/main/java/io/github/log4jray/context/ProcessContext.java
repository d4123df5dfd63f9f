package io.github.log4jray.context;

import io.github.log4jray.settings.JvmState;

/**
 * The ids that all threads of this process share: job, worker and node. {@link RuntimeContext#setProcess} configures them;
 * Ray gives the others. All class loaders of the JVM see the same ids. Thread-safe.
 */
public final class ProcessContext {

    private static final String CONFIGURED = "context.";
    private static final String OF_RAY = "ray.";

    private static volatile RuntimeContext current = read();

    private ProcessContext() {}

    /** @param context of the process; an id that it does not name keeps its value */
    static void configure(RuntimeContext context) {
        for (ContextKeys key : ContextKeys.values()) {
            if (context.get(key) != null) {
                JvmState.put(CONFIGURED + key.key(), context.get(key));
            }
        }
        refresh();
    }

    /**
     * @param key of the id
     * @return the id that {@link RuntimeContext#setProcess} has configured; null for none
     */
    static String configured(ContextKeys key) {
        return JvmState.get(CONFIGURED + key.key());
    }

    /**
     * Sets an id that Ray has given to this process.
     *
     * @param key of the job, the node or the actor
     * @param id as Ray writes it
     */
    public static void setOfRay(ContextKeys key, String id) {
        if (!id.equals(JvmState.get(OF_RAY + key.key()))) {
            JvmState.put(OF_RAY + key.key(), id);
            refresh();
        }
    }

    /**
     * @param key of the id
     * @return the configured id, else that of Ray; null for none
     */
    static String of(ContextKeys key) {
        String configured = configured(key);
        return configured != null ? configured : JvmState.get(OF_RAY + key.key());
    }

    /** @return all ids; another object after each change */
    public static RuntimeContext current() {
        return current;
    }

    private static synchronized void refresh() {
        current = read();
    }

    private static RuntimeContext read() {
        return RuntimeContext.of(ProcessContext::of);
    }
}
