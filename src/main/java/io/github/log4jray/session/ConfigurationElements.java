package io.github.log4jray.session;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;

/**
 * What the appenders of one configuration say about session, ids and driver, before Log4j has built them and afterwards.
 * Plugins that do not say it themselves use it: lookups, layouts and other appenders. The first appender that has an attribute
 * determines it for them.
 *
 * <p>Log4j resolves the lookups of a configuration while it builds the appenders, and removes from its tree what it has
 * built (2.17.1 to 2.26.1). So the attributes are copied from the tree when the first plugin asks for them; their
 * variables are replaced later, when a value is needed. Each builder adds the attributes of the element that it builds.
 * Appenders that a program has added to the configuration follow. An appender inside {@code Routing} is built for an
 * event: there, a value with a variable is not one of the process.
 *
 * <p>Thread-safe.
 */
final class ConfigurationElements {

    private static final Set<String> SESSION = Set.of("tempDir", "sessionDir", "session");
    private static final List<String> NAMES =
            List.of("tempDir", "sessionDir", "session", "jobId", "workerId", "address");
    private static final Set<String> PLUGINS = Set.of("sessiondirectory", "driverstream", "driverconsole");

    private static final Map<Configuration, ConfigurationElements> ALL = new WeakHashMap<>();

    /** Set while a thread replaces variables: a value may contain the lookup that asks for it. */
    private static final ThreadLocal<Boolean> REPLACES = new ThreadLocal<>();

    private final List<Map<String, String>> built = new CopyOnWriteArrayList<>();
    private volatile List<Map<String, String>> inTree = List.of();
    private boolean hasReadTree;

    private ConfigurationElements() {}

    /**
     * @param configuration of a plugin; may be null
     * @return what its appenders say so far
     */
    static ConfigurationElements of(Configuration configuration) {
        if (configuration == null) {
            return new ConfigurationElements();
        }
        synchronized (ALL) {
            ConfigurationElements elements = ALL.computeIfAbsent(configuration, unknown -> new ConfigurationElements());
            elements.readTree(configuration);
            return elements;
        }
    }

    /** A lookup in an attribute of the root element comes before there is a tree. */
    private void readTree(Configuration configuration) {
        if (!hasReadTree
                && configuration instanceof AbstractConfiguration tree
                && tree.getRootNode() != null
                && tree.getRootNode().hasChildren()) {
            List<Map<String, String>> found = new ArrayList<>();
            collect(tree.getRootNode(), false, found);
            inTree = found;
            hasReadTree = true;
        }
    }

    private static void collect(Node node, boolean isForEvents, List<Map<String, String>> elements) {
        if (node.getType() != null && PLUGINS.contains(node.getType().getKey().toLowerCase(Locale.ROOT))) {
            Map<String, String> ofAppender = known(node.getAttributes());
            if (isForEvents) {
                ofAppender.values().removeIf(value -> value.contains("${"));
            }
            elements.add(ofAppender);
        }
        boolean isOfEvents = isForEvents || isDeferring(node);
        node.getChildren().forEach(child -> collect(child, isOfEvents, elements));
    }

    private static boolean isDeferring(Node node) {
        return node.getType() != null && node.getType().isDeferChildren();
    }

    private static Map<String, String> known(Map<String, String> attributes) {
        Map<String, String> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        attributes.forEach((name, value) -> {
            if (Attributes.given(value) != null && NAMES.stream().anyMatch(name::equalsIgnoreCase)) {
                known.put(name, value);
            }
        });
        return known;
    }

    /**
     * Adds the attributes of an appender.
     *
     * @param node the element that is built; null for one without parents
     * @param attributes with their values, of which some may be null
     */
    void add(Node node, Map<String, String> attributes) {
        boolean isForEvent = Stream.iterate(node, parent -> parent != null, Node::getParent)
                .anyMatch(ConfigurationElements::isDeferring);
        Map<String, String> more = known(attributes);
        synchronized (built) {
            built.forEach(before -> more.keySet().removeAll(before.keySet()));
            if (built.stream().anyMatch(ConfigurationElements::namesSession)) {
                more.keySet().removeAll(SESSION);
            }
            if (!isForEvent && !more.isEmpty()) {
                built.add(more);
            }
        }
    }

    private static boolean namesSession(Map<String, String> element) {
        return SESSION.stream().anyMatch(element::containsKey);
    }

    /**
     * @param configuration the same as in {@link #of}
     * @return another number when there are more or fewer elements
     */
    int state(Configuration configuration) {
        int added = configuration == null ? 0 : configuration.getAppenders().size();
        return (built.size() * 31 + inTree.size()) * 31 + added;
    }

    /**
     * Log4j makes all properties before any of them can be used (2.17.1 to 2.26.1).
     *
     * @param configuration the same as in {@link #of}
     * @return whether it makes them now, and an attribute has a variable whose value is not known yet
     */
    boolean needProperties(Configuration configuration) {
        return configuration instanceof AbstractConfiguration tree
                && REPLACES.get() == null
                && tree.getRootNode() != null
                && tree.getRootNode().getChildren().stream()
                        .limit(1)
                        .anyMatch(first -> "Properties".equalsIgnoreCase(first.getName()) && first.getObject() == null)
                && inTree.stream()
                        .anyMatch(element -> element.keySet().stream()
                                .anyMatch(name -> value(configuration, element, name) == null));
    }

    /**
     * @param configuration the same as in {@link #of}
     * @param another finds the session of a plugin that does not name one
     * @return finds the session that an appender names; {@code another} if none does
     */
    SessionLocator sessions(Configuration configuration, SessionLocator another) {
        return elements(configuration)
                .filter(ConfigurationElements::namesSession)
                .map(element -> another.with(
                        value(configuration, element, "tempDir"),
                        value(configuration, element, "sessionDir"),
                        value(configuration, element, "session")))
                .findFirst()
                .orElse(another);
    }

    /**
     * @param configuration the same as in {@link #of}
     * @return the ids that appenders name, if they are valid
     */
    ProcessIds ids(Configuration configuration) {
        return new ProcessIds(
                id(configuration, "jobId", ContextKeys.JOB_ID),
                id(configuration, "workerId", ContextKeys.WORKER_ID),
                null,
                null);
    }

    private String id(Configuration configuration, String name, ContextKeys key) {
        return values(configuration, name)
                .map(id -> id.toLowerCase(Locale.ROOT))
                .filter(key::allows)
                .findFirst()
                .orElse(null);
    }

    /**
     * @param configuration the same as in {@link #of}
     * @return the attribute {@code address} of a {@code DriverStream}; null for none
     */
    String address(Configuration configuration) {
        return values(configuration, "address").findFirst().orElse(null);
    }

    private Stream<String> values(Configuration configuration, String name) {
        return elements(configuration)
                .map(element -> value(configuration, element, name))
                .filter(value -> value != null);
    }

    /** An appender that a program has added may have been built without its configuration. */
    private Stream<Map<String, String>> elements(Configuration configuration) {
        Stream<Map<String, String>> added = configuration == null
                ? Stream.empty()
                : configuration.getAppenders().values().stream()
                        .filter(SessionAppender.class::isInstance)
                        .map(appender -> known(((SessionAppender) appender).namedAttributes()));
        return Stream.of(built.stream(), inTree.stream(), added).flatMap(elements -> elements);
    }

    /** Null if the value is not known yet, as the value of a property that Log4j has not read yet. */
    private static String value(Configuration configuration, Map<String, String> element, String name) {
        String raw = element.get(name);
        if (raw == null || !raw.contains("${")) {
            return Attributes.given(raw);
        }
        if (REPLACES.get() != null) {
            return null;
        }
        REPLACES.set(true);
        try {
            String value = configuration.getStrSubstitutor().replace(raw);
            return value.contains("${") ? null : Attributes.given(value);
        } finally {
            REPLACES.remove();
        }
    }
}
