package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import java.util.LinkedHashMap;
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
 * <p>Without {@code field} all ids and names that the event has are one object, in that order. {@code levelname} is the
 * level as Python's {@code logging} names it, and {@code process} the pid, a number. {@code labels} is an object of all
 * other entries of the context, as text, with an underscore for each dot, asterisk and backslash of their keys, as the
 * Elastic Common Schema wants its labels.
 *
 * <p>Ids and names are those of the event's context; job, worker and node else those of the process. What has no value
 * is left out. Another {@code field} is an error, and is left out too.
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
 */
final class RayResolver implements EventResolver {

    private static final Pattern NOT_IN_LABELS = Pattern.compile("[.*\\\\]");

    private final Function<LogEvent, Object> value;

    RayResolver(EventResolverContext context, TemplateResolverConfig config) {
        Attributes attributes = new Attributes("ray resolver", null);
        Function<ContextKeys, String> ofProcess =
                new ProcessIdFields(IdentityResolver.of(attributes, Environment.process(), context.getConfiguration()));
        Object field = config.getObject("field");
        this.value = field == null ? event -> all(event, ofProcess) : field(field.toString(), ofProcess, attributes);
    }

    static String getName() {
        return "ray";
    }

    private static Function<LogEvent, Object> field(
            String field, Function<ContextKeys, String> ofProcess, Attributes attributes) {
        if (field.equals("levelname")) {
            return event -> LevelNames.PYTHON.of(event.getLevel());
        }
        if (field.equals("process")) {
            Long pid = ProcessIds.pid();
            return event -> pid;
        }
        if (field.equals("labels")) {
            return RayResolver::labels;
        }
        for (ContextKeys key : RayJson.IDS) {
            if (key.key().equals(field)) {
                return event -> value(event, key, ofProcess);
            }
        }
        // An exception would be two errors of Log4j's, and the layout %m%n.
        String ids = RayJson.IDS.stream().map(ContextKeys::key).collect(Collectors.joining(", "));
        attributes.wrong("field", field, "is none of " + ids + ", levelname, process, labels", "nothing");
        return event -> null;
    }

    private static String value(LogEvent event, ContextKeys key, Function<ContextKeys, String> ofProcess) {
        String ofEvent = key.of(event);
        return ofEvent != null ? ofEvent : ofProcess.apply(key);
    }

    private static Map<String, Object> all(LogEvent event, Function<ContextKeys, String> ofProcess) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (ContextKeys key : RayJson.IDS) {
            String value = value(event, key, ofProcess);
            if (value != null) {
                all.put(key.key(), value);
            }
        }
        return all.isEmpty() ? null : all;
    }

    private static Map<String, Object> labels(LogEvent event) {
        Map<String, Object> labels = new LinkedHashMap<>();
        event.getContextData().forEach((key, value) -> {
            if (key != null
                    && value != null
                    && RayJson.IDS.stream().noneMatch(id -> id.key().equals(key))) {
                labels.put(NOT_IN_LABELS.matcher(key).replaceAll("_"), value.toString());
            }
        });
        return labels.isEmpty() ? null : labels;
    }

    @Override
    public boolean isResolvable(LogEvent event) {
        return value.apply(event) != null;
    }

    @Override
    public void resolve(LogEvent event, JsonWriter writer) {
        writer.writeValue(value.apply(event));
    }
}
