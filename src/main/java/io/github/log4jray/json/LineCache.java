package io.github.log4jray.json;

import io.github.log4jray.context.RuntimeContext;
import io.github.log4jray.text.TimestampPrefix;
import io.github.log4jray.text.Utf8Buffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.util.IndexedReadOnlyStringMap;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.TriConsumer;

/**
 * What was written before and after the message of the last event in a buffer, and what it was made of. Who has the
 * buffer uses it, for one event at a time.
 */
final class LineCache {

    private static final TriConsumer<String, Object, LineCache> ADD_ENTRY =
            (key, value, cache) -> cache.add(key, value);

    /** The fields before the message, and the beginning of the message. */
    final TimestampPrefix head = new TimestampPrefix();

    /** The job and the worker of the event, as they are in the head. */
    final Utf8Buffer owner = new Utf8Buffer();

    /** The end of the message and the fields after it, to the end of the line. */
    final Utf8Buffer tail = new Utf8Buffer();

    /** The length of the tail before the entries of the context. */
    int entriesAt;

    /** The length of the tail before the additional fields. */
    int fieldsAt;

    /** The entries of the context that are in the tail. */
    SortedMap<String, Object> entries = new TreeMap<>();

    private Level level;
    private String logger;
    private RuntimeContext process;
    private String[] keys = new String[16];
    private Object[] values = new Object[16];
    private int count = -1;
    private boolean mayChange;

    /** @return whether the head is of this level, if it is of the event's second */
    boolean isOf(Level eventLevel) {
        return level != null && eventLevel == level;
    }

    /** @return whether owner and tail are those of an event with this logger and this context, in a process with these ids */
    boolean isOf(String eventLogger, ReadOnlyStringMap context, RuntimeContext ofProcess) {
        return eventLogger == logger && ofProcess == process && has(context);
    }

    private boolean has(ReadOnlyStringMap context) {
        if (context.size() != count) {
            return false;
        }
        boolean same = true;
        if (context instanceof IndexedReadOnlyStringMap indexed) {
            for (int i = 0; same && i < count; i++) {
                same = indexed.getValueAt(i) == values[i] && Objects.equals(indexed.getKeyAt(i), keys[i]);
            }
        } else {
            // an iteration over other maps would sort their keys first
            for (int i = 0; same && i < count; i++) {
                same = values[i] != null && context.getValue(keys[i]) == values[i];
            }
        }
        return same;
    }

    /** @param newLevel of the head; null while it is not complete */
    void keep(Level newLevel) {
        level = newLevel;
    }

    /** Keeps what owner and tail are made of. Entries that may change are not kept, so that the next event is rendered. */
    void keep(String newLogger, ReadOnlyStringMap context, RuntimeContext ofProcess) {
        logger = newLogger;
        process = ofProcess;
        count = 0;
        mayChange = false;
        context.forEach(ADD_ENTRY, this);
        if (mayChange) {
            forget();
        }
    }

    /** Makes owner and tail those of no event. */
    void forget() {
        count = -1;
    }

    private void add(String key, Object value) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        boolean constant = isConstant(value);
        mayChange |= !constant;
        keys[count] = key;
        // a buffer must not keep an object of the application alive
        values[count++] = constant ? value : null;
    }

    private static boolean isConstant(Object value) {
        return value == null
                || value instanceof String
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Boolean
                || value instanceof Double
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Character;
    }
}
