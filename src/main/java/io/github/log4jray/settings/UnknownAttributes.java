package io.github.log4jray.settings;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Reports the attributes of a configuration that a plugin does not have, with the most similar name that it has. The
 * {@code build()} of each plugin calls this.
 *
 * <p>Log4j sets a builder's fields before {@code build()} and removes from the {@link Node} each attribute that has a
 * field, so the rest is unknown (2.17.1 to 2.26.1). Log4j reports it too, but not for which appender, and without the
 * right name. An element of an unknown plugin also becomes an attribute.
 */
public final class UnknownAttributes {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private UnknownAttributes() {}

    /**
     * @param attributes names the plugin
     * @param builder of the plugin
     * @param node the element of the configuration, after Log4j has set the builder's fields; null if a program has built
     *     the plugin
     */
    public static void report(Attributes attributes, Object builder, Node node) {
        if (node == null) {
            return;
        }
        for (String unknown : node.getAttributes().keySet()) {
            List<String> names = names(builder.getClass());
            String similar = mostSimilar(unknown, names);
            if (similar != null) {
                LOGGER.error(
                        "{}: unknown attribute \"{}\" (did you mean {}?); ignoring it",
                        attributes.label(),
                        unknown,
                        similar);
            } else {
                LOGGER.error(
                        "{}: unknown attribute or element \"{}\" (expected one of the attributes {}); ignoring it",
                        attributes.label(),
                        unknown,
                        String.join(", ", names));
            }
        }
    }

    /**
     * Reports a setting that a plugin does not have, and that does not stand in a configuration of Log4j.
     *
     * @param label names the plugin
     * @param prefix with which the names of all settings of the plugin begin
     * @param unknown the name without the prefix
     * @param value of this setting
     * @param names those that the plugin has, without the prefix
     */
    public static void report(String label, String prefix, String unknown, String value, Collection<String> names) {
        String similar = mostSimilar(unknown, names);
        LOGGER.error(
                "{}: unknown setting {} \"{}\" ({}); ignoring it",
                label,
                prefix + unknown,
                Attributes.withoutSecrets(value),
                similar == null
                        ? "expected one of " + prefix + " " + String.join(", ", names)
                        : "did you mean " + prefix + similar + "?");
    }

    private static List<String> names(Class<?> builder) {
        return Stream.<Class<?>>iterate(builder, type -> type != null, Class::getSuperclass)
                .flatMap(type -> Stream.of(type.getDeclaredFields()))
                .filter(field -> field.isAnnotationPresent(PluginBuilderAttribute.class))
                .map(UnknownAttributes::name)
                .sorted()
                .toList();
    }

    private static String name(Field field) {
        String given = field.getAnnotation(PluginBuilderAttribute.class).value();
        return given.isEmpty() ? field.getName() : given;
    }

    /**
     * @param unknown the name that was given
     * @param names the names to choose from
     * @return the name that needs the fewest changes of one letter, at most a third of its letters; null for none
     */
    static String mostSimilar(String unknown, Collection<String> names) {
        Map<Integer, String> byDistance = new TreeMap<>();
        for (String name : names) {
            int distance = distance(unknown.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance <= Math.max(1, name.length() / 3)) {
                byDistance.putIfAbsent(distance, name);
            }
        }
        return byDistance.isEmpty() ? null : byDistance.values().iterator().next();
    }

    /** @return the edit distance of Levenshtein */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
