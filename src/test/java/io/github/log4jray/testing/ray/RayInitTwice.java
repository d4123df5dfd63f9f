package io.github.log4jray.testing.ray;

import io.ray.api.Ray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A driver that joins Ray, leaves it and joins it again, and logs all the while. Arguments: the session of its
 * configuration; {@code early} where it logs before Ray is there, or {@code late}; and whether there is an SLF4J, else
 * {@code alone}.
 */
public final class RayInitTwice {

    private RayInitTwice() {}

    public static void main(String[] arguments) throws IOException {
        Path session = Path.of(arguments[0]);
        if (arguments[1].equals("early")) {
            LogManager.getLogger(RayInitTwice.class).info("before");
            state("before", session);
        }
        Ray.init();
        RayLogging.removeCopyOfNativeLibrary();
        Logger logger = LogManager.getLogger(RayInitTwice.class);
        logger.info("joined");
        if (!arguments[2].equals("alone")) {
            RayLogging.slf4j("slf4j");
        }
        state("joined", session);
        Ray.shutdown();
        logger.info("left");
        Ray.init();
        logger.info("joined again");
        state("again", session);
        Ray.shutdown();
        logger.info("left again");
        state("left", session);
    }

    /** Prints also where it is published, but for the jobs of which it has one more each time. */
    private static void state(String when, Path session) throws IOException {
        Set<String> endpoints = new TreeSet<>();
        Path directory = session.resolve("log4jray");
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(f -> f.toString().matches(".*/driver-\\w+\\.json"))
                        .toList()) {
                    endpoints.add(Files.readString(file).strip().replaceFirst("\"job\":\"\\w{8}\",", ""));
                }
            }
        }
        System.out.println("state " + when + " " + RayLogging.configurations(RayInitTwice.class) + " "
                + RayLogging.descriptors("driver\\.log") + " " + String.join("", endpoints));
    }
}
