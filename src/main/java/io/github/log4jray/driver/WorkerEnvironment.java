package io.github.log4jray.driver;

import io.github.log4jray.session.DriverEndpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * What a driver hands to the worker processes that it starts, so that they join its session and its job and find it.
 *
 * <pre>{@code
 * ProcessBuilder worker = new ProcessBuilder("java", "-cp", classPath, "com.example.Worker");
 * worker.environment().putAll(WorkerEnvironment.variables());
 * }</pre>
 */
public final class WorkerEnvironment {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private WorkerEnvironment() {}

    /**
     * The environment variables for a worker: {@code RAY_SESSION_DIR}, {@code RAY_JOB_ID},
     * {@code RAY_DRIVER_LOG_ADDRESS} and {@code RAY_DRIVER_LOG_TOKEN}, as far as there is a value. They are those of
     * the {@code DriverConsole} that was started last in this JVM; Log4j is configured for it where it was not yet. The
     * job is Ray's as soon as the driver has joined a cluster. Without a {@code DriverConsole} the map is empty, and a
     * warning says so. The token is a secret.
     *
     * @return a map of its own for each call; any thread may call
     */
    public static Map<String, String> variables() {
        if (DriverConsoleManager.latest() == null) {
            LogManager.getContext(Thread.currentThread().getContextClassLoader(), false);
        }
        Map<String, String> variables = new LinkedHashMap<>();
        DriverConsoleManager driver = DriverConsoleManager.latest();
        if (driver == null) {
            LOGGER.warn("WorkerEnvironment: no DriverConsole is started in this process");
            return variables;
        }
        if (driver.session() != null) {
            variables.put("RAY_SESSION_DIR", driver.session().directory().toString());
        }
        if (driver.job() != null) {
            variables.put("RAY_JOB_ID", driver.job());
        }
        DriverEndpoint endpoint = driver.endpoint();
        if (endpoint != null) {
            variables.put("RAY_DRIVER_LOG_ADDRESS", endpoint.address());
            variables.put("RAY_DRIVER_LOG_TOKEN", endpoint.token());
        } else if (driver.redis() != null) {
            variables.put("RAY_DRIVER_LOG_ADDRESS", driver.redis());
        }
        return variables;
    }
}
