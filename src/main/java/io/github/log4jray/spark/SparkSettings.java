package io.github.log4jray.spark;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.UnknownAttributes;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;

/**
 * The settings {@code spark.log4jray.*}. The driver reads them, so that an invalid value is reported once. Immutable.
 *
 * @param level events of the application from this level on are shown
 * @param sparkLevel events of Spark and of the libraries that it brings are shown from this level on
 * @param dedup whether equal lines of several executors are counted; null where the setting does not say so
 * @param files whether executors write files of a session, too
 * @param port where the driver listens; 0 for any free port
 * @param tls whether executors connect in TLS; null where the setting does not say so
 * @param bufferSize bytes of lines that wait for the driver, in each executor
 * @param overflow drops lines or waits when these are used up
 * @param shutdownTimeoutMillis how long the driver and each executor wait at the end for lines that are on their way
 */
record SparkSettings(
        Level level,
        Level sparkLevel,
        Boolean dedup,
        boolean files,
        int port,
        Boolean tls,
        int bufferSize,
        Overflow overflow,
        int shutdownTimeoutMillis) {

    /** How messages name this part. */
    static final String LABEL = "RayLogsPlugin";

    private static final String PREFIX = "spark.log4jray.";
    private static final String LEVELS = "ALL, TRACE, DEBUG, INFO, WARN, ERROR, FATAL or OFF";
    private static final int MAX_PORT = 65_535;
    private static final int MIN_BUFFER_SIZE = 1024;
    private static final int MAX_BUFFER_SIZE = 1024 * 1024 * 1024;
    private static final int DEFAULT_BUFFER_SIZE = 8 * 1024 * 1024;
    private static final int DEFAULT_SHUTDOWN_MILLIS = 2_000;

    /** As the attribute of {@code DriverStream}. */
    enum Overflow {
        DISCARD,
        BLOCK
    }

    /** A switch whose default depends on other things. */
    private enum Choice {
        DEFAULT,
        TRUE,
        FALSE
    }

    /**
     * Reads the settings. An invalid value is reported, and replaced by the default. A name that begins as ours do and is none of
     * them is reported, too.
     *
     * @param conf gives the value of a setting of Spark; null where it is not set
     * @param lines begin with the names of all settings that are set, each followed by {@code =}
     * @return the settings
     */
    static SparkSettings of(UnaryOperator<String> conf, Stream<String> lines) {
        Set<String> known = new TreeSet<>();
        SparkSettings settings = of(name -> {
            known.add(name.substring(PREFIX.length()));
            return conf.apply(name);
        });
        lines.filter(line -> line.startsWith(PREFIX) && line.indexOf('=') > 0)
                .map(line -> line.substring(PREFIX.length(), line.indexOf('=')))
                .filter(name -> !known.contains(name))
                .forEach(name -> UnknownAttributes.report(LABEL, PREFIX, name, conf.apply(PREFIX + name), known));
        return settings;
    }

    /**
     * Reads the settings. An invalid value is reported, and replaced by the default.
     *
     * @param conf gives the value of a setting of Spark; null where it is not set
     * @return the settings
     */
    static SparkSettings of(UnaryOperator<String> conf) {
        Attributes attributes = new Attributes(LABEL, null);
        return new SparkSettings(
                level(attributes, conf, "level", Level.ALL),
                level(attributes, conf, "sparkLevel", Level.WARN),
                flag(attributes, conf, "dedup"),
                attributes.flag(PREFIX + "files", conf.apply(PREFIX + "files"), false),
                attributes.number(PREFIX + "port", conf.apply(PREFIX + "port"), 0, MAX_PORT, 0),
                flag(attributes, conf, "tls"),
                attributes.size(
                        PREFIX + "bufferSize",
                        conf.apply(PREFIX + "bufferSize"),
                        MIN_BUFFER_SIZE,
                        MAX_BUFFER_SIZE,
                        DEFAULT_BUFFER_SIZE),
                attributes.choice(PREFIX + "overflow", conf.apply(PREFIX + "overflow"), Overflow.DISCARD),
                attributes.millis(
                        PREFIX + "shutdownTimeoutMillis",
                        conf.apply(PREFIX + "shutdownTimeoutMillis"),
                        DEFAULT_SHUTDOWN_MILLIS));
    }

    private static Boolean flag(Attributes attributes, UnaryOperator<String> conf, String name) {
        return switch (attributes.choice(PREFIX + name, conf.apply(PREFIX + name), Choice.DEFAULT)) {
            case DEFAULT -> null;
            case TRUE -> true;
            case FALSE -> false;
        };
    }

    private static Level level(Attributes attributes, UnaryOperator<String> conf, String name, Level defaultLevel) {
        String value = Attributes.given(conf.apply(PREFIX + name));
        Level level = value == null ? defaultLevel : Level.getLevel(value.toUpperCase(Locale.ROOT));
        if (level == null) {
            attributes.wrong(PREFIX + name, value, "expected " + LEVELS, defaultLevel);
            return defaultLevel;
        }
        return level;
    }
}
