package io.github.log4jray.testing.ray;

import io.ray.api.Ray;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** A driver for Ray's local mode, where tasks run in its own process. Prints {@code job <id>}. */
public final class RayLocalMode {

    private static final Logger LOGGER = LogManager.getLogger(RayLocalMode.class);

    private RayLocalMode() {}

    public static void main(String[] arguments) {
        Ray.init();
        LOGGER.info("driver");
        System.out.println("job " + Ray.task(RayLocalMode::task).remote().get());
        Ray.shutdown();
    }

    public static String task() {
        LOGGER.info("task");
        return Ray.getRuntimeContext().getCurrentJobId().toString();
    }
}
