package io.github.log4jray.json;

import io.github.log4jray.settings.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.lookup.StrSubstitutor;
import org.apache.logging.log4j.core.util.KeyValuePair;

/** Reads the additional fields of a layout from its configuration. Used once, by the builder of the layout. */
final class AdditionalFields {

    private final Attributes attributes;
    private final Configuration configuration;
    private final Set<String> standardKeys;
    private final List<AdditionalField> fields = new ArrayList<>();

    /**
     * @param attributes reports invalid fields
     * @param configuration evaluates lookups; may be null
     * @param standard attributes of the same layout, whose keys no field may have
     */
    AdditionalFields(Attributes attributes, Configuration configuration, List<StandardAttribute> standard) {
        this.attributes = attributes;
        this.configuration = configuration;
        this.standardKeys = standard.stream().map(StandardAttribute::key).collect(Collectors.toSet());
    }

    /**
     * @param pairs as text; may be null
     * @param jsonFields as text or as JSON; may be null
     * @return the valid ones
     */
    List<AdditionalField> of(KeyValuePair[] pairs, RayJsonField[] jsonFields) {
        for (KeyValuePair pair : pairs == null ? new KeyValuePair[0] : pairs) {
            add("KeyValuePair", pair.getKey(), pair.getValue(), false);
        }
        for (RayJsonField field : jsonFields == null ? new RayJsonField[0] : jsonFields) {
            add(RayJsonField.PLUGIN_NAME, field.getKey(), field.getValue(), field.isJson());
        }
        return List.copyOf(fields);
    }

    private void add(String element, String key, String value, boolean json) {
        if (key == null || value == null) {
            String missing = element + (key == null ? " key" : " value");
            attributes.wrong(missing, null, "expected a key and a value", "nothing");
            return;
        }
        String name = ContextEntries.wellFormed(key);
        boolean known = fields.stream().anyMatch(field -> field.name().equals(name));
        if (known || !RayJson.isFree(name) || standardKeys.contains(name)) {
            attributes.wrong(element + " key", key, "another field has this key", "nothing");
        } else if (value.contains("${") && configuration != null) {
            fields.add(lookup(name, value, json));
        } else {
            fields.add(new AdditionalField(name, value, null, json));
        }
    }

    /** The value that Log4j leaves as it is, because the lookup yields nothing, is no value. */
    private AdditionalField lookup(String name, String value, boolean json) {
        StrSubstitutor substitutor = configuration.getStrSubstitutor();
        boolean alone = value.startsWith("${") && value.indexOf('}') == value.length() - 1;
        return new AdditionalField(
                name,
                null,
                event -> {
                    String found = substitutor.replace(event, value);
                    return alone && value.equals(found) ? null : found;
                },
                json);
    }
}
