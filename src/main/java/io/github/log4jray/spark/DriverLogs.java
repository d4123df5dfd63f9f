package io.github.log4jray.spark;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Environment;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;

/** The driver's part of the plugin: receives and prints from the start of the Spark context to its stop. */
final class DriverLogs implements DriverPlugin {

    private static final DateTimeFormatter SESSION_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss_SSSSSS");

    private ExecutorReceiver receiver;

    /** Returns the options of the executors; Spark's own RPC brings them there. Empty if the driver receives nothing. */
    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
        SparkConf conf = plugin.conf();
        SparkSettings settings = SparkSettings.of(
                name -> conf.get(name, null), conf.toDebugString().lines());
        if (context.isLocal()) {
            return Map.of();
        }
        String host = conf.get("spark.driver.host", "localhost");
        receiver = ExecutorReceiver.open(
                settings, host, conf.get("spark.driver.bindAddress", host), Environment.process());
        return receiver == null
                ? Map.of()
                : new ExecutorOptions(
                                receiver.address(),
                                receiver.token(),
                                settings.level(),
                                settings.sparkLevel(),
                                settings.bufferSize(),
                                settings.overflow(),
                                settings.shutdownTimeoutMillis(),
                                settings.files() ? session(LocalDateTime.now(ZoneId.systemDefault())) : null)
                        .toMap();
    }

    /** All executors of a host write into one session, whose name is that of a session of the driver. */
    private static String session(LocalDateTime now) {
        return "session_" + SESSION_TIME.format(now) + "_" + ProcessIds.pid();
    }

    /** Spark has told the executors to stop. Their last lines are printed when this returns. */
    @Override
    public void shutdown() {
        if (receiver != null) {
            receiver.stop();
            receiver = null;
        }
    }
}
