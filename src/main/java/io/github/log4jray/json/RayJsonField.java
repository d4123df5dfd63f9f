package io.github.log4jray.json;

import io.github.log4jray.settings.Attributes;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;

/**
 * An additional field of {@link RayJsonLayout}, as text or as JSON. With {@code format="JSON"} the value is written as it
 * stands: a number, a boolean, an array or an object.
 *
 * <pre>{@code
 * <RayJsonLayout>
 *   <RayJsonField key="service" value="words"/>
 *   <RayJsonField key="shard" value="17" format="JSON"/>
 * </RayJsonLayout>
 * }</pre>
 *
 * <p>The value may contain lookups, as in a {@code KeyValuePair}. A value that is not JSON is reported as an error, once,
 * and is written as text. Immutable.
 */
@Plugin(name = RayJsonField.PLUGIN_NAME, category = Node.CATEGORY, printObject = true)
public final class RayJsonField {

    /** The name of the plugin. */
    public static final String PLUGIN_NAME = "RayJsonField";

    private final String key;
    private final String value;
    private final Format format;

    /** How the value of a field is written. */
    enum Format {
        /** As a JSON string. */
        STRING,
        /** As it stands. */
        JSON
    }

    private RayJsonField(Builder builder, Format format) {
        this.key = builder.key;
        this.value = builder.value;
        this.format = format;
    }

    /** @return the key; null if it is missing */
    public String getKey() {
        return key;
    }

    /** @return the value; null if it is missing */
    public String getValue() {
        return value;
    }

    /** @return whether the value is JSON */
    public boolean isJson() {
        return format == Format.JSON;
    }

    @Override
    public String toString() {
        return key + '=' + value;
    }

    /** @return a new builder */
    @PluginBuilderFactory
    public static Builder newBuilder() {
        return new Builder();
    }

    /** Builds a field. */
    public static final class Builder implements org.apache.logging.log4j.core.util.Builder<RayJsonField> {

        @PluginBuilderAttribute
        private String key;

        @PluginBuilderAttribute
        private String value;

        @PluginBuilderAttribute
        private String format;

        private Builder() {}

        /**
         * @param newKey the key
         * @return this
         */
        public Builder setKey(String newKey) {
            this.key = newKey;
            return this;
        }

        /**
         * @param newValue the value; it may contain lookups
         * @return this
         */
        public Builder setValue(String newValue) {
            this.value = newValue;
            return this;
        }

        /**
         * @param newFormat {@code STRING}, the default, or {@code JSON}
         * @return this
         */
        public Builder setFormat(String newFormat) {
            this.format = newFormat;
            return this;
        }

        @Override
        public RayJsonField build() {
            return new RayJsonField(this, new Attributes(PLUGIN_NAME, key).choice("format", format, Format.STRING));
        }
    }
}
