package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolver;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolverContext;
import org.apache.logging.log4j.layout.template.json.resolver.TemplateResolverConfig;
import org.apache.logging.log4j.layout.template.json.util.JsonWriter;

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
 *              "levelname" | "process" | "labels" )
 * </pre>
 *
 * <p>Without {@code field} the resolver writes one object with all ids and names that the event has, in that order.
 * {@code levelname} is the level as Python's {@code logging} names it, and {@code process} is the pid, a number.
 * {@code labels} is an object with all other entries of the context as text. As the Elastic Common Schema wants its
 * labels, an underscore replaces each dot, asterisk and backslash of their keys.
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

    private final Field field;

    /**
     * What a resolver writes. Log4j asks for an event first whether it has a value, to write the key, and then for the
     * value. The first question looks no further than to the first entry and makes no object; only the second one does.
     */
    private sealed interface Field {
        boolean isIn(LogEvent event);

        Object valueOf(LogEvent event);
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
            return ofEvent != null ? ofEvent : ofProcess.apply(key);
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
            event.getContextData().forEach((key, value) -> found[0] |= isLabel(key, value));
            return found[0];
        }

        @Override
        public Map<String, Object> valueOf(LogEvent event) {
            Map<String, Object> labels = new LinkedHashMap<>();
            event.getContextData().forEach((key, value) -> {
                if (isLabel(key, value)) {
                    labels.put(NOT_IN_KEYS.matcher(key).replaceAll("_"), value.toString());
                }
            });
            return labels.isEmpty() ? null : labels;
        }

        private static boolean isLabel(String key, Object value) {
            return key != null && value != null && !RayJson.isId(key);
        }
    }

    RayResolver(EventResolverContext context, TemplateResolverConfig config) {
        Attributes attributes = new Attributes("ray resolver", null);
        Function<ContextKeys, String> ofProcess =
                new ProcessIdFields(IdentityResolver.of(attributes, Environment.process(), context.getConfiguration()));
        Object name = config.getObject("field");
        this.field = name == null ? new AllIds(ofProcess) : field(name.toString(), ofProcess, attributes);
    }

    static String getName() {
        return "ray";
    }

    private static Field field(String name, Function<ContextKeys, String> ofProcess, Attributes attributes) {
        if (name.equals("levelname")) {
            return new Always(event -> LevelNames.PYTHON.of(event.getLevel()));
        }
        if (name.equals("process")) {
            Long pid = ProcessIds.pid();
            return new Always(event -> pid);
        }
        if (name.equals("labels")) {
            return new Labels();
        }
        for (ContextKeys key : RayJson.IDS) {
            if (key.key().equals(name)) {
                return new Id(key, ofProcess);
            }
        }
        // For an exception Log4j would report two errors and use the layout %m%n.
        String ids = RayJson.IDS.stream().map(ContextKeys::key).collect(Collectors.joining(", "));
        attributes.wrong("field", name, "expected one of " + ids + ", levelname, process, labels", "nothing");
        return new Never();
    }

    @Override
    public boolean isResolvable(LogEvent event) {
        return field.isIn(event);
    }

    @Override
    public void resolve(LogEvent event, JsonWriter writer) {
        writer.writeValue(field.valueOf(event));
    }
}
