package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessContext;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.context.RuntimeContext;
import io.github.log4jray.context.WorkerLineEvents;
import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.Utf8Buffer;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.time.Instant;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.StringBuilderFormattable;

/**
 * Renders an event as one line of JSON. Keeps the fields before and after the message in the buffer, because they usually
 * repeat except for the fraction of the second. Thread-safe.
 */
final class RayJson {

    /** The ids before the message, in the order in which they are written. */
    private static final List<ContextKeys> OWNER = List.of(ContextKeys.JOB_ID, ContextKeys.WORKER_ID);

    /** The ids and names after the message, in the order in which they are written. */
    private static final List<ContextKeys> OTHERS = List.of(
            ContextKeys.NODE_ID,
            ContextKeys.ACTOR_ID,
            ContextKeys.TASK_ID,
            ContextKeys.TASK_NAME,
            ContextKeys.TASK_FUNC_NAME,
            ContextKeys.ACTOR_NAME);

    /** All ids and names, in the order in which they are written. */
    static final List<ContextKeys> IDS =
            Stream.concat(OWNER.stream(), OTHERS.stream()).toList();

    /** The keys of an event's own fields. A context entry with one of these keys is left out. */
    private static final Set<String> EVENT_KEYS = Set.of(
            "asctime", "levelname", "message", "filename", "lineno", "exc_text", "name", "process", "timestamp_ns");

    private static final Set<String> ID_KEYS =
            IDS.stream().map(ContextKeys::key).collect(Collectors.toUnmodifiableSet());

    /**
     * How events are rendered.
     *
     * @param levelNames how levels are named
     * @param zone of {@code asctime}
     * @param location whether {@code filename} and {@code lineno} are written
     * @param stackTrace whether {@code exc_text} is more than its first line
     * @param maxStringLength in characters; longer strings are cut and end with an ellipsis
     * @param attributes attributes of Python's records that are written too
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
            List<StandardAttribute> attributes,
            Predicate<String> entries,
            Function<ContextKeys, String> ids,
            List<AdditionalField> fields) {

        /** @return whether Log4j has to walk the stack */
        boolean needsLocation() {
            return location || attributes.stream().anyMatch(StandardAttribute::needsLocation);
        }
    }

    private final Settings settings;
    private final JsonFieldWriter writer;
    private final RenderBuffer.CacheKey<LineCache> cacheKey = new RenderBuffer.CacheKey<>(LineCache::new);
    private final boolean constantTail;
    private final Set<String> attributeKeys;

    /** @param settings how events are rendered */
    RayJson(Settings settings) {
        this.settings = settings;
        this.writer = new JsonFieldWriter(settings.maxStringLength);
        this.constantTail =
                settings.attributes.isEmpty() && settings.fields.stream().allMatch(field -> field.constant() != null);
        this.attributeKeys =
                settings.attributes.stream().map(StandardAttribute::key).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param event any
     * @param buffer its bytes receive the line, with its end
     */
    void bytes(LogEvent event, RenderBuffer buffer) {
        LineCache cache = buffer.cache(cacheKey);
        Utf8Buffer to = buffer.bytes();
        Instant time = event.getInstant();
        long millis = time.getEpochMillisecond();
        boolean sameSecond = cache.head.isOf(millis, settings.zone);
        ReadOnlyStringMap context = ContextEntries.dataOf(event);
        RuntimeContext process = ProcessContext.current();
        // in another second the process may have found its job or its worker id
        boolean sameTail = sameSecond && cache.isOf(event.getLoggerName(), context, process);
        if (!sameTail) {
            renderTail(event, context, process, cache);
        }
        if (!sameTail || !cache.isOf(event.getLevel())) {
            renderHead(event, millis, cache);
        }
        cache.head.addTo(to, millis, time.getNanoOfMillisecond());
        StringBuilder text = buffer.text();
        addMessage(event.getMessage(), text);
        writer.addContent(text, to);
        int tailFrom = addLocationAndException(event, text, to);
        Utf8Buffer tail = cache.tail;
        MapMessage<?, ?> map = event.getMessage() instanceof MapMessage<?, ?> message ? message : null;
        if (constantTail && map == null) {
            to.add(tail.array(), tailFrom, tail.length() - tailFrom);
        } else {
            to.add(tail.array(), tailFrom, cache.entriesAt - tailFrom);
            for (StandardAttribute attribute : settings.attributes) {
                attribute.addTo(to, event, writer);
            }
            to.add(tail.array(), cache.entriesAt, cache.fieldsAt - cache.entriesAt);
            addMapAndFields(event, map, cache, to);
            to.add("}\n");
        }
    }

    private void renderHead(LogEvent event, long millis, LineCache cache) {
        // until the head is complete, whatever is thrown
        cache.keep(null);
        Utf8Buffer head = cache.head.begin("{\"asctime\":\"", millis, settings.zone);
        head.add("\",\"levelname\":").addJson(settings.levelNames.of(event.getLevel()));
        addProcess(event, head.add(",\"process\":"));
        head.add(",\"timestamp_ns\":");
        cache.head.addNanos(event.getInstant());
        head.add(cache.owner.array(), 0, cache.owner.length()).add(",\"message\":\"");
        cache.keep(event.getLevel());
    }

    /** A worker is another process than this one. The pid of a component of Ray is a name. */
    private static void addProcess(LogEvent event, Utf8Buffer to) {
        String worker = WorkerLineEvents.has(event) ? WorkerLineEvents.process(event) : null;
        if (worker == null) {
            to.add(ProcessIds.pid());
        } else if (WorkerLineEvents.isPid(worker)) {
            to.add(worker);
        } else {
            to.addJson(worker);
        }
    }

    private void renderTail(LogEvent event, ReadOnlyStringMap context, RuntimeContext process, LineCache cache) {
        // until owner and tail are complete, whatever is thrown
        cache.forget();
        cache.owner.truncate(0);
        addIds(OWNER, event, cache.owner);
        Utf8Buffer tail = cache.tail;
        tail.truncate(0);
        tail.add('"');
        writer.addString("name", event.getLoggerName() == null ? "" : event.getLoggerName(), tail);
        addIds(OTHERS, event, tail);
        cache.entriesAt = tail.length();
        cache.entries = ContextEntries.of(context, this::isWritten);
        cache.entries.forEach((key, value) -> writer.addValue(key, value, tail));
        cache.fieldsAt = tail.length();
        if (constantTail) {
            addMapAndFields(event, null, cache, tail);
            tail.add("}\n");
        }
        cache.keep(event.getLoggerName(), context, process);
    }

    private void addIds(List<ContextKeys> keys, LogEvent event, Utf8Buffer to) {
        for (ContextKeys key : keys) {
            String value = key.of(event);
            if (value == null && !WorkerLineEvents.has(event)) {
                value = settings.ids.apply(key);
            }
            if (value != null) {
                writer.addString(key.key(), value, to);
            }
        }
    }

    private boolean isWritten(String key) {
        return isFree(key) && !attributeKeys.contains(key) && settings.entries.test(key);
    }

    private void addMapAndFields(LogEvent event, MapMessage<?, ?> map, LineCache cache, Utf8Buffer to) {
        Set<String> replaced = Set.of();
        if (map != null) {
            replaced = ContextEntries.addTo(
                    to,
                    map,
                    key -> isFree(key) && !attributeKeys.contains(key) && !cache.entries.containsKey(key),
                    writer);
        }
        for (AdditionalField field : settings.fields) {
            String name = field.name();
            boolean isInMap = map != null
                    && (map.getIndexedReadOnlyStringMap().getValue(name) != null || replaced.contains(name));
            if (!isInMap && !cache.entries.containsKey(name)) {
                field.addTo(to, event, writer);
            }
        }
    }

    /** Appends the message's own text, also if an argument throws anything. */
    static void addMessage(Message message, StringBuilder text) {
        try {
            if (message instanceof StringBuilderFormattable formattable) {
                formattable.formatTo(text);
            } else if (message != null) {
                text.append(message.getFormattedMessage());
            }
        } catch (Throwable e) {
            // an argument may throw anything; the event is written all the same
            text.append(JsonFieldWriter.unavailable("message", e));
        }
    }

    /** Returns how much of the tail is written already: its first byte, if anything stands between it and the message. */
    private int addLocationAndException(LogEvent event, StringBuilder text, Utf8Buffer to) {
        StackTraceElement source = settings.location ? event.getSource() : null;
        boolean located = source != null && source.getFileName() != null;
        text.setLength(0);
        boolean failed = ExceptionText.addOf(event, settings.stackTrace, text);
        if (located || failed) {
            to.add('"');
        }
        if (located) {
            writer.addString("filename", source.getFileName(), to);
            to.add(",\"lineno\":").add(source.getLineNumber());
        }
        if (failed) {
            writer.addString("exc_text", text, to);
        }
        return located || failed ? 1 : 0;
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
