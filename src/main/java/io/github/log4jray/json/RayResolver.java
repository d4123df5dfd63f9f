package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.Membership;
import io.github.log4jray.settings.Attributes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
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
 *              "levelname" | "process" )
 * </pre>
 *
 * <p>Without {@code field} all ids and names that the event has are one object, in that order, without {@code levelname}
 * and {@code process}. {@code levelname} is the level as Python's {@code logging} names it, and {@code process} the pid, a
 * number. Ids and names are those of the event's context; job, worker and node else those of the process. What has no
 * value is left out.
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

    private final Function<LogEvent, Object> value;

    RayResolver(EventResolverContext context, TemplateResolverConfig config) {
        Attributes attributes = new Attributes("ray resolver", null);
        Function<ContextKeys, String> ofProcess =
                new IdsOfProcess(Membership.Request.of(attributes, context.getConfiguration()));
        String field = config.getString("field");
        this.value = field == null ? event -> all(event, ofProcess) : field(field, ofProcess);
    }

    static String getName() {
        return "ray";
    }

    private static Function<LogEvent, Object> field(String field, Function<ContextKeys, String> ofProcess) {
        if (field.equals("levelname")) {
            return event -> LevelNames.PYTHON.of(event.getLevel());
        }
        if (field.equals("process")) {
            Long pid = ProcessIds.pid();
            return event -> pid;
        }
        ContextKeys key = Arrays.stream(ContextKeys.values())
                .filter(known -> known.key().equals(field))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("ray resolver: field=\"" + field + "\" is none of "
                        + RayJson.IDS.stream().map(ContextKeys::key).toList() + ", levelname, process"));
        return event -> value(event, key, ofProcess);
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

    @Override
    public boolean isResolvable(LogEvent event) {
        return value.apply(event) != null;
    }

    @Override
    public void resolve(LogEvent event, JsonWriter writer) {
        writer.writeValue(value.apply(event));
    }
}
