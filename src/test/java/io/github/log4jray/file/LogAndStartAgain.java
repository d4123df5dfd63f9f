package io.github.log4jray.file;

import java.net.URI;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * A process that shuts Log4j down and starts it again, and logs {@code again 0}, {@code again 1} and so on. Arguments:
 * where the configuration is, how often, and how many records each time.
 */
final class LogAndStartAgain {

    private LogAndStartAgain() {}

    public static void main(String[] arguments) {
        int times = Integer.parseInt(arguments[1]);
        int each = Integer.parseInt(arguments[2]);
        int next = 0;
        for (int i = 0; i < times; i++) {
            LoggerContext context = Configurator.initialize("again", null, URI.create(arguments[0]));
            Logger logger = context.getLogger(LogAndStartAgain.class.getName());
            for (int end = next + each; next < end; next++) {
                logger.info("again {}", next);
            }
            Configurator.shutdown(context);
        }
        System.exit(0);
    }
}
