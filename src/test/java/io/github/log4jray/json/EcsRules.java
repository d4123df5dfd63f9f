package io.github.log4jray.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules of {@code ecs-rules.json}: the specification of ecs-logging 1.0 (spec/spec.json), in our words. */
final class EcsRules {

    private static final Map<String, Object> RULES = read();

    private EcsRules() {}

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read() {
        try (InputStream rules = EcsRules.class.getResourceAsStream("/ecs-rules.json")) {
            return new ObjectMapper().readValue(rules, Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the rules that a line breaks; a null counts as absent, as it does for Elasticsearch */
    static List<String> broken(Map<String, Object> line) {
        List<String> broken = new ArrayList<>();
        List<?> first = (List<?>) RULES.get("first");
        if (!List.copyOf(line.keySet()).subList(0, first.size()).equals(first)) {
            broken.add("the first fields are not " + first + ": " + line.keySet());
        }
        for (Object required : (List<?>) RULES.get("required")) {
            if (line.get(required) == null) {
                broken.add(required + " is missing: " + line);
            }
        }
        Map<?, ?> types = (Map<?, ?>) RULES.get("types");
        line.forEach((field, value) -> {
            if (!types.containsKey(field)) {
                broken.add(field + " is no field of ECS, nor one of ours: " + line);
            } else if (value != null && !isOf((String) types.get(field), value)) {
                broken.add(field + " is no " + types.get(field) + ": " + value);
            }
        });
        Pattern allowed = Pattern.compile((String) RULES.get("label keys"), Pattern.DOTALL);
        if (line.get("labels") instanceof Map<?, ?> labels) {
            labels.forEach((key, value) -> {
                if (!allowed.matcher((String) key).matches() || !(value instanceof String)) {
                    broken.add("label " + key + " may not be so: " + value);
                }
            });
        }
        return broken;
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "datetime" -> isTime(value);
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "object" -> value instanceof Map;
            case "strings" -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
            default -> value instanceof String;
        };
    }

    private static boolean isTime(Object value) {
        try {
            return value instanceof String text && OffsetDateTime.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
