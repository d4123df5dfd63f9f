package io.github.log4jray.stdio;

import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;

/**
 * Whether the level of a logger applies to captured lines. It applies only if the configuration has a logger of exactly the
 * name {@code stdout} or {@code stderr}. The level of the root logger is meant for events: a line that a program prints must
 * not vanish because of it. Filters apply in any case. Stateless.
 */
final class LevelRule {

    private LevelRule() {}

    /**
     * @param logger that of the stream
     * @param stream which of the two
     * @param line a captured line
     * @return whether the level alone keeps the line back, and must not
     */
    static boolean overrules(Logger logger, StandardStream stream, String line) {
        LoggerConfig config = logger.get();
        return !isEnabled(config, stream)
                && !isNamed(config, stream)
                && passesFilter(logger.getContext().getConfiguration(), logger, stream, line);
    }

    /**
     * @param configuration was in force
     * @param stream which of the two
     * @return whether lines of the stream are logged by that configuration
     */
    static boolean allows(Configuration configuration, StandardStream stream) {
        LoggerConfig config = configuration.getLoggerConfig(stream.loggerName());
        return isEnabled(config, stream) || !isNamed(config, stream);
    }

    private static boolean isEnabled(LoggerConfig config, StandardStream stream) {
        return stream.level().isMoreSpecificThan(config.getLevel());
    }

    private static boolean isNamed(LoggerConfig config, StandardStream stream) {
        return config.getName().equals(stream.loggerName());
    }

    private static boolean passesFilter(
            Configuration configuration, Logger logger, StandardStream stream, String line) {
        Filter filter = configuration.getFilter();
        return filter == null
                || filter.filter(logger, stream.level(), stream.marker(), line, new Object[0]) != Filter.Result.DENY;
    }
}
