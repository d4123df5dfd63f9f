package io.github.log4jray.context;

import io.github.log4jray.settings.JvmState;

/**
 * What is the same for all threads of this process: job, worker and node as {@link RuntimeContext#setProcess} was told,
 * else as Ray has said. Thread-safe.
 */
public final class ProcessContext {

    private static final String TOLD = "context.";
    private static final String OF_RAY = "ray.";

    private static volatile RuntimeContext known = read();

    private ProcessContext() {}

    /** @param context of the process; what it does not say stays as it is */
    static void tell(RuntimeContext context) {
        for (ContextKeys key : ContextKeys.values()) {
            if (context.get(key) != null) {
                JvmState.put(TOLD + key.key(), context.get(key));
            }
        }
        refresh();
    }

    /**
     * @param key which
     * @return what {@link RuntimeContext#setProcess} was told; null for nothing
     */
    static String told(ContextKeys key) {
        return JvmState.get(TOLD + key.key());
    }

    /**
     * Says what Ray calls this process, from now on.
     *
     * @param key of the job, the node or the actor
     * @param id as Ray writes it
     */
    public static void tellOfRay(ContextKeys key, String id) {
        if (!id.equals(JvmState.get(OF_RAY + key.key()))) {
            JvmState.put(OF_RAY + key.key(), id);
            refresh();
        }
    }

    /**
     * @param key which
     * @return the value for this process; null where nobody has said it
     */
    static String of(ContextKeys key) {
        String told = told(key);
        return told != null ? told : JvmState.get(OF_RAY + key.key());
    }

    /** @return all of them, as another object whenever something has been said */
    public static RuntimeContext known() {
        return known;
    }

    private static synchronized void refresh() {
        known = read();
    }

    private static RuntimeContext read() {
        return RuntimeContext.of(ProcessContext::of);
    }
}
