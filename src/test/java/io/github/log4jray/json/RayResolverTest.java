package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.apache.logging.log4j.util.StringMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The resolver in templates with a single field, and with an invalid one. */
@Tag("compat")
class RayResolverTest {

    @TempDir
    private Path directory;

    private void log(String resolver) {
        String template = ("{'message':{'$resolver':'message'},'it':" + resolver + "}").replace('\'', '"');
        try (Logging logging = Logging.with(Config.file(directory.resolve("app.log"))
                .with(Config.element("JsonTemplateLayout").with("eventTemplate", template)))) {
            logging.logger("app.Main").info("counting");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'$resolver':'ray','field':'taskid'}", "{'$resolver':'ray','field':17}"})
    void aWrongFieldIsOneErrorAndTheOthersAreWritten(String resolver) {
        try (StatusMessages messages = StatusMessages.listen()) {
            log(resolver);
            assertThat(messages.containing(Level.ERROR)).hasSize(1);
            assertThat(messages.containing(Level.ERROR, "ray resolver: invalid field ", "task_id"))
                    .hasSize(1);
        }
        assertThat(JsonLines.of(directory.resolve("app.log")))
                .singleElement()
                .satisfies(line ->
                        assertThat(line).containsEntry("message", "counting").doesNotContainKey("it"));
    }

    @Test
    void noFieldIsAllIdsThatAreThere() {
        log("{'$resolver':'ray'}");
        assertThat(JsonLines.of(directory.resolve("app.log")).get(0).get("it"))
                .asString()
                .contains("worker_id=");
    }

    private static String render(String resolver, Map<String, Object> context) {
        StringMap data = ContextDataFactory.createContextData();
        context.forEach(data::putValue);
        String template = ("{'it':" + resolver + "}").replace('\'', '"');
        return JsonTemplateLayout.newBuilder()
                .setConfiguration(new DefaultConfiguration())
                .setEventTemplate(template)
                .setEventDelimiter("")
                .build()
                .toSerializable(Log4jLogEvent.newBuilder()
                        .setLevel(Level.INFO)
                        .setContextData(data)
                        .build());
    }

    @Test
    void labelsAreTheOtherEntriesAndMadeOnceForAnEvent() {
        AtomicInteger rendered = new AtomicInteger();
        Object value = new Object() {
            @Override
            public String toString() {
                return "rendered " + rendered.incrementAndGet();
            }
        };

        assertThat(render("{'$resolver':'ray','field':'labels'}", Map.of("a.b", value, "task_id", "0c")))
                .isEqualTo("{\"it\":{\"a_b\":\"rendered 1\"}}");
        assertThat(rendered).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"labels", "task_id", "task_name"})
    void fieldWithoutAValueIsLeftOut(String field) {
        assertThat(render("{'$resolver':'ray','field':'" + field + "'}", Map.of("actor_name", "Counter")))
                .isEqualTo("{}");
    }

    @Test
    void oneIdIsText() {
        assertThat(render("{'$resolver':'ray','field':'actor_name'}", Map.of("actor_name", "Counter")))
                .isEqualTo("{\"it\":\"Counter\"}");
    }
}
