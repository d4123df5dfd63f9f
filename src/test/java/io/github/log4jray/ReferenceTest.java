package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.driver.DriverConsoleAppender;
import io.github.log4jray.driver.DriverConsoleMXBean;
import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.file.SessionDirectoryMXBean;
import io.github.log4jray.json.RayJsonField;
import io.github.log4jray.json.RayJsonLayout;
import io.github.log4jray.rotation.RayRolloverStrategy;
import io.github.log4jray.rotation.RayTriggeringPolicy;
import io.github.log4jray.session.SessionAppenderBuilder;
import io.github.log4jray.stream.DriverStreamAppender;
import io.github.log4jray.stream.DriverStreamMXBean;
import io.github.log4jray.testing.fixtures.Manual;
import io.github.log4jray.testing.fixtures.Manual.Page;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.util.Builder;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.StringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page {@code reference.md} has every name that the code reads, with the code's default, and no other. */
class ReferenceTest {

    private static final Page PAGE = Manual.page("reference.md");
    private static final String WRONG = "?!";
    private static final Pattern LITERAL = Pattern.compile(
            "\"(RAY_[A-Z_]+|NO_COLOR|LOG4J_[A-Z_]+|log4jray\\.[a-zA-Z]+|ray\\.[a-z][a-z.-]*|log4j2?\\.[a-zA-Z]+)\"");
    private static final Pattern IN_CONFIGURATION = Pattern.compile("\\$\\{sys:([\\w.]+)");
    private static final Pattern BACKTICKS = Pattern.compile("`([^`]+)`");
    private static final Pattern SIZE = Pattern.compile("(\\d+)(?: ([KMG])B)?");

    /** Types of attributes that have a wrong value, and so an error that tells the default. */
    private static final Pattern CHECKED =
            Pattern.compile("(boolean|milliseconds|level|size|number|`[a-z0-9]+` or `).*");

    /** Paths, which would be made, an element, and those that Log4j reads. */
    private static final Set<String> WITHOUT_WRONG_VALUE = Set.of(
            "tempDir", "sessionDir", "KeyValuePair", "RayJsonField", "AppenderRef", "Ssl", "ignoreExceptions", "name");

    @TempDir
    private Path directory;

    static List<Class<?>> plugins() {
        return List.of(
                SessionDirectoryAppender.class,
                DriverStreamAppender.class,
                DriverConsoleAppender.class,
                RayTriggeringPolicy.class,
                RayRolloverStrategy.class,
                RayJsonLayout.class,
                RayJsonField.class);
    }

    private static String name(Class<?> plugin) throws ReflectiveOperationException {
        return (String) plugin.getField("PLUGIN_NAME").get(null);
    }

    private static Object builder(Class<?> plugin) throws ReflectiveOperationException {
        return plugin.getMethod("newBuilder").invoke(null);
    }

    private static String first(List<String> row) {
        return row.get(0).replace("`", "");
    }

    private static List<String> names(String heading) {
        return PAGE.table(heading).stream().map(ReferenceTest::first).toList();
    }

    @Test
    void thereIsNoOtherPlugin() {
        long builders = Manual.sources().stream()
                .filter(source -> source.contains("@PluginBuilderFactory"))
                .count();
        assertThat(plugins()).hasSize((int) builders);
        assertThat(PAGE.headings(2).stream().filter(heading -> heading.startsWith("`")))
                .hasSize((int) builders);
    }

    @ParameterizedTest
    @MethodSource("plugins")
    void attributeStandsThereAndNoOther(Class<?> plugin) throws ReflectiveOperationException {
        List<String> own = new ArrayList<>();
        for (Class<?> type = builder(plugin).getClass();
                type != SessionAppenderBuilder.class && type != Object.class;
                type = type.getSuperclass()) {
            own.addAll(attributes(type));
        }
        assertThat(names("`" + name(plugin) + "`")).containsExactlyInAnyOrderElementsOf(own);
    }

    @Test
    void attributeOfEveryAppenderStandsThereAndNoOther() {
        List<String> common = new ArrayList<>(List.of("name", "ignoreExceptions"));
        common.addAll(attributes(SessionAppenderBuilder.class));
        assertThat(names("Every appender")).containsExactlyInAnyOrderElementsOf(common);
    }

    private static List<String> attributes(Class<?> type) {
        List<String> attributes = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (field.isAnnotationPresent(PluginBuilderAttribute.class)) {
                String named = field.getAnnotation(PluginBuilderAttribute.class).value();
                attributes.add(named.isEmpty() ? field.getName() : named);
            } else if (field.isAnnotationPresent(PluginElement.class)) {
                Class<?> elements = field.getType().getComponentType();
                attributes.add(
                        elements == null
                                ? field.getAnnotation(PluginElement.class).value()
                                : elements.getSimpleName());
            }
        }
        return attributes;
    }

    /** An invalid value is an error that says what is used in its place. */
    @ParameterizedTest
    @MethodSource("plugins")
    void defaultIsThatOfTheCode(Class<?> plugin) throws ReflectiveOperationException {
        List<List<String>> rows = new ArrayList<>(PAGE.table("`" + name(plugin) + "`"));
        if (builder(plugin) instanceof SessionAppenderBuilder<?>) {
            rows.addAll(PAGE.table("Every appender"));
        }
        for (List<String> row : rows) {
            String attribute = first(row);
            if (WITHOUT_WRONG_VALUE.contains(attribute)) {
                continue;
            }
            String used = usedInsteadOfAWrong(attribute, builder(plugin));
            if (used != null) {
                assertThat(value(row.get(3))).as(attribute).isEqualTo(value(used));
            } else if (!attribute.equals("shard")) {
                assertThat(row.get(2)).as("type of " + attribute).doesNotMatch(CHECKED);
            }
        }
    }

    /** @return null where nothing is used instead, or where no value is wrong */
    private String usedInsteadOfAWrong(String attribute, Object builder) throws ReflectiveOperationException {
        if (builder instanceof SessionAppenderBuilder<?> appender) {
            appender.setName("x");
            appender.setTempDir(directory.toString());
        }
        if (builder instanceof SessionDirectoryAppender.Builder<?> file && !attribute.equals("fileName")) {
            file.setComponent("worker");
        }
        String setter = "set" + attribute.substring(0, 1).toUpperCase(Locale.ROOT) + attribute.substring(1);
        builder.getClass().getMethod(setter, String.class).invoke(builder, WRONG);
        try (StatusMessages messages = StatusMessages.listen()) {
            ((Builder<?>) builder).build();
            return messages.containing(Level.ERROR, attribute, WRONG).stream()
                    .filter(message -> message.contains("; using "))
                    .map(message -> message.substring(message.lastIndexOf("; using ") + "; using ".length()))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** @return the last text in backticks, else the whole; a size in bytes */
    private static String value(String cell) {
        String value = BACKTICKS
                .matcher(cell)
                .results()
                .map(result -> result.group(1))
                .reduce((before, last) -> last)
                .orElse(cell)
                .replace("\"", "");
        Matcher size = SIZE.matcher(value);
        if (!size.matches()) {
            return value;
        }
        int unit = size.group(2) == null ? 0 : "KMG".indexOf(size.group(2)) + 1;
        return String.valueOf(Long.parseLong(size.group(1)) << 10 * unit);
    }

    @Test
    void variableOrPropertyStandsThereAndNoOther() {
        Set<String> read = new TreeSet<>();
        Manual.sources()
                .forEach(source -> LITERAL.matcher(source).results().forEach(found -> read.add(found.group(1))));
        Manual.configurations()
                .forEach(xml -> IN_CONFIGURATION.matcher(xml).results().forEach(found -> read.add(found.group(1))));
        // The channel of a Redis, and a logger.
        read.removeAll(Set.of("RAY_LOG_CHANNEL", "ray.worker"));
        assertThat(names("Variables and properties")).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void variableOrPropertyIsOfTheKindAndHasTheDefaultOfTheCode() {
        Map<String, String> kinds = Map.of(
                "number",
                "both",
                "isOn",
                "both",
                "expression",
                "both",
                "text",
                "both",
                "flag",
                "property",
                "property",
                "property",
                "variable",
                "variable");
        Pattern read = Pattern.compile(
                "\\.(number|isOn|expression|text|flag|property|variable)\\(\\s*\"([\\w.-]+)\"(?:,\\s*(true|false))?");
        String code = String.join("\n", Manual.sources());
        Map<String, List<String>> rows = PAGE.table("Variables and properties").stream()
                .collect(Collectors.toMap(ReferenceTest::first, row -> row));
        List<String> checked = new ArrayList<>();
        for (var call : read.matcher(code).results().toList()) {
            List<String> row = rows.get(call.group(2));
            if (row != null) {
                checked.add(call.group(2));
                assertThat(row.get(1)).as(call.group(2)).isEqualTo(kinds.get(call.group(1)));
                if (call.group(3) != null) {
                    String on = call.group(1).equals("isOn") ? call.group(3).equals("true") ? "1" : "0" : call.group(3);
                    assertThat(value(row.get(2))).as(call.group(2)).isEqualTo(on);
                }
            }
        }
        assertThat(checked).hasSizeGreaterThan(25);
    }

    @Test
    void lookupStandsThereAndNoOther() throws ReflectiveOperationException {
        Object[] keys = Class.forName("io.github.log4jray.lookup.RayLookup$Key").getEnumConstants();
        assertThat(names("Lookups"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(keys)
                        .map(key -> ((Enum<?>) key).name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void keyOfJsonStandsThereInItsPlace() throws IOException {
        StringMap context = ContextDataFactory.createContextData();
        for (ContextKeys key : ContextKeys.values()) {
            context.putValue(key.name().toLowerCase(Locale.ROOT), "a value");
        }
        LogEvent event = Log4jLogEvent.newBuilder()
                .setLoggerName("a.Logger")
                .setLevel(Level.INFO)
                .setMessage(new SimpleMessage("a message"))
                .setThrown(new IllegalStateException())
                .setSource(new StackTraceElement("a.Class", "method", "Class.java", 1))
                .setContextData(context)
                .build();
        String line = RayJsonLayout.newBuilder()
                .setLocationInfoEnabled("true")
                .build()
                .toSerializable(event);
        List<String> keys = new ArrayList<>();
        new ObjectMapper().readTree(line).fieldNames().forEachRemaining(keys::add);
        assertThat(names("JSON keys")).containsExactlyElementsOf(keys);
        assertThat(Manual.page("json.md").table("Keys").stream()
                        .map(row -> row.get(0))
                        .filter(cell -> cell.startsWith("`"))
                        .map(cell -> cell.replace("`", "")))
                .containsExactlyElementsOf(keys);
    }

    @Test
    void attributeOfAnMBeanStandsThereAndNoOther() {
        Map<String, String> attributes = new HashMap<>();
        Stream.of(SessionDirectoryMXBean.class.getMethods())
                .forEach(getter -> attributes.put(attribute(getter), "`SessionDirectory`"));
        Stream.of(DriverStreamMXBean.class.getMethods())
                .forEach(getter -> attributes.put(attribute(getter), "`DriverStream`"));
        Stream.of(DriverConsoleMXBean.class.getMethods())
                .forEach(getter -> attributes.put(attribute(getter), "`DriverConsole`"));
        assertThat(PAGE.table("MBean attributes").stream()
                        .collect(Collectors.toMap(ReferenceTest::first, row -> row.get(1))))
                .isEqualTo(attributes);
        Page monitoring = Manual.page("monitoring.md");
        assertThat(Stream.of("SessionDirectory", "DriverStream", "DriverConsole")
                        .flatMap(plugin -> monitoring.table(plugin).stream())
                        .map(ReferenceTest::first))
                .containsExactlyInAnyOrderElementsOf(attributes.keySet());
    }

    private static String attribute(Method getter) {
        return getter.getName().substring("get".length());
    }
}
