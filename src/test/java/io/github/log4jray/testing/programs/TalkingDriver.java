package io.github.log4jray.testing.programs;

import io.github.log4jray.driver.WorkerEnvironment;
import io.github.log4jray.progress.ProgressBar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * A driver that logs what standard input says after {@code log }, and prints what it says after {@code print }. After {@code
 * bar } come the description and the total of a bar of its own, for {@code step } and {@code close}. An argument is a further
 * configuration, for a context of its own.
 */
public final class TalkingDriver {

    private TalkingDriver() {}

    public static void main(String[] arguments) throws IOException {
        Logger logger = LogManager.getLogger(TalkingDriver.class);
        if (arguments.length > 0) {
            new LoggerContext("second", null, Path.of(arguments[0]).toUri()).start();
        }
        System.out.println("up " + WorkerEnvironment.variables().size());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ProgressBar bar = null;
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "log" -> logger.info(line.substring(4));
                case "print" -> System.out.println(line.substring(6));
                case "bar" -> bar = ProgressBar.of(words[1], Long.parseLong(words[2]));
                case "step" -> bar.step(Long.parseLong(words[1]));
                default -> bar.close();
            }
        }
        System.exit(0);
    }
}
