package io.github.log4jray.testing.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Logs, and starts itself once more with all its system properties, as launchers, Gradle tasks and test runners do. The child
 * logs until a file exists, for at most three minutes. Arguments: {@code parent} or {@code child}, and the file.
 */
public final class StartsItself {

    private static final Duration MOST = Duration.ofMinutes(3);
    private static final long PAUSE_NANOS = 1_000_000;

    private StartsItself() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Logger logger = LogManager.getLogger(StartsItself.class);
        logger.error("{} begins", arguments[0]);
        if (arguments[0].equals("child")) {
            Path file = Path.of(arguments[1]);
            long begin = System.nanoTime();
            for (int i = 0; !Files.exists(file) && System.nanoTime() - begin < MOST.toNanos(); i++) {
                logger.error("child line {}", i);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return;
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        System.getProperties().forEach((key, value) -> {
            if (!key.toString().matches("(java|sun|jdk)\\..*")) {
                command.add("-D" + key + "=" + value);
            }
        });
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), StartsItself.class.getName(), "child", arguments[1]));
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
