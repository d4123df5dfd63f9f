package io.github.log4jray.json;

import java.util.Map;
import org.apache.logging.log4j.Level;

/** How levels are named. */
enum LevelNames {
    /** As Python's {@code logging} names them; it has none below DEBUG. */
    PYTHON(Map.of(Level.TRACE, "DEBUG", Level.WARN, "WARNING", Level.FATAL, "CRITICAL")),
    /** As Log4j names them. */
    LOG4J(Map.of());

    private final Map<Level, String> others;

    LevelNames(Map<Level, String> others) {
        this.others = others;
    }

    /**
     * @param level any, also one of the user's own
     * @return its name
     */
    String of(Level level) {
        return others.getOrDefault(level, level.name());
    }
}
