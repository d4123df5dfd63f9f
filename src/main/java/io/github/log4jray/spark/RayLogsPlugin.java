package io.github.log4jray.spark;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Shows the lines that Spark's executors log and print, live on the driver's console, as {@code (stage 0, task 1.0
 * pid=45601) line}.
 *
 * <pre>{@code
 * spark-submit --jars log4j-ray.jar --conf spark.plugins=io.github.log4jray.spark.RayLogsPlugin …
 * }</pre>
 *
 * <p>Levels, appenders and the console output of Spark stay as they are. The settings are those of Spark whose names begin
 * with {@code spark.log4jray.}. In local mode the driver is the only process, whose console shows everything already; there
 * the plugin only adds names and ids of tasks to the context of events. Spark 3.5 and 4, Scala 2.12 and 2.13.
 */
public final class RayLogsPlugin implements SparkPlugin {

    /** Spark makes the plugin by this constructor. */
    public RayLogsPlugin() {}

    @Override
    public DriverPlugin driverPlugin() {
        return new DriverLogs();
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorLogs();
    }
}
