package io.github.log4jray.testing.programs;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/** A program that knows nothing of log4j-ray: logs {@code logged} and prints the name of its configuration. */
public final class ConfigurationName {

    private ConfigurationName() {}

    public static void main(String[] arguments) {
        Logs.log();
    }

    /** A class of its own, so that nothing of Log4j is loaded before {@code main} begins. */
    private static final class Logs {

        static void log() {
            LogManager.getLogger(ConfigurationName.class).info("logged");
            LoggerContext context =
                    (LoggerContext) LogManager.getContext(ConfigurationName.class.getClassLoader(), false);
            System.out.println("configuration " + context.getConfiguration().getName());
        }
    }
}
