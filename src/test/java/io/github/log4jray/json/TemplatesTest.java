package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.LogTaskEvents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout.EventTemplateAdditionalField;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The event templates and the resolver, on each Log4j, beside {@code RayJsonLayout} with the same events. */
@Tag("compat")
class TemplatesTest {

    private static final List<String> LOG4J_VERSIONS = JavaProcess.LOG4J_VERSIONS;
    private static final List<String> FIELDS = List.of(
            "job_id", "worker_id", "node_id", "actor_id", "task_id", "task_name", "task_func_name", "actor_name");

    @TempDir
    private Path directory;

    private Element file(String name, Element layout) {
        return Config.file(directory.resolve(name)).with("name", name).with(layout);
    }

    private static Element template(String attribute, String value) {
        return Config.element("JsonTemplateLayout")
                .with("locationInfoEnabled", true)
                .with(attribute, value);
    }

    private List<Map<String, Object>> lines(String name) {
        return JsonLines.of(directory.resolve(name));
    }

    private void log(String log4j) throws Exception {
        StringBuilder fields = new StringBuilder("{'ray':{'$resolver':'ray'}");
        FIELDS.forEach(field -> fields.append(",'")
                .append(field)
                .append("':{'$resolver':'ray','field':'")
                .append(field)
                .append("'}"));
        fields.append(
                ",'levelname':{'$resolver':'ray','field':'levelname'},'process':{'$resolver':'ray','field':'process'}}");
        Config configuration = Config.of(
                        file("layout", Config.rayJson().with("locationInfoEnabled", true)),
                        file("template", template("eventTemplateUri", "classpath:RayLayout.json")),
                        file("ecs", template("eventTemplateUri", "classpath:RayEcsLayout.json")),
                        file(
                                "fields",
                                template("eventTemplate", fields.toString().replace('\'', '"'))))
                .level("all");
        try (JavaProcess process = JavaProcess.plan(directory, LogTaskEvents.class)
                .configured(configuration)
                .onLog4j(log4j)
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.lines()).isEmpty();
            assertThat(process.errLines()).isEmpty();
        }
    }

    @ParameterizedTest
    @FieldSource("LOG4J_VERSIONS")
    void eachTemplateGivesWhatItPromises(String log4j) throws Exception {
        log(log4j);
        assertTemplateGivesTheObjectOfTheLayout();
        assertFieldsAreThoseOfTheLayout();
        List<String> broken = lines("ecs").stream()
                .map(EcsRules::broken)
                .flatMap(List::stream)
                .toList();
        assertThat(broken).isEmpty();
        assertEcs();
    }

    private void assertTemplateGivesTheObjectOfTheLayout() {
        List<Map<String, Object>> expected = lines("layout");
        List<Map<String, Object>> actual = lines("template");
        assertThat(actual).hasSameSizeAs(expected).isNotEmpty();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).isEqualTo(expected.get(i));
            assertThat(actual.get(i).keySet())
                    .containsExactlyElementsOf(expected.get(i).keySet());
        }
    }

    private void assertFieldsAreThoseOfTheLayout() {
        List<Map<String, Object>> layout = lines("layout");
        List<Map<String, Object>> fields = lines("fields");
        assertThat(fields).hasSameSizeAs(layout);
        for (int i = 0; i < layout.size(); i++) {
            Map<String, Object> ids = new LinkedHashMap<>(layout.get(i));
            ids.keySet().retainAll(FIELDS);
            Map<String, Object> expected = new LinkedHashMap<>(ids);
            expected.put("ray", ids);
            expected.put("levelname", layout.get(i).get("levelname"));
            expected.put("process", layout.get(i).get("process"));
            assertThat(fields.get(i)).isEqualTo(expected);
            assertThat(((Map<?, ?>) fields.get(i).get("ray")).keySet()).isEqualTo(ids.keySet());
        }
    }

    private void assertEcs() {
        List<Map<String, Object>> layout = lines("layout");
        List<Map<String, Object>> ecs = lines("ecs");
        assertThat(ecs).hasSameSizeAs(layout);
        for (int i = 0; i < layout.size(); i++) {
            Map<String, Object> ids = new LinkedHashMap<>(layout.get(i));
            ids.keySet().retainAll(FIELDS);
            assertThat(ecs.get(i))
                    .containsEntry("ray", ids)
                    .containsEntry("message", layout.get(i).get("message"))
                    .containsEntry("process.pid", layout.get(i).get("process"))
                    .containsEntry("process.thread.name", "main")
                    .containsEntry("log.origin.file.name", "LogTaskEvents.java")
                    .containsEntry("log.origin.file.line", layout.get(i).get("lineno"));
        }
        Map<String, Object> last = ecs.get(ecs.size() - 1);
        assertThat(last.get("labels"))
                .isEqualTo(Map.of(
                        "user",
                        "a",
                        "trace_id",
                        "1",
                        "two\nlines",
                        "b",
                        "message",
                        "hidden",
                        "process",
                        "hidden",
                        "empty",
                        ""));
        assertThat(last)
                .containsEntry("tags", List.of("pushed"))
                .containsEntry("error.type", "java.lang.IllegalStateException");
    }

    private static Template rendered(String template, EventTemplateAdditionalField... fields) {
        return new Template(JsonTemplateLayout.newBuilder()
                .setConfiguration(new DefaultConfiguration())
                .setEventTemplateUri("classpath:" + template)
                .setEventTemplateAdditionalFields(fields)
                .build());
    }

    private record Template(JsonTemplateLayout layout) {
        String of(Map<String, Object> context) {
            SortedArrayStringMap data = new SortedArrayStringMap();
            context.forEach(data::putValue);
            return layout.toSerializable(Log4jLogEvent.newBuilder()
                    .setMessage(new SimpleMessage("counted"))
                    .setContextData(data)
                    .build());
        }
    }

    @Test
    void entryOfTheContextWithTheKeyOfAnAdditionalFieldIsWrittenOnce() {
        String line = rendered(
                        "RayLayout.json",
                        EventTemplateAdditionalField.newBuilder()
                                .setKey("service")
                                .setValue("words")
                                .build())
                .of(Map.of("service", "of the context", "rows", 17, "user", "a"));
        assertThat(line.split("\"service\"", -1)).hasSize(2);
        assertThat(JsonLines.object(line.getBytes(StandardCharsets.UTF_8)))
                .containsEntry("service", "words")
                .containsEntry("rows", 17)
                .containsEntry("user", "a");
    }

    @Test
    void labelsOfTheElasticCommonSchemaDoNotCollapse() {
        String line = rendered("RayEcsLayout.json").of(Map.of("a.b", "1", "a_b", "2", "a*b", "3", "c.d", 4));
        assertThat(JsonLines.object(line.getBytes(StandardCharsets.UTF_8)))
                .containsEntry("labels", Map.of("a_b", "2", "a_b_2", "3", "a_b_3", "1", "c_d", "4"));
    }
}
