package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.Utf8Buffer;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
 * Renders an event as one line of JSON. What stands before the message and what stands behind it is kept in bytes for each
 * thread, as it most often is as it was in the thread's last event, but for milliseconds and nanoseconds. Thread-safe.
 */
final class RayJson {

    /** In the order in which they are written. */
    static final List<ContextKeys> IDS = List.of(
            ContextKeys.JOB_ID,
            ContextKeys.WORKER_ID,
            ContextKeys.NODE_ID,
            ContextKeys.ACTOR_ID,
            ContextKeys.TASK_ID,
            ContextKeys.TASK_NAME,
            ContextKeys.TASK_FUNC_NAME,
            ContextKeys.ACTOR_NAME);

    /** A context entry under one of these names is left out: the key is taken. */
    private static final Set<String> TAKEN = Set.of(
            "asctime", "levelname", "message", "filename", "lineno", "exc_text", "name", "process", "timestamp_ns");

    private static final Set<String> ID_KEYS =
            IDS.stream().map(ContextKeys::key).collect(Collectors.toUnmodifiableSet());

    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,", Locale.ROOT);
    private static final TriConsumer<String, Object, Kept> KEEP = (key, value, kept) -> kept.keep(key, value);

    private static final int PART = 1 << 16;

    /**
     * How events are rendered.
     *
     * @param levelNames how levels are named
     * @param zone of {@code asctime}
     * @param location whether {@code filename} and {@code lineno} are written
     * @param stackTrace whether {@code exc_text} is more than its first line
     * @param maxStringLength in characters; longer ones are cut and end with an ellipsis
     * @param entries which entries of the context are written besides ids and names
     * @param ids of the process, asked once a second where an event has none of its own; gives null for none
     * @param fields the names of additional fields, and what gives their values
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
     * @param constant its value; null for one that each event gives
     * @param ofEvent gives it; empty for an event that is written without the field
     */
    record Field(String name, String constant, Function<LogEvent, String> ofEvent) {}

    /** What was written around the message of a thread's last event, and of what it was made. */
    private static final class Kept {

        private long second = Long.MIN_VALUE;
        private Level level;
        private final StringBuilder date = new StringBuilder();
        private final Utf8Buffer head = new Utf8Buffer();
        private int millisAt;

        private String logger;
        private String[] keys = new String[16];
        private Object[] values = new Object[16];
        private int count = -1;
        private boolean renewing;
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
                // the others would sort their keys first
                for (int i = 0; same && i < count; i++) {
                    same = values[i] != null && context.getValue(keys[i]) == values[i];
                }
            }
            return same;
        }

        private void keep(String key, Object value) {
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, 2 * count);
                values = Arrays.copyOf(values, 2 * count);
            }
            keys[count] = key;
            values[count++] = value;
        }
    }

    private final Settings settings;
    private final ThreadLocal<Kept> mine = ThreadLocal.withInitial(Kept::new);
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
     * @param event is rendered
     * @param scratch whose bytes receive the line, with its end
     */
    void bytes(LogEvent event, RenderBuffer scratch) {
        Kept kept = Constants.ENABLE_THREADLOCALS ? mine.get() : new Kept();
        if (kept.renewing) {
            // a value of the context logs
            kept = new Kept();
        }
        Utf8Buffer to = scratch.bytes();
        addHead(event, kept, to);
        StringBuilder text = scratch.text();
        addMessage(event.getMessage(), text);
        addContent(text, to);
        to.add('"');
        if (settings.location) {
            addLocation(event.getSource(), to);
        }
        addException(event, text, to);
        addTail(event, kept, to);
        if (!constantFields) {
            addFields(event, to);
            to.add(process, 0, process.length);
        }
        Instant time = event.getInstant();
        to.add(time.getEpochSecond() * 1_000_000_000 + time.getNanoOfSecond()).add('}');
        to.add('\n');
    }

    private void addHead(LogEvent event, Kept kept, Utf8Buffer to) {
        long millis = event.getInstant().getEpochMillisecond();
        long second = Math.floorDiv(millis, 1000L);
        if (second != kept.second || event.getLevel() != kept.level) {
            renewHead(second, event.getLevel(), kept);
        }
        int fraction = (int) (millis - second * 1000);
        byte[] digits = kept.head.array();
        digits[kept.millisAt] = (byte) ('0' + fraction / 100);
        digits[kept.millisAt + 1] = (byte) ('0' + fraction / 10 % 10);
        digits[kept.millisAt + 2] = (byte) ('0' + fraction % 10);
        to.add(digits, 0, kept.head.length());
    }

    private void renewHead(long second, Level level, Kept kept) {
        if (second != kept.second) {
            kept.second = second;
            // an id of the process may have become known
            kept.count = -1;
            kept.date.setLength(0);
            SECOND.formatTo(LocalDateTime.ofInstant(java.time.Instant.ofEpochSecond(second), settings.zone), kept.date);
        }
        kept.level = level;
        kept.head.truncate(0);
        kept.head.add("{\"asctime\":\"").add(kept.date);
        kept.millisAt = kept.head.length();
        kept.head
                .add("000\",\"levelname\":")
                .addJson(settings.levelNames.of(level))
                .add(",\"message\":\"");
    }

    private static void addMessage(Message message, StringBuilder text) {
        try {
            if (message instanceof StringBuilderFormattable formattable) {
                formattable.formatTo(text);
            } else if (message != null) {
                text.append(message.getFormattedMessage());
            }
        } catch (Throwable e) {
            // whatever an argument throws: that is no reason to lose the event
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

    /** Writes the text as the content of a JSON string, a part at a time: room is made for the longest it can become. */
    private void addContent(CharSequence text, Utf8Buffer to) {
        int end = Math.min(text.length(), settings.maxStringLength);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        for (int from = 0; from < end; ) {
            int part = Math.min(end, from + PART);
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

    @SuppressWarnings("deprecation") // up to 2.24 an event that was received has its exception only as a proxy
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

    private void addTail(LogEvent event, Kept kept, Utf8Buffer to) {
        if (event.getLoggerName() != kept.logger || !kept.has(event.getContextData())) {
            kept.renewing = true;
            try {
                renewTail(event, kept);
            } catch (RuntimeException | Error e) {
                kept.count = -1;
                throw e;
            } finally {
                kept.renewing = false;
            }
        }
        to.add(kept.tail.array(), 0, kept.tail.length());
    }

    private void renewTail(LogEvent event, Kept kept) {
        Utf8Buffer tail = kept.tail;
        tail.truncate(0);
        kept.logger = event.getLoggerName();
        kept.count = 0;
        event.getContextData().forEach(KEEP, kept);
        addString("name", kept.logger == null ? "" : kept.logger, tail);
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
        for (int i = 0; i < kept.count; i++) {
            if (kept.keys[i] != null && kept.values[i] != null && isWritten(kept.keys[i])) {
                others.put(wellFormed(kept.keys[i]), text(kept.values[i]));
            }
        }
        others.forEach((key, value) -> addString(key, value, tail));
        if (constantFields) {
            addFields(event, tail);
            tail.add(process, 0, process.length);
        }
    }

    /** Keys that differ in halves of surrogate pairs only would be written alike, and so be there twice. */
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
     * @param name of an additional field, or of a context entry
     * @return whether it is none of the keys that are written in any case
     */
    static boolean isFree(String name) {
        return !TAKEN.contains(name) && !ID_KEYS.contains(name);
    }
}
