package io.github.log4jray.stdio;

import io.github.log4jray.settings.Attributes;
import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.LogEvent;

/** Decides which events go to standard error: those with the marker {@code STDERR}, and those of a level or above. */
public final class StandardError {

    /** The name of the marker that captured lines of {@code System.err} carry. */
    public static final String MARKER = "STDERR";

    private final Level level;

    private StandardError(Level level) {
        this.level = level;
    }

    /**
     * @param attributes says what is wrong with the level
     * @param stderrLevel the attribute {@code stderrLevel}: the name of a level, or null for none
     * @return the rule
     */
    public static StandardError of(Attributes attributes, String stderrLevel) {
        String name = Attributes.given(stderrLevel);
        Level level = name == null ? null : Level.getLevel(name.toUpperCase(Locale.ROOT));
        if (name != null && level == null) {
            attributes.wrong("stderrLevel", stderrLevel, "expected a level such as WARN or ERROR", "none");
        }
        return new StandardError(level);
    }

    /**
     * @param event any
     * @return whether it goes to standard error
     */
    public boolean has(LogEvent event) {
        if (level != null && event.getLevel().isMoreSpecificThan(level)) {
            return true;
        }
        Marker marker = event.getMarker();
        return marker != null && marker.isInstanceOf(MARKER);
    }
}
