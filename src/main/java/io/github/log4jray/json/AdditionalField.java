package io.github.log4jray.json;

import io.github.log4jray.settings.ReportOnce;
import io.github.log4jray.text.JsonReader;
import io.github.log4jray.text.Utf8Buffer;
import java.util.function.Function;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * An additional field of a layout.
 *
 * @param name its key
 * @param constant its value; null if {@code ofEvent} gives the value
 * @param ofEvent gives the value; null or empty for an event that is written without the field
 * @param json whether the value is JSON already
 */
record AdditionalField(String name, String constant, Function<LogEvent, String> ofEvent, boolean json) {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** Writes a comma, the key and the value, if there is one. */
    void addTo(Utf8Buffer to, LogEvent event, JsonFieldWriter writer) {
        String value = constant != null ? constant : valueOf(event);
        if (value == null || value.isEmpty()) {
            return;
        }
        String raw = json ? JsonReader.oneLine(value) : null;
        if (raw != null) {
            writer.addRaw(name, raw, to);
            return;
        }
        if (json && ReportOnce.JSON_FIELD.first(name)) {
            LOGGER.error(
                    "{}: invalid value \"{}\" of {} (expected JSON); using text",
                    RayJsonField.PLUGIN_NAME,
                    value,
                    name);
        }
        writer.addString(name, value, to);
    }

    private String valueOf(LogEvent event) {
        try {
            return ofEvent.apply(event);
        } catch (Throwable e) {
            // a lookup may throw anything; the event is written all the same
            return JsonFieldWriter.unavailable("value", e);
        }
    }
}
