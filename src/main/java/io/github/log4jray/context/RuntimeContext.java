package io.github.log4jray.context;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.util.ReadOnlyStringMap;

/**
 * Whose lines a thread logs: ids and names of the job, worker, node, actor and task. A scope puts them into Log4j's
 * {@link ThreadContext} under Ray's names, {@code job_id}, {@code worker_id}, {@code node_id}, {@code actor_id},
 * {@code task_id}, {@code actor_name}, {@code task_name} and {@code task_func_name}: so {@code %X{task_id}} works in
 * any layout, and every part of log4j-ray reads them there. Where Ray is, its ids are beneath them in each event, by
 * themselves.
 *
 * <pre>{@code
 * RuntimeContext task = RuntimeContext.newBuilder().setTaskName("count").setTaskId(id).build();
 * try (RuntimeContext.Scope scope = RuntimeContext.enter(task)) {
 *     logger.info("counting");
 *     pool.submit(RuntimeContext.wrap(() -> logger.info("counting, on another thread")));
 * }
 * }</pre>
 *
 * <p>Ids are hexadecimal digits, in lower case as in Ray: job 8, worker and node 56, actor 32, task 48. Immutable.
 */
public final class RuntimeContext {

    private static final ContextKeys[] KEYS = ContextKeys.values();

    /** By the ordinals of {@link ContextKeys}; null for what is not said. */
    private final String[] values;

    private RuntimeContext(String[] values) {
        this.values = values;
    }

    /** What a thread has entered, until it is closed. */
    public interface Scope extends AutoCloseable {

        /**
         * Puts back exactly what was there when the scope was entered, once. A scope that was entered later and is open
         * still is closed with it, and an error says so. Another thread can't close it: an error says so, and the
         * thread that has entered it closes it when it enters or closes a scope the next time.
         */
        @Override
        void close();
    }

    /** @return a builder of a context that says nothing yet */
    public static Builder newBuilder() {
        return new Builder();
    }

    /**
     * Puts a context into force on this thread. What it does not say stays as it is.
     *
     * @param context whose lines the thread logs from now on
     * @return ends it; for try-with-resources
     */
    public static Scope enter(RuntimeContext context) {
        return OpenScope.enter(context.values, false);
    }

    /** @return what is in force on this thread, whoever put it there, or Ray's ids for it */
    public static RuntimeContext current() {
        ReadOnlyStringMap data = ContextKeys.dataOfThread();
        return of(key -> key.of(data));
    }

    /**
     * @param source gives values that are known to be right, or null
     * @return what it says
     */
    static RuntimeContext of(Function<ContextKeys, String> source) {
        String[] values = new String[KEYS.length];
        for (ContextKeys key : KEYS) {
            values[key.ordinal()] = source.apply(key);
        }
        return new RuntimeContext(values);
    }

    /**
     * @param work to be run on another thread
     * @return runs it there with the ids and names that this thread has now, and no others; what else is in the
     *     {@code ThreadContext} is not carried
     */
    public static Runnable wrap(Runnable work) {
        RuntimeContext captured = current();
        return () -> {
            Scope scope = OpenScope.enter(captured.values, true);
            try {
                work.run();
            } finally {
                scope.close();
            }
        };
    }

    /**
     * @param <V> what it gives
     * @param work to be called on another thread
     * @return calls it there with the ids and names that this thread has now, and no others; what else is in the
     *     {@code ThreadContext} is not carried
     */
    public static <V> Callable<V> wrap(Callable<V> work) {
        RuntimeContext captured = current();
        return () -> {
            Scope scope = OpenScope.enter(captured.values, true);
            try {
                return work.call();
            } finally {
                scope.close();
            }
        };
    }

    /**
     * @param executor runs what it is given
     * @return the same, which runs each piece of work with the ids and names of the thread that has given it
     */
    public static ExecutorService wrap(ExecutorService executor) {
        return new ContextExecutor(executor);
    }

    /**
     * Says, for the whole process, which job, worker and node it is: in file names, in JSON, for the driver and in
     * lookups, where no attribute says otherwise. What it does not say stays as it is.
     *
     * @param context says nothing else
     * @throws IllegalArgumentException where it names an actor or a task
     */
    public static void setProcess(RuntimeContext context) {
        for (ContextKeys key : KEYS) {
            if (context.get(key) != null && !isOfProcess(key)) {
                throw new IllegalArgumentException(
                        key.key() + "=\"" + context.get(key) + "\" belongs to a thread, not to the process");
            }
        }
        ProcessContext.configure(context);
    }

    private static boolean isOfProcess(ContextKeys key) {
        return key == ContextKeys.JOB_ID || key == ContextKeys.WORKER_ID || key == ContextKeys.NODE_ID;
    }

    /**
     * @param key which
     * @return its value; null where this context does not say it
     */
    public String get(ContextKeys key) {
        return values[key.ordinal()];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("RuntimeContext[");
        String separator = "";
        for (ContextKeys key : KEYS) {
            if (get(key) != null) {
                text.append(separator).append(key.key()).append('=').append(get(key));
                separator = ", ";
            }
        }
        return text.append(']').toString();
    }

    /** Builds a context. Null and the empty text mean that it does not say that. Not thread-safe. */
    public static final class Builder {

        private final String[] values = new String[KEYS.length];

        private Builder() {}

        /**
         * @param jobId 8 hexadecimal digits
         * @return this
         * @throws IllegalArgumentException for anything else
         */
        public Builder setJobId(String jobId) {
            return set(ContextKeys.JOB_ID, jobId);
        }

        /**
         * @param workerId 56 hexadecimal digits
         * @return this
         * @throws IllegalArgumentException for anything else
         */
        public Builder setWorkerId(String workerId) {
            return set(ContextKeys.WORKER_ID, workerId);
        }

        /**
         * @param nodeId 56 hexadecimal digits
         * @return this
         * @throws IllegalArgumentException for anything else
         */
        public Builder setNodeId(String nodeId) {
            return set(ContextKeys.NODE_ID, nodeId);
        }

        /**
         * @param actorId 32 hexadecimal digits
         * @return this
         * @throws IllegalArgumentException for anything else
         */
        public Builder setActorId(String actorId) {
            return set(ContextKeys.ACTOR_ID, actorId);
        }

        /**
         * @param taskId 48 hexadecimal digits
         * @return this
         * @throws IllegalArgumentException for anything else
         */
        public Builder setTaskId(String taskId) {
            return set(ContextKeys.TASK_ID, taskId);
        }

        /**
         * @param actorName any text
         * @return this
         */
        public Builder setActorName(String actorName) {
            return set(ContextKeys.ACTOR_NAME, actorName);
        }

        /**
         * @param taskName any text
         * @return this
         */
        public Builder setTaskName(String taskName) {
            return set(ContextKeys.TASK_NAME, taskName);
        }

        /**
         * @param taskFuncName any text
         * @return this
         */
        public Builder setTaskFuncName(String taskFuncName) {
            return set(ContextKeys.TASK_FUNC_NAME, taskFuncName);
        }

        private Builder set(ContextKeys key, String value) {
            if (value == null || value.isEmpty()) {
                values[key.ordinal()] = null;
                return this;
            }
            String given = key.digits() == 0 ? value : value.toLowerCase(Locale.ROOT);
            if (!key.allows(given)) {
                throw new IllegalArgumentException(
                        key.key() + "=\"" + value + "\" is not " + key.digits() + " hexadecimal digits");
            }
            values[key.ordinal()] = given;
            return this;
        }

        /** @return the context */
        public RuntimeContext build() {
            return new RuntimeContext(values.clone());
        }
    }
}
