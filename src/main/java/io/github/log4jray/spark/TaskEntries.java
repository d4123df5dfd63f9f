package io.github.log4jray.spark;

import io.github.log4jray.context.ContextKeys;
import java.util.Map;
import org.apache.logging.log4j.CloseableThreadContext;

/**
 * The entries that events of a task have in their context data, from its start to its end: {@code task_name}, for example
 * {@code stage 0, task 1.0}, {@code stage}, {@code partition}, {@code attempt}, {@code app_id} and {@code executor_id}. At
 * the end of the task the values from before come back: Spark 4 has a {@code task_name} of its own. Thread-safe.
 */
final class TaskEntries {

    private final String application;
    private final String executor;
    private final ThreadLocal<CloseableThreadContext.Instance> open = new ThreadLocal<>();

    /**
     * @param application Spark's id of the application
     * @param executor Spark's id of this executor
     */
    TaskEntries(String application, String executor) {
        this.application = application;
        this.executor = executor;
    }

    /**
     * This thread begins a task. Spark does not report the end of each task, so this ends the last task of the thread.
     *
     * @param stage the id of the stage
     * @param stageAttempt 0, or how often the stage was repeated
     * @param partition the index of the partition that the task computes
     * @param attempt 0, or how often the task was repeated
     */
    void begin(int stage, int stageAttempt, int partition, int attempt) {
        close();
        String shownStage = stageAttempt == 0 ? String.valueOf(stage) : stage + "." + stageAttempt;
        open.set(CloseableThreadContext.putAll(Map.of(
                ContextKeys.TASK_NAME.key(),
                "stage " + shownStage + ", task " + partition + "." + attempt,
                "stage",
                shownStage,
                "partition",
                String.valueOf(partition),
                "attempt",
                String.valueOf(attempt),
                "app_id",
                application,
                "executor_id",
                executor)));
    }

    /**
     * This thread has ended its task.
     *
     * @param last logs the last lines of the task. If it throws an exception, the entries end too, and the caller gets the
     *     exception
     */
    void end(Runnable last) {
        try {
            last.run();
        } finally {
            close();
        }
    }

    private void close() {
        CloseableThreadContext.Instance entries = open.get();
        if (entries != null) {
            open.remove();
            entries.close();
        }
    }
}
