package io.github.log4jray.testing.programs;

import io.github.log4jray.driver.WorkerEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** A driver that logs what standard input says after {@code log }, and prints what it says after {@code print }. */
public final class TalkingDriver {

    private TalkingDriver() {}

    public static void main(String[] arguments) throws IOException {
        Logger logger = LogManager.getLogger(TalkingDriver.class);
        logger.info("up {}", WorkerEnvironment.variables().size());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.startsWith("log ")) {
                logger.info(line.substring(4));
            } else {
                System.out.println(line.substring(6));
            }
        }
        System.exit(0);
    }
}
