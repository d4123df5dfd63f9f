package io.github.log4jray.testing.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Logs, and starts itself once more with all its system properties, as launchers, Gradle tasks and test runners do. The child
 * logs {@value #LINES} lines. Both log their {@code ${ray:worker_id}} by the layout. Argument: {@code parent} or {@code child}.
 */
public final class StartsItself {

    public static final int LINES = 50;

    private StartsItself() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Logger logger = LogManager.getLogger(StartsItself.class);
        logger.error("{} begins", arguments[0]);
        if (arguments[0].equals("child")) {
            for (int i = 0; i < LINES; i++) {
                logger.error("child line {}", i);
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
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StartsItself.class.getName(), "child"));
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
