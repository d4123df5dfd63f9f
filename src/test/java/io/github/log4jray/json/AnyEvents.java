package io.github.log4jray.json;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.util.KeyValuePair;
import org.apache.logging.log4j.message.MapMessage;

/** Random events through layouts with random attributes, and what each line must say, told from the contract alone. */
final class AnyEvents {

    private static final List<String> IDS = List.of(
            "job_id", "worker_id", "node_id", "actor_id", "task_id", "task_name", "task_func_name", "actor_name");
    private static final Set<String> FIXED = Set.of(
            "asctime", "levelname", "message", "filename", "lineno", "exc_text", "name", "process", "timestamp_ns");
    private static final int EVENTS_OF_LAYOUT = 100;

    private final RandomEvents random;
    private final Map<String, Object> idsOfProcess;

    /** One layout. */
    private record Layout(
            RayJsonLayout layout,
            boolean location,
            boolean stackTrace,
            boolean python,
            String zone,
            int maximum,
            Map<String, String> fields,
            List<String> includes,
            List<String> excludes) {}

    AnyEvents(long seed) {
        random = new RandomEvents(seed);
        idsOfProcess = JsonLines.object(RayJsonLayout.newBuilder().build().toByteArray(RandomEvents.plain()));
        idsOfProcess.keySet().retainAll(IDS);
    }

    /** Calls {@code lines} with each event's line and what it must say. */
    void forEach(int layouts, BiConsumer<byte[], Map<String, Object>> lines) {
        for (int i = 0; i < layouts; i++) {
            Layout layout = layout();
            for (int j = 0; j < EVENTS_OF_LAYOUT; j++) {
                RandomEvents.Any any = random.next();
                lines.accept(layout.layout.toByteArray(any.event()), expected(any, layout));
            }
        }
    }

    private Layout layout() {
        RayJsonLayout.Builder builder = RayJsonLayout.newBuilder();
        boolean location = random.chance(1, 2);
        boolean stackTrace = random.chance(3, 4);
        boolean python = random.chance(3, 4);
        String zone = random.chance(1, 2) ? "Asia/Kathmandu" : "UTC";
        int maximum = random.chance(1, 4) ? 7 : Integer.MAX_VALUE;
        List<String> includes = random.chance(1, 5) ? List.of("user", "request") : null;
        List<String> excludes = random.chance(1, 5) ? List.of("user") : List.of();
        if (random.chance(1, 6)) {
            builder.setIncludeThreadContext("false");
            includes = List.of();
        } else if (includes != null) {
            builder.setThreadContextIncludes(String.join(", ", includes));
        }
        Map<String, String> fields = random.fields();
        if (maximum != Integer.MAX_VALUE) {
            builder.setMaxStringLength(String.valueOf(maximum));
        }
        builder.setLocationInfoEnabled(String.valueOf(location))
                .setStackTraceEnabled(String.valueOf(stackTrace))
                .setLevelNames(python ? "python" : "log4j")
                .setTimeZone(zone)
                .setThreadContextExcludes(String.join(",", excludes))
                .setAdditionalFields(fields.entrySet().stream()
                        .map(field -> new KeyValuePair(field.getKey(), field.getValue()))
                        .toArray(KeyValuePair[]::new));
        return new Layout(builder.build(), location, stackTrace, python, zone, maximum, fields, includes, excludes);
    }

    private Map<String, Object> expected(RandomEvents.Any any, Layout layout) {
        LogEvent event = any.event();
        Instant instant = Instant.ofEpochSecond(
                event.getInstant().getEpochSecond(), event.getInstant().getNanoOfSecond());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put(
                "asctime",
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS")
                        .withZone(ZoneId.of(layout.zone))
                        .format(instant));
        line.put(
                "levelname",
                layout.python ? pythonName(event.getLevel()) : event.getLevel().name());
        line.put("process", (int) ProcessHandle.current().pid());
        line.put("timestamp_ns", instant.getEpochSecond() * 1_000_000_000 + instant.getNano());
        Map<String, Object> context = new TreeMap<>();
        event.getContextData().forEach((key, value) -> {
            if (key != null && value != null) {
                context.put(key, value);
            }
        });
        addIds(IDS.subList(0, 2), context, layout, line);
        line.put("message", written(any.message(), layout));
        if (layout.location && event.getSource() != null && event.getSource().getFileName() != null) {
            line.put("filename", written(event.getSource().getFileName(), layout));
            line.put("lineno", event.getSource().getLineNumber());
        }
        if (event.getThrown() != null) {
            String trace = layout.stackTrace
                    ? RandomEvents.trace(event.getThrown())
                    : event.getThrown().toString();
            line.put("exc_text", written(trace, layout));
        }
        line.put("name", written(event.getLoggerName() == null ? "" : event.getLoggerName(), layout));
        addIds(IDS.subList(2, IDS.size()), context, layout, line);
        addContext(context, layout, line);
        if (event.getMessage() instanceof MapMessage<?, ?> map) {
            map.getIndexedReadOnlyStringMap().forEach((key, value) -> {
                if (!FIXED.contains(key) && !IDS.contains(key)) {
                    line.putIfAbsent(RandomEvents.wellFormed(key), written(value, layout));
                }
            });
        }
        layout.fields.forEach((key, value) -> {
            if (!value.isEmpty()) {
                line.putIfAbsent(key, written(value, layout));
            }
        });
        return line;
    }

    private void addIds(List<String> ids, Map<String, Object> context, Layout layout, Map<String, Object> line) {
        for (String id : ids) {
            Object value = context.get(id);
            if (value == null || value.toString().isEmpty()) {
                value = idsOfProcess.get(id);
            }
            if (value != null) {
                line.put(id, written(value.toString(), layout));
            }
        }
    }

    private static void addContext(Map<String, Object> context, Layout layout, Map<String, Object> line) {
        Map<String, Object> others = new TreeMap<>();
        context.forEach((key, value) -> {
            boolean wanted =
                    (layout.includes == null || layout.includes.contains(key)) && !layout.excludes.contains(key);
            if (wanted && !FIXED.contains(key) && !IDS.contains(key)) {
                others.put(RandomEvents.wellFormed(key), written(value, layout));
            }
        });
        line.putAll(others);
    }

    private static Object written(Object value, Layout layout) {
        return value instanceof Number || value instanceof Boolean ? value : written(value.toString(), layout);
    }

    private static String pythonName(Level level) {
        return switch (level.name()) {
            case "TRACE" -> "DEBUG";
            case "WARN" -> "WARNING";
            case "FATAL" -> "CRITICAL";
            default -> level.name();
        };
    }

    private static String written(String value, Layout layout) {
        if (value.length() <= layout.maximum) {
            return RandomEvents.wellFormed(value);
        }
        boolean inPair = Character.isHighSurrogate(value.charAt(layout.maximum - 1));
        return RandomEvents.wellFormed(value.substring(0, layout.maximum - (inPair ? 1 : 0))) + "…";
    }
}
