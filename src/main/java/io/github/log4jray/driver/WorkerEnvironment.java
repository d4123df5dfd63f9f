package io.github.log4jray.driver;

import io.github.log4jray.session.DriverEndpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The environment variables that a driver hands to the worker processes that it starts, so that they join its session
 * and its job and find it.
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
     * Returns {@code RAY_SESSION_DIR}, {@code RAY_JOB_ID}, {@code RAY_DRIVER_LOG_ADDRESS} and
     * {@code RAY_DRIVER_LOG_TOKEN}, as far as they have a value. The address is the {@code advertisedAddress} where the driver has one. The token is a
     * secret.
     *
     * <p>The values are those of the {@code DriverConsole} that was started last in this JVM. Where there is none yet,
     * this call configures Log4j; where there is none then, the map is empty, and a warning is logged. The job is Ray's
     * as soon as the driver has joined a cluster.
     *
     * @return a new map for each call; any thread may call
     */
    public static Map<String, String> variables() {
        if (DriverConsoleManager.latest() == null) {
            LogManager.getContext(Thread.currentThread().getContextClassLoader(), false);
        }
        Map<String, String> variables = new LinkedHashMap<>();
        DriverConsoleManager driver = DriverConsoleManager.latest();
        if (driver == null) {
            LOGGER.warn("log4j-ray: no DriverConsole is started in this process");
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
