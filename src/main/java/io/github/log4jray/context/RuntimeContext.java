package io.github.log4jray.context;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.util.ReadOnlyStringMap;

/**
 * The ids and names of the job, worker, node, actor and task for which a thread logs. A scope puts them into Log4j's
 * {@link ThreadContext} under Ray's names: {@code job_id}, {@code worker_id}, {@code node_id}, {@code actor_id},
 * {@code task_id}, {@code actor_name}, {@code task_name} and {@code task_func_name}. So you can use {@code %X{task_id}} in
 * any layout, and all parts of log4j-ray use the same values. On Ray, events also get Ray's ids; the values of a scope take
 * precedence.
 *
 * <pre>{@code
 * RuntimeContext task = RuntimeContext.newBuilder().setTaskName("count").setTaskId(id).build();
 * try (RuntimeContext.Scope scope = RuntimeContext.enter(task)) {
 *     logger.info("counting");
 *     pool.submit(RuntimeContext.wrap(() -> logger.info("counting, on another thread")));
 * }
 * }</pre>
 *
 * <p>Ids are hexadecimal digits in lower case, as in Ray: 8 for a job, 56 for a worker or a node, 32 for an actor, 48 for a
 * task. Immutable.
 */
public final class RuntimeContext {

    private static final ContextKeys[] KEYS = ContextKeys.values();

    /** By the ordinals of {@link ContextKeys}; null for a missing value. */
    private final String[] values;

    private RuntimeContext(String[] values) {
        this.values = values;
    }

    /** A context that a thread has entered and not yet closed. */
    public interface Scope extends AutoCloseable {

        /**
         * Restores the values from before the scope. Further calls have no effect. Two mistakes are reported as errors:
         *
         * <ul>
         *   <li>A scope that was entered later is still open: it is closed too.
         *   <li>Another thread calls this: the scope stays in force until its own thread enters or closes a scope.
         * </ul>
         */
        @Override
        void close();
    }

    /** @return a builder of a context without any values */
    public static Builder newBuilder() {
        return new Builder();
    }

    /**
     * Enters a context on this thread. Values that it does not have stay as they are.
     *
     * @param context the ids and names for which this thread logs from now on
     * @return the scope, for try-with-resources
     */
    public static Scope enter(RuntimeContext context) {
        return OpenScope.enter(context.values, false);
    }

    /** @return the values on this thread: those in its {@link ThreadContext}, else Ray's ids, else those of the process */
    public static RuntimeContext current() {
        ReadOnlyStringMap data = ContextKeys.dataOfThread();
        return of(key -> {
            String ofThread = key.of(data);
            return ofThread != null ? ofThread : ProcessContext.of(key);
        });
    }

    /** @return the values on this thread, without those that only the process has: these may change */
    private static RuntimeContext ofThread() {
        ReadOnlyStringMap data = ContextKeys.dataOfThread();
        return of(key -> key.of(data));
    }

    /**
     * @param source returns a valid value or null for each key
     * @return a context with these values
     */
    static RuntimeContext of(Function<ContextKeys, String> source) {
        String[] values = new String[KEYS.length];
        for (ContextKeys key : KEYS) {
            values[key.ordinal()] = source.apply(key);
        }
        return new RuntimeContext(values);
    }

    /**
     * Carries the ids and names of this thread to another one.
     *
     * @param work runs on another thread
     * @return runs the work there with exactly the ids and names that this thread has now; other entries of the
     *     {@code ThreadContext} are not carried
     */
    public static Runnable wrap(Runnable work) {
        RuntimeContext captured = ofThread();
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
     * Carries the ids and names of this thread to another one.
     *
     * @param <V> the type of the result
     * @param work runs on another thread
     * @return calls the work there with exactly the ids and names that this thread has now; other entries of the
     *     {@code ThreadContext} are not carried
     */
    public static <V> Callable<V> wrap(Callable<V> work) {
        RuntimeContext captured = ofThread();
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
     * Carries the ids and names of each thread that submits a task.
     *
     * @param executor runs the tasks
     * @return an executor that runs each task with the ids and names of the thread that has submitted it
     */
    public static ExecutorService wrap(ExecutorService executor) {
        return new ContextExecutor(executor);
    }

    /**
     * Configures job, worker and node of the whole process. They appear in file names, in JSON, at the driver and in lookups.
     * An attribute of an appender takes precedence. Ids that the context does not have stay as they are.
     *
     * @param context has no other values than job, worker and node
     * @throws IllegalArgumentException if the context has an actor or a task
     */
    public static void setProcess(RuntimeContext context) {
        for (ContextKeys key : KEYS) {
            if (context.get(key) != null && !isOfProcess(key)) {
                throw new IllegalArgumentException("invalid " + key.key() + " \"" + context.get(key)
                        + "\" (expected only ids of job, worker and node)");
            }
        }
        ProcessContext.configure(context);
    }

    private static boolean isOfProcess(ContextKeys key) {
        return key == ContextKeys.JOB_ID || key == ContextKeys.WORKER_ID || key == ContextKeys.NODE_ID;
    }

    /**
     * @param key of an id or a name
     * @return its value; null if this context has none
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

    /** Builds a context. Null or an empty text removes a value. Not thread-safe. */
    public static final class Builder {

        private final String[] values = new String[KEYS.length];

        private Builder() {}

        /**
         * @param jobId 8 hexadecimal digits
         * @return this
         * @throws IllegalArgumentException if it is something else
         */
        public Builder setJobId(String jobId) {
            return set(ContextKeys.JOB_ID, jobId);
        }

        /**
         * @param workerId 56 hexadecimal digits
         * @return this
         * @throws IllegalArgumentException if it is something else
         */
        public Builder setWorkerId(String workerId) {
            return set(ContextKeys.WORKER_ID, workerId);
        }

        /**
         * @param nodeId 56 hexadecimal digits
         * @return this
         * @throws IllegalArgumentException if it is something else
         */
        public Builder setNodeId(String nodeId) {
            return set(ContextKeys.NODE_ID, nodeId);
        }

        /**
         * @param actorId 32 hexadecimal digits
         * @return this
         * @throws IllegalArgumentException if it is something else
         */
        public Builder setActorId(String actorId) {
            return set(ContextKeys.ACTOR_ID, actorId);
        }

        /**
         * @param taskId 48 hexadecimal digits
         * @return this
         * @throws IllegalArgumentException if it is something else
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
                throw new IllegalArgumentException("invalid " + key.key() + " \"" + value + "\" (expected "
                        + key.digits() + " hexadecimal digits)");
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
