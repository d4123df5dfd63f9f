package io.github.log4jray.json;

import io.github.log4jray.text.Utf8Buffer;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.util.ReadOnlyStringMap;

/**
 * The entries of an event's context and of its {@code MapMessage} that are written with keys of their own. A key stands
 * once, and half a surrogate pair in it becomes U+FFFD. Stateless.
 */
final class ContextEntries {

    private static final ReadOnlyStringMap NONE = ContextDataFactory.emptyFrozenContextData();

    private ContextEntries() {}

    /**
     * @param event any, also an event of another implementation that has no context data
     * @return its context data; never null
     */
    static ReadOnlyStringMap dataOf(LogEvent event) {
        ReadOnlyStringMap data = event.getContextData();
        return data == null ? NONE : data;
    }

    /**
     * @param data of an event
     * @param isWritten accepts the keys that are written
     * @return the entries with a value, sorted by key
     */
    static SortedMap<String, Object> of(ReadOnlyStringMap data, Predicate<String> isWritten) {
        SortedMap<String, Object> entries = new TreeMap<>();
        data.forEach((key, value) -> {
            if (key != null && value != null && isWritten.test(key)) {
                entries.put(wellFormed(key), value);
            }
        });
        return entries;
    }

    /**
     * Writes the entries of a map message that have a value, in the order of the message.
     *
     * @param isWritten accepts the keys that are not yet in the line
     * @return the keys that were written in the place of malformed ones
     */
    static Set<String> addTo(
            Utf8Buffer to, MapMessage<?, ?> message, Predicate<String> isWritten, JsonFieldWriter writer) {
        Set<String> replaced = new HashSet<>();
        message.forEach((key, value) -> {
            if (key == null || value == null) {
                return;
            }
            String written = wellFormed(key);
            boolean free = written == key || !message.containsKey(written) && replaced.add(written);
            if (free && isWritten.test(written)) {
                writer.addValue(written, value, to);
            }
        });
        return replaced;
    }

    /**
     * Replaces halves of surrogate pairs, and returns the same object where there are none, so that two keys that
     * differ only in them are one key in the line.
     */
    static String wellFormed(String key) {
        boolean surrogates = false;
        for (int i = 0; i < key.length() && !surrogates; i++) {
            surrogates = Character.isSurrogate(key.charAt(i));
        }
        String written = surrogates ? new Utf8Buffer().add(key).toString() : key;
        return written.equals(key) ? key : written;
    }
}
