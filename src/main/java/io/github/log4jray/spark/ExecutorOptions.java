package io.github.log4jray.spark;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.logging.log4j.Level;

/**
 * The options of the executors. Spark's RPC brings them from the driver, as a map of texts. Spark keeps this map among its
 * settings, and hides values whose names contain {@code token}. Immutable.
 *
 * @param address where the driver receives lines
 * @param token a secret of driver and executors
 * @param level events of the application from this level on are forwarded
 * @param sparkLevel events of Spark from this level on are forwarded
 * @param bufferSize bytes of lines that wait for the driver
 * @param overflow drops lines or waits when these are used up
 * @param shutdownTimeoutMillis how long an executor waits at its end
 * @param session the name of the session in which an executor writes files; null for none
 */
record ExecutorOptions(
        String address,
        String token,
        Level level,
        Level sparkLevel,
        int bufferSize,
        SparkSettings.Overflow overflow,
        int shutdownTimeoutMillis,
        String session) {

    /** @return the options as texts */
    Map<String, String> toMap() {
        Map<String, String> texts = new HashMap<>(Map.of(
                "address", address,
                "token", token,
                "level", level.name(),
                "sparkLevel", sparkLevel.name(),
                "bufferSize", Integer.toString(bufferSize),
                "overflow", overflow.name().toLowerCase(Locale.ROOT),
                "shutdownTimeoutMillis", Integer.toString(shutdownTimeoutMillis)));
        if (session != null) {
            texts.put("session", session);
        }
        return texts;
    }

    /**
     * @param options as the driver has made them
     * @return the options; null where the driver receives nothing
     */
    static ExecutorOptions of(Map<String, String> options) {
        return options.get("address") == null
                ? null
                : new ExecutorOptions(
                        options.get("address"),
                        options.get("token"),
                        Level.valueOf(options.get("level")),
                        Level.valueOf(options.get("sparkLevel")),
                        Integer.parseInt(options.get("bufferSize")),
                        SparkSettings.Overflow.valueOf(options.get("overflow").toUpperCase(Locale.ROOT)),
                        Integer.parseInt(options.get("shutdownTimeoutMillis")),
                        options.get("session"));
    }

    /** Does not contain the token. */
    @Override
    public String toString() {
        return address;
    }
}
