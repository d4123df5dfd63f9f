package io.github.log4jray.json;

import java.util.Map;
import org.apache.logging.log4j.Level;

/** How levels are named. */
enum LevelNames {
    /** Python's names. Python's {@code logging} has no level below DEBUG. */
    PYTHON(Map.of(Level.TRACE, "DEBUG", Level.WARN, "WARNING", Level.FATAL, "CRITICAL")),
    /** Log4j's names. */
    LOG4J(Map.of());

    private final Map<Level, String> others;

    LevelNames(Map<Level, String> others) {
        this.others = others;
    }

    /**
     * @param level any, also a custom level
     * @return its name
     */
    String of(Level level) {
        return others.getOrDefault(level, level.name());
    }
}
