package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.TimestampPrefix;
import io.github.log4jray.text.Utf8Buffer;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.time.Instant;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.Constants;
import org.apache.logging.log4j.util.IndexedReadOnlyStringMap;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.StringBuilderFormattable;
import org.apache.logging.log4j.util.TriConsumer;

/**
 * Renders an event as one line of JSON. Caches the fields before and after the message per thread, because they usually
 * repeat except for the milliseconds and nanoseconds. Thread-safe.
 */
final class RayJson {

    /** The ids and names, in the order in which they are written. */
    static final List<ContextKeys> IDS = List.of(
            ContextKeys.JOB_ID,
            ContextKeys.WORKER_ID,
            ContextKeys.NODE_ID,
            ContextKeys.ACTOR_ID,
            ContextKeys.TASK_ID,
            ContextKeys.TASK_NAME,
            ContextKeys.TASK_FUNC_NAME,
            ContextKeys.ACTOR_NAME);

    /** The keys of an event's own fields. A context entry with one of these keys is left out. */
    private static final Set<String> EVENT_KEYS = Set.of(
            "asctime", "levelname", "message", "filename", "lineno", "exc_text", "name", "process", "timestamp_ns");

    private static final Set<String> ID_KEYS =
            IDS.stream().map(ContextKeys::key).collect(Collectors.toUnmodifiableSet());

    private static final TriConsumer<String, Object, Cache> ADD_ENTRY = (key, value, cache) -> cache.add(key, value);

    private static final int LARGEST_PART = 1 << 16;

    /**
     * How events are rendered.
     *
     * @param levelNames how levels are named
     * @param zone of {@code asctime}
     * @param location whether {@code filename} and {@code lineno} are written
     * @param stackTrace whether {@code exc_text} is more than its first line
     * @param maxStringLength in characters; longer strings are cut and end with an ellipsis
     * @param entries accepts the keys of the context entries that are written besides ids and names
     * @param ids gives the ids of the process, or null; asked once a second for an id that the event does not have
     * @param fields additional fields
     */
    record Settings(
            LevelNames levelNames,
            ZoneId zone,
            boolean location,
            boolean stackTrace,
            int maxStringLength,
            Predicate<String> entries,
            Function<ContextKeys, String> ids,
            List<Field> fields) {}

    /**
     * An additional field.
     *
     * @param name its key
     * @param constant its value; null if {@code ofEvent} gives the value
     * @param ofEvent gives the value; empty for an event that is written without the field
     */
    record Field(String name, String constant, Function<LogEvent, String> ofEvent) {}

    /** What was written before and after the message of a thread's last event, and what it was made of. */
    private static final class Cache {

        private final TimestampPrefix head = new TimestampPrefix();
        private Level level;

        private String logger;
        private String[] keys = new String[16];
        private Object[] values = new Object[16];
        private int count = -1;
        private boolean isRendering;
        private final Utf8Buffer tail = new Utf8Buffer();

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

        private void add(String key, Object value) {
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, 2 * count);
                values = Arrays.copyOf(values, 2 * count);
            }
            keys[count] = key;
            values[count++] = value;
        }
    }

    private final Settings settings;
    private final ThreadLocal<Cache> ofThread = ThreadLocal.withInitial(Cache::new);
    private final boolean constantFields;
    private final byte[] process;
    private final Set<String> fieldNames;

    /** @param settings how events are rendered */
    RayJson(Settings settings) {
        this.settings = settings;
        this.constantFields = settings.fields.stream().allMatch(field -> field.constant != null);
        this.fieldNames = settings.fields.stream().map(Field::name).collect(Collectors.toUnmodifiableSet());
        this.process = new Utf8Buffer()
                .add(",\"process\":")
                .add(ProcessIds.pid())
                .add(",\"timestamp_ns\":")
                .toByteArray();
    }

    /**
     * @param event any
     * @param buffer its bytes receive the line, with its end
     */
    void bytes(LogEvent event, RenderBuffer buffer) {
        Cache cache = Constants.ENABLE_THREADLOCALS ? ofThread.get() : new Cache();
        if (cache.isRendering) {
            // a value of the context logs while it is rendered
            cache = new Cache();
        }
        Utf8Buffer to = buffer.bytes();
        addHead(event, cache, to);
        StringBuilder text = buffer.text();
        addMessage(event.getMessage(), text);
        addContent(text, to);
        to.add('"');
        if (settings.location) {
            addLocation(event.getSource(), to);
        }
        addException(event, text, to);
        addTail(event, cache, to);
        if (!constantFields) {
            addFields(event, to);
            to.add(process, 0, process.length);
        }
        Instant time = event.getInstant();
        to.add(time.getEpochSecond() * 1_000_000_000 + time.getNanoOfSecond()).add('}');
        to.add('\n');
    }

    private void addHead(LogEvent event, Cache cache, Utf8Buffer to) {
        long millis = event.getInstant().getEpochMillisecond();
        boolean sameSecond = cache.head.isOf(millis, settings.zone);
        if (!sameSecond) {
            // an id of the process may have become known
            cache.count = -1;
        }
        if (!sameSecond || event.getLevel() != cache.level) {
            cache.level = event.getLevel();
            cache.head
                    .begin("{\"asctime\":\"", millis, settings.zone)
                    .add("\",\"levelname\":")
                    .addJson(settings.levelNames.of(cache.level))
                    .add(",\"message\":\"");
        }
        cache.head.addTo(to, millis);
    }

    private static void addMessage(Message message, StringBuilder text) {
        try {
            if (message instanceof StringBuilderFormattable formattable) {
                formattable.formatTo(text);
            } else if (message != null) {
                text.append(message.getFormattedMessage());
            }
        } catch (Throwable e) {
            // an argument may throw anything; the event is written all the same
            text.append(unavailable("message", e));
        }
    }

    private static String unavailable(String what, Throwable e) {
        return "[this " + what + " can't be had: " + e.getClass().getName() + "]";
    }

    private static String text(Object value) {
        try {
            return String.valueOf(value);
        } catch (Throwable e) {
            return unavailable("value", e);
        }
    }

    /** Writes the text as the content of a JSON string, in parts, because the buffer makes room for six bytes a character. */
    private void addContent(CharSequence text, Utf8Buffer to) {
        int end = Math.min(text.length(), settings.maxStringLength);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        for (int from = 0; from < end; ) {
            int part = Math.min(end, from + LARGEST_PART);
            if (part < end && Character.isHighSurrogate(text.charAt(part - 1))) {
                part--;
            }
            to.addJsonContent(text, from, part);
            from = part;
        }
        if (end < text.length()) {
            to.add("…");
        }
    }

    private void addString(String key, CharSequence value, Utf8Buffer to) {
        to.add(',').addJson(key).add(":\"");
        addContent(value, to);
        to.add('"');
    }

    private void addLocation(StackTraceElement source, Utf8Buffer to) {
        if (source != null && source.getFileName() != null) {
            addString("filename", source.getFileName(), to);
            to.add(",\"lineno\":").add(source.getLineNumber());
        }
    }

    @SuppressWarnings("deprecation") // up to 2.24 a received event has its exception only as a proxy
    private void addException(LogEvent event, StringBuilder text, Utf8Buffer to) {
        text.setLength(0);
        if (event.getThrown() != null) {
            ExceptionText.add(event.getThrown(), settings.stackTrace, text);
        } else if (event.getThrownProxy() != null) {
            text.append(event.getThrownProxy().getExtendedStackTraceAsString());
        } else {
            return;
        }
        addString("exc_text", text, to);
    }

    private void addTail(LogEvent event, Cache cache, Utf8Buffer to) {
        if (event.getLoggerName() != cache.logger || !cache.has(event.getContextData())) {
            cache.isRendering = true;
            try {
                renderTail(event, cache);
            } catch (RuntimeException | Error e) {
                cache.count = -1;
                throw e;
            } finally {
                cache.isRendering = false;
            }
        }
        to.add(cache.tail.array(), 0, cache.tail.length());
    }

    private void renderTail(LogEvent event, Cache cache) {
        Utf8Buffer tail = cache.tail;
        tail.truncate(0);
        cache.logger = event.getLoggerName();
        cache.count = 0;
        event.getContextData().forEach(ADD_ENTRY, cache);
        addString("name", cache.logger == null ? "" : cache.logger, tail);
        for (ContextKeys key : IDS) {
            String value = key.of(event);
            if (value == null) {
                value = settings.ids.apply(key);
            }
            if (value != null) {
                addString(key.key(), value, tail);
            }
        }
        TreeMap<String, String> others = new TreeMap<>();
        for (int i = 0; i < cache.count; i++) {
            if (cache.keys[i] != null && cache.values[i] != null && isWritten(cache.keys[i])) {
                others.put(wellFormed(cache.keys[i]), text(cache.values[i]));
            }
        }
        others.forEach((key, value) -> addString(key, value, tail));
        if (constantFields) {
            addFields(event, tail);
            tail.add(process, 0, process.length);
        }
    }

    /** Replaces halves of surrogate pairs, so that two keys that differ only in them are one key in the line. */
    private static String wellFormed(String key) {
        boolean surrogates = false;
        for (int i = 0; i < key.length() && !surrogates; i++) {
            surrogates = Character.isSurrogate(key.charAt(i));
        }
        return surrogates ? new Utf8Buffer().add(key).toString() : key;
    }

    private boolean isWritten(String key) {
        return isFree(key) && !fieldNames.contains(key) && settings.entries.test(key);
    }

    private void addFields(LogEvent event, Utf8Buffer to) {
        for (Field field : settings.fields) {
            String value = field.constant != null ? field.constant : field.ofEvent.apply(event);
            if (field.constant != null || !value.isEmpty()) {
                addString(field.name, value, to);
            }
        }
    }

    /**
     * @param name the key of an additional field or of a context entry
     * @return whether no other field has this key
     */
    static boolean isFree(String name) {
        return !EVENT_KEYS.contains(name) && !isId(name);
    }

    /**
     * @param name the key of a context entry
     * @return whether it is one of {@link #IDS}
     */
    static boolean isId(String name) {
        return ID_KEYS.contains(name);
    }
}
