package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.UnknownAttributes;
import io.github.log4jray.text.RecordLayout;
import io.github.log4jray.text.RenderBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginNode;
import org.apache.logging.log4j.core.impl.LocationAware;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.apache.logging.log4j.core.layout.ByteBufferDestination;
import org.apache.logging.log4j.core.util.KeyValuePair;

/**
 * One JSON object a line, with the keys of Ray's own JSON logs (Ray 2.39 to 2.60), so that one pipeline reads the
 * logs of Python and Java workers.
 *
 * <pre>{@code
 * <SessionDirectory name="file" component="worker">
 *   <RayJsonLayout locationInfoEnabled="true">
 *     <KeyValuePair key="service" value="words"/>
 *   </RayJsonLayout>
 * </SessionDirectory>
 * }</pre>
 *
 * <p>The keys, in this order; a key without a value is left out: {@code asctime}, {@code levelname}, {@code process} (the
 * pid), {@code timestamp_ns} (nanoseconds since 1970), {@code job_id}, {@code worker_id}, {@code message}, {@code filename},
 * {@code lineno}, {@code exc_text}, {@code name} (the logger), {@code node_id}, {@code actor_id}, {@code task_id},
 * {@code task_name}, {@code task_func_name}, {@code actor_name}, the attributes that {@code additionalLogStandardAttrs}
 * names, all other entries of the context by their keys, the entries of a {@code MapMessage}, additional fields. A key
 * stands once: the first of these has it.
 *
 * <table>
 * <caption>Attributes</caption>
 * <tr><th>attribute</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code locationInfoEnabled}</td><td>false</td><td>{@code filename} and {@code lineno}; Log4j walks the stack
 *     for it</td></tr>
 * <tr><td>{@code levelNames}</td><td>python</td><td>{@code python}: {@code WARNING}, {@code CRITICAL}, and {@code DEBUG}
 *     for TRACE; {@code log4j}: as Log4j names them</td></tr>
 * <tr><td>{@code timeZone}</td><td>the system's</td><td>of {@code asctime}, such as {@code UTC} or
 *     {@code Europe/Berlin}</td></tr>
 * <tr><td>{@code additionalLogStandardAttrs}</td><td>none</td><td>attributes of Python's log records, separated by
 *     commas, as in Ray's {@code LoggingConfig}: {@code threadName}, {@code thread}, {@code processName}, {@code module},
 *     {@code funcName}, {@code pathname}, {@code created}, {@code msecs}; Log4j walks the stack for {@code module},
 *     {@code funcName} and {@code pathname}</td></tr>
 * <tr><td>{@code stackTraceEnabled}</td><td>true</td><td>false: {@code exc_text} has only the first line</td></tr>
 * <tr><td>{@code maxStringLength}</td><td>off</td><td>longer values are cut to this number of characters and end
 *     with an ellipsis</td></tr>
 * <tr><td>{@code includeThreadContext}</td><td>true</td><td>false: of the context only the ids and names
 *     above</td></tr>
 * <tr><td>{@code threadContextIncludes}</td><td>all</td><td>which other entries, separated by commas</td></tr>
 * <tr><td>{@code threadContextExcludes}</td><td>none</td><td>which other entries not</td></tr>
 * </table>
 *
 * <p>{@code KeyValuePair} and {@link RayJsonField} elements are additional fields; their values may contain lookups. A lookup
 * such as {@code $${ctx:x}} is evaluated for each event, and the field is left out if it yields nothing. Numbers and booleans
 * of the context, of a {@code MapMessage} and of a {@code RayJsonField} in JSON are written as such, all other values as
 * text. A record is always one line of valid JSON in UTF-8: control characters
 * and other characters that end a line for some readers are escaped, and half a surrogate pair becomes U+FFFD.
 * Thread-safe.
 */
@Plugin(
        name = RayJsonLayout.PLUGIN_NAME,
        category = Node.CATEGORY,
        elementType = Layout.ELEMENT_TYPE,
        printObject = true)
public final class RayJsonLayout extends AbstractStringLayout implements RecordLayout, LocationAware {

    /** The name of the plugin. */
    public static final String PLUGIN_NAME = "RayJsonLayout";

    private static final int SMALLEST_MAXIMUM = 1;

    private final boolean location;
    private final RayJson json;

    private RayJsonLayout(Configuration configuration, RayJson.Settings settings) {
        super(configuration, StandardCharsets.UTF_8, null, null);
        this.location = settings.needsLocation();
        this.json = new RayJson(settings);
    }

    @Override
    public void bytes(LogEvent event, RenderBuffer buffer) {
        json.bytes(event, buffer);
    }

    @Override
    public String toSerializable(LogEvent event) {
        try (RenderBuffer buffer = RenderBuffer.take()) {
            bytes(event, buffer);
            return buffer.bytes().toString();
        }
    }

    @Override
    public byte[] toByteArray(LogEvent event) {
        try (RenderBuffer buffer = RenderBuffer.take()) {
            bytes(event, buffer);
            return buffer.bytes().toByteArray();
        }
    }

    @Override
    public void encode(LogEvent event, ByteBufferDestination destination) {
        try (RenderBuffer buffer = RenderBuffer.take()) {
            bytes(event, buffer);
            destination.writeBytes(buffer.bytes().array(), 0, buffer.bytes().length());
        }
    }

    @Override
    public boolean requiresLocation() {
        return location;
    }

    @Override
    public String getContentType() {
        return "application/json; charset=" + StandardCharsets.UTF_8;
    }

    /** @return a new builder */
    @PluginBuilderFactory
    public static Builder newBuilder() {
        return new Builder();
    }

    /** Builds the layout. */
    public static final class Builder implements org.apache.logging.log4j.core.util.Builder<RayJsonLayout> {

        @PluginConfiguration
        private Configuration configuration;

        @PluginBuilderAttribute
        private String locationInfoEnabled;

        @PluginBuilderAttribute
        private String levelNames;

        @PluginBuilderAttribute
        private String timeZone;

        @PluginBuilderAttribute
        private String stackTraceEnabled;

        @PluginBuilderAttribute
        private String maxStringLength;

        @PluginBuilderAttribute
        private String includeThreadContext;

        @PluginBuilderAttribute
        private String threadContextIncludes;

        @PluginBuilderAttribute
        private String threadContextExcludes;

        @PluginBuilderAttribute
        private String additionalLogStandardAttrs;

        @PluginElement("AdditionalField")
        private KeyValuePair[] additionalFields;

        @PluginNode
        private Node node;

        @PluginElement("JsonField")
        private RayJsonField[] jsonFields;

        private Builder() {}

        /**
         * @param newConfiguration the configuration of the layout; may be null
         * @return this
         */
        public Builder setConfiguration(Configuration newConfiguration) {
            this.configuration = newConfiguration;
            return this;
        }

        /**
         * @param newLocationInfoEnabled {@code true} or {@code false}, the default
         * @return this
         */
        public Builder setLocationInfoEnabled(String newLocationInfoEnabled) {
            this.locationInfoEnabled = newLocationInfoEnabled;
            return this;
        }

        /**
         * @param newLevelNames {@code python}, the default, or {@code log4j}
         * @return this
         */
        public Builder setLevelNames(String newLevelNames) {
            this.levelNames = newLevelNames;
            return this;
        }

        /**
         * @param newTimeZone the id of a zone; default the system's
         * @return this
         */
        public Builder setTimeZone(String newTimeZone) {
            this.timeZone = newTimeZone;
            return this;
        }

        /**
         * @param newStackTraceEnabled {@code true}, the default, or {@code false}
         * @return this
         */
        public Builder setStackTraceEnabled(String newStackTraceEnabled) {
            this.stackTraceEnabled = newStackTraceEnabled;
            return this;
        }

        /**
         * @param newMaxStringLength characters, 1 or more; default: no limit
         * @return this
         */
        public Builder setMaxStringLength(String newMaxStringLength) {
            this.maxStringLength = newMaxStringLength;
            return this;
        }

        /**
         * @param newIncludeThreadContext {@code true}, the default, or {@code false}
         * @return this
         */
        public Builder setIncludeThreadContext(String newIncludeThreadContext) {
            this.includeThreadContext = newIncludeThreadContext;
            return this;
        }

        /**
         * @param newThreadContextIncludes keys, separated by commas; default: all
         * @return this
         */
        public Builder setThreadContextIncludes(String newThreadContextIncludes) {
            this.threadContextIncludes = newThreadContextIncludes;
            return this;
        }

        /**
         * @param newThreadContextExcludes keys, separated by commas; default: none
         * @return this
         */
        public Builder setThreadContextExcludes(String newThreadContextExcludes) {
            this.threadContextExcludes = newThreadContextExcludes;
            return this;
        }

        /**
         * @param newAdditionalFields fields that follow the context
         * @return this
         */
        public Builder setAdditionalFields(KeyValuePair... newAdditionalFields) {
            this.additionalFields = newAdditionalFields.clone();
            return this;
        }

        /**
         * @param newJsonFields fields that follow the other additional fields
         * @return this
         */
        public Builder setJsonFields(RayJsonField... newJsonFields) {
            this.jsonFields = newJsonFields.clone();
            return this;
        }

        /**
         * @param newAdditionalLogStandardAttrs attributes of Python's log records, separated by commas; default: none
         * @return this
         */
        public Builder setAdditionalLogStandardAttrs(String newAdditionalLogStandardAttrs) {
            this.additionalLogStandardAttrs = newAdditionalLogStandardAttrs;
            return this;
        }

        @Override
        public RayJsonLayout build() {
            Attributes attributes = Attributes.within(PLUGIN_NAME, node);
            UnknownAttributes.report(attributes, this, node);
            List<StandardAttribute> standard = standardAttributes(attributes);
            return new RayJsonLayout(
                    configuration,
                    new RayJson.Settings(
                            attributes.choice("levelNames", levelNames, LevelNames.PYTHON),
                            zone(attributes),
                            attributes.flag("locationInfoEnabled", locationInfoEnabled, false),
                            attributes.flag("stackTraceEnabled", stackTraceEnabled, true),
                            attributes.number(
                                    "maxStringLength",
                                    maxStringLength,
                                    SMALLEST_MAXIMUM,
                                    Integer.MAX_VALUE,
                                    Integer.MAX_VALUE),
                            standard,
                            entries(attributes),
                            ids(attributes),
                            new AdditionalFields(attributes, configuration, standard)
                                    .of(additionalFields, jsonFields)));
        }

        private ZoneId zone(Attributes attributes) {
            String given = Attributes.given(timeZone);
            if (given != null) {
                try {
                    return ZoneId.of(given, ZoneId.SHORT_IDS);
                } catch (DateTimeException e) {
                    attributes.wrong(
                            "timeZone", timeZone, "expected a time zone such as UTC or Europe/Berlin", "the system's");
                }
            }
            return ZoneId.systemDefault();
        }

        private Predicate<String> entries(Attributes attributes) {
            boolean all = attributes.flag("includeThreadContext", includeThreadContext, true);
            Set<String> included = names(threadContextIncludes);
            Set<String> excluded = names(threadContextExcludes);
            return key -> all && (included.isEmpty() || included.contains(key)) && !excluded.contains(key);
        }

        private static Set<String> names(String list) {
            return Set.copyOf(namesInOrder(list));
        }

        /** Returns each name once. */
        private static List<String> namesInOrder(String list) {
            return Attributes.given(list) == null
                    ? List.of()
                    : Arrays.stream(list.split(","))
                            .map(String::strip)
                            .filter(name -> !name.isEmpty())
                            .distinct()
                            .toList();
        }

        private Function<ContextKeys, String> ids(Attributes attributes) {
            return new ProcessIdFields(IdentityResolver.of(attributes, Environment.process(), configuration));
        }

        private List<StandardAttribute> standardAttributes(Attributes attributes) {
            List<StandardAttribute> standard = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            for (String key : namesInOrder(additionalLogStandardAttrs)) {
                StandardAttribute attribute = StandardAttribute.of(key);
                if (attribute == null) {
                    unknown.add(key);
                } else {
                    standard.add(attribute);
                }
            }
            if (!unknown.isEmpty()) {
                attributes.wrong(
                        "additionalLogStandardAttrs",
                        String.join(", ", unknown),
                        "expected some of " + StandardAttribute.keys(),
                        standard.isEmpty() ? "none" : StandardAttribute.keys(standard));
            }
            return List.copyOf(standard);
        }
    }
}
