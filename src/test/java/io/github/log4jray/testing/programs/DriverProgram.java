package io.github.log4jray.testing.programs;

import io.github.log4jray.driver.WorkerEnvironment;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A driver that has nothing to do: logs {@code driver is up}, prints what it would hand to its workers, each as
 * {@code name=value}, and goes when its standard input ends.
 */
public final class DriverProgram {

    private DriverProgram() {}

    public static void main(String[] arguments) throws IOException {
        Logger logger = LogManager.getLogger(DriverProgram.class);
        logger.info("driver is up");
        WorkerEnvironment.variables().forEach((name, value) -> System.out.println(name + "=" + value));
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
        logger.info("driver goes");
        System.exit(0);
    }
}
