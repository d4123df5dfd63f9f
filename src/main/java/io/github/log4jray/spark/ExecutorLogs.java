package io.github.log4jray.spark;

import io.github.log4jray.stdio.StandardStreams;
import java.util.Map;
import org.apache.logging.log4j.status.StatusLogger;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;

/**
 * An executor's part of the plugin: forwards events and prints from its start to its stop, and names the task of each
 * thread. Spark calls the methods whose names begin with {@code onTask} on the threads of tasks.
 */
final class ExecutorLogs implements ExecutorPlugin {

    private TaskEntries tasks;
    private ForwardedEvents events;

    @Override
    public void init(PluginContext plugin, Map<String, String> ofDriver) {
        SparkConf conf = plugin.conf();
        tasks = new TaskEntries(conf.get("spark.app.id", ""), plugin.executorID());
        ExecutorOptions options = ExecutorOptions.of(ofDriver);
        if (options != null) {
            begin(options, plugin.executorID());
        }
    }

    /** An exception here would end the executor, and then each that Spark starts in its place. */
    private void begin(ExecutorOptions options, String executor) {
        try {
            events = ForwardedEvents.begin(options, executor);
        } catch (RuntimeException | LinkageError e) {
            StatusLogger.getLogger()
                    .error("{}: executor {} forwards nothing to the driver", SparkSettings.LABEL, executor, e);
        }
    }

    @Override
    public void onTaskStart() {
        TaskContext task = TaskContext.get();
        tasks.begin(task.stageId(), task.stageAttemptNumber(), task.partitionId(), task.attemptNumber());
    }

    @Override
    public void onTaskSucceeded() {
        endTask();
    }

    @Override
    public void onTaskFailed(TaskFailedReason reason) {
        endTask();
    }

    private void endTask() {
        tasks.end(events == null ? () -> {} : StandardStreams::logUnfinishedOfThread);
    }

    @Override
    public void shutdown() {
        if (events != null) {
            events.end();
            events = null;
        }
    }
}
