package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.context.WorkerLineEvents;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.Utf8Buffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout.EventTemplateAdditionalField;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolver;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolverContext;
import org.apache.logging.log4j.layout.template.json.resolver.TemplateResolverConfig;
import org.apache.logging.log4j.layout.template.json.util.JsonWriter;
import org.apache.logging.log4j.message.MapMessage;

/**
 * Ray's ids and names in an event template of {@code JsonTemplateLayout}.
 *
 * <h2>Configuration</h2>
 *
 * <pre>
 * config = [ field ]
 * field  = "field" -&gt; (
 *              "job_id"    | "worker_id"  | "node_id"   |
 *              "actor_id"  | "task_id"    |
 *              "task_name" | "task_func_name" | "actor_name" |
 *              "levelname" | "process" | "message" | "exc_text" |
 *              "entries" | "labels" )
 * </pre>
 *
 * <p>Without {@code field} the resolver writes one object with all ids and names that the event has, in that order.
 * {@code levelname} is the level as Python's {@code logging} names it, and {@code process} is the pid, a number.
 * {@code message} and {@code exc_text} are what {@link RayJsonLayout} writes, whole: {@code JsonTemplateLayout} cuts its own at
 * 16384 characters. They are cut only where its {@code maxStringLength} is set to another number.
 *
 * <p>{@code entries} are all other entries of the context and those of a {@code MapMessage}. They become members of the
 * object around them, and the key that the template gives them is not written. Numbers and booleans are written as such. An
 * entry with the key of an additional field of the layout is left out.
 *
 * <p>{@code labels} is an object with all other entries of the context as text. As the Elastic Common Schema wants its
 * labels, an underscore replaces each dot, asterisk and backslash of their keys; of keys that become equal, all but the
 * first get a number, as in {@code a_b_2}.
 *
 * <p>Ids and names come from the event's context. If it has no job, worker or node, the ids of the process are written.
 * A field without a value is left out. An unknown {@code field} is an error, and is left out too.
 *
 * <h2>Examples</h2>
 *
 * <p>The id of the task:
 *
 * <pre>{@code
 * "task": {"$resolver": "ray", "field": "task_id"}
 * }</pre>
 *
 * <p>All of them as an object, such as {@code "ray":{"job_id":"01000000","task_name":"count"}}:
 *
 * <pre>{@code
 * "ray": {"$resolver": "ray"}
 * }</pre>
 *
 * <p>Thread-safe.
 */
final class RayResolver implements EventResolver {

    private static final String OTHERS = "levelname, process, message, exc_text, entries, labels";

    /** {@code maxStringLength} of a {@code JsonTemplateLayout} that nobody has configured (2.17.1 to 2.26.1). */
    private static final int DEFAULT_MAXIMUM = 16 * 1024;

    private final Field field;

    /**
     * What a resolver writes. Log4j asks for an event first whether it has a value, to write the key, and then for the
     * value. The first question looks no further than to the first entry and makes no object; only the second one does.
     */
    private sealed interface Field {
        boolean isIn(LogEvent event);

        Object valueOf(LogEvent event);

        /** Whether it has no key of its own, but members for the object around it. */
        default boolean isFlat() {
            return false;
        }

        /** The value, or the members, as JSON in which a string has at most so many characters; null for a plain value. */
        default String jsonOf(LogEvent event, int maxStringLength) {
            return null;
        }
    }

    /** A value that every event has. */
    private record Always(Function<LogEvent, Object> value) implements Field {
        @Override
        public boolean isIn(LogEvent event) {
            return true;
        }

        @Override
        public Object valueOf(LogEvent event) {
            return value.apply(event);
        }
    }

    /** No value: the configuration is invalid. */
    private record Never() implements Field {
        @Override
        public boolean isIn(LogEvent event) {
            return false;
        }

        @Override
        public Object valueOf(LogEvent event) {
            return null;
        }
    }

    /** One id or name. */
    private record Id(ContextKeys key, Function<ContextKeys, String> ofProcess) implements Field {
        @Override
        public boolean isIn(LogEvent event) {
            return valueOf(event) != null;
        }

        @Override
        public String valueOf(LogEvent event) {
            String ofEvent = key.of(event);
            return ofEvent != null || WorkerLineEvents.has(event) ? ofEvent : ofProcess.apply(key);
        }
    }

    /** All ids and names, as an object. */
    private record AllIds(List<Id> ids) implements Field {

        private AllIds(Function<ContextKeys, String> ofProcess) {
            this(RayJson.IDS.stream().map(key -> new Id(key, ofProcess)).toList());
        }

        @Override
        public boolean isIn(LogEvent event) {
            for (Id id : ids) {
                if (id.isIn(event)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Map<String, Object> valueOf(LogEvent event) {
            Map<String, Object> all = new LinkedHashMap<>();
            for (Id id : ids) {
                String value = id.valueOf(event);
                if (value != null) {
                    all.put(id.key.key(), value);
                }
            }
            return all.isEmpty() ? null : all;
        }
    }

    /** All other entries of the context, as an object. */
    private record Labels() implements Field {

        private static final Pattern NOT_IN_KEYS = Pattern.compile("[.*\\\\]");

        @Override
        public boolean isIn(LogEvent event) {
            boolean[] found = {false};
            ContextEntries.dataOf(event)
                    .forEach((key, value) -> found[0] |= key != null && value != null && isLabel(key));
            return found[0];
        }

        @Override
        public Map<String, Object> valueOf(LogEvent event) {
            SortedMap<String, Object> entries = ContextEntries.of(ContextEntries.dataOf(event), Labels::isLabel);
            Map<String, Object> labels = new TreeMap<>();
            // keys that stay as they are come first, so that none of them gets a number
            entries.forEach((key, value) -> {
                if (label(key).equals(key)) {
                    labels.put(key, JsonFieldWriter.textOf(value));
                }
            });
            Map<String, Integer> last = new HashMap<>();
            entries.forEach((key, value) -> {
                String label = label(key);
                if (!label.equals(key)) {
                    String free = label;
                    while (labels.containsKey(free)) {
                        free = label + '_' + last.merge(label, 2, (number, ignored) -> number + 1);
                    }
                    labels.put(free, JsonFieldWriter.textOf(value));
                }
            });
            return labels.isEmpty() ? null : labels;
        }

        private static String label(String key) {
            return NOT_IN_KEYS.matcher(key).replaceAll("_");
        }

        private static boolean isLabel(String key) {
            return !RayJson.isId(key);
        }
    }

    /** Text that is written whole. */
    private record Whole(Predicate<LogEvent> isThere, BiConsumer<LogEvent, StringBuilder> text) implements Field {

        @Override
        public boolean isIn(LogEvent event) {
            return isThere.test(event);
        }

        @Override
        public Object valueOf(LogEvent event) {
            StringBuilder all = new StringBuilder();
            text.accept(event, all);
            return all.toString();
        }

        @Override
        public String jsonOf(LogEvent event, int maxStringLength) {
            try (RenderBuffer buffer = RenderBuffer.take()) {
                text.accept(event, buffer.text());
                buffer.bytes().add('"');
                new JsonFieldWriter(maxStringLength).addContent(buffer.text(), buffer.bytes());
                return buffer.bytes().add('"').toString();
            }
        }
    }

    /** All other entries of the context, and those of a map message, as members of the object around them. */
    private record Entries(Set<String> otherKeys) implements Field {

        @Override
        public boolean isIn(LogEvent event) {
            return !ContextEntries.dataOf(event).isEmpty() || event.getMessage() instanceof MapMessage;
        }

        @Override
        public Object valueOf(LogEvent event) {
            return null;
        }

        @Override
        public boolean isFlat() {
            return true;
        }

        @Override
        public String jsonOf(LogEvent event, int maxStringLength) {
            JsonFieldWriter fields = new JsonFieldWriter(maxStringLength);
            SortedMap<String, Object> entries = ContextEntries.of(ContextEntries.dataOf(event), this::isWritten);
            Utf8Buffer to = new Utf8Buffer();
            entries.forEach((key, value) -> fields.addValue(key, value, to));
            if (event.getMessage() instanceof MapMessage<?, ?> map) {
                ContextEntries.addTo(to, map, key -> isWritten(key) && !entries.containsKey(key), fields);
            }
            // each member has a comma before it
            return to.toString();
        }

        private boolean isWritten(String key) {
            return RayJson.isFree(key) && !otherKeys.contains(key);
        }
    }

    RayResolver(EventResolverContext context, TemplateResolverConfig config) {
        Attributes attributes = new Attributes("ray resolver", null);
        Function<ContextKeys, String> ofProcess =
                new ProcessIdFields(IdentityResolver.of(attributes, Environment.process(), context.getConfiguration()));
        Object name = config.getObject("field");
        this.field = name == null ? new AllIds(ofProcess) : field(name.toString(), ofProcess, attributes, context);
    }

    static String getName() {
        return "ray";
    }

    private static Field field(
            String name, Function<ContextKeys, String> ofProcess, Attributes attributes, EventResolverContext context) {
        for (ContextKeys key : RayJson.IDS) {
            if (key.key().equals(name)) {
                return new Id(key, ofProcess);
            }
        }
        Field other = other(name, context);
        if (other != null) {
            return other;
        }
        // For an exception Log4j would report two errors and use the layout %m%n.
        String ids = RayJson.IDS.stream().map(ContextKeys::key).collect(Collectors.joining(", "));
        attributes.wrong("field", name, "expected one of " + ids + ", " + OTHERS, "nothing");
        return new Never();
    }

    private static Object processOf(LogEvent ofWorker, Long ownPid) {
        String process = WorkerLineEvents.process(ofWorker);
        if (process == null) {
            return ownPid;
        }
        return WorkerLineEvents.isPid(process) ? Long.valueOf(process) : process;
    }

    private static Field other(String name, EventResolverContext context) {
        Long pid = ProcessIds.pid();
        boolean stackTrace = context.isStackTraceEnabled();
        return switch (name) {
            case "levelname" -> new Always(event -> LevelNames.PYTHON.of(event.getLevel()));
            case "process" -> new Always(event -> WorkerLineEvents.has(event) ? processOf(event, pid) : pid);
            case "message" -> new Whole(event -> true, (event, text) -> RayJson.addMessage(event.getMessage(), text));
            case "exc_text" ->
                new Whole(ExceptionText::isIn, (event, text) -> ExceptionText.addOf(event, stackTrace, text));
            case "entries" ->
                new Entries(Arrays.stream(context.getEventTemplateAdditionalFields())
                        .map(EventTemplateAdditionalField::getKey)
                        .collect(Collectors.toUnmodifiableSet()));
            case "labels" -> new Labels();
            default -> null;
        };
    }

    @Override
    public boolean isResolvable(LogEvent event) {
        return field.isIn(event);
    }

    @Override
    public boolean isFlattening() {
        return field.isFlat();
    }

    @Override
    public void resolve(LogEvent event, JsonWriter writer) {
        resolve(event, writer, false);
    }

    @Override
    public void resolve(LogEvent event, JsonWriter writer, boolean succeedingEntry) {
        int maximum = writer.getMaxStringLength();
        String json = field.jsonOf(event, maximum == DEFAULT_MAXIMUM ? Integer.MAX_VALUE : maximum);
        if (json == null) {
            writer.writeValue(field.valueOf(event));
        } else {
            boolean commaTooMany = field.isFlat() && !succeedingEntry && !json.isEmpty();
            writer.writeRawString(commaTooMany ? json.substring(1) : json);
        }
    }
}
