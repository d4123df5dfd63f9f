package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong configurations of the resolver. */
@Tag("compat")
class RayResolverTest {

    @TempDir
    private Path directory;

    private void log(String resolver) {
        String template = ("{'message':{'$resolver':'message'},'it':" + resolver + "}").replace("'", "&quot;");
        try (Logging logging = Logging.with("<File name=\"file\" fileName=\"" + directory.resolve("app.log")
                + "\"><JsonTemplateLayout eventTemplate=\"" + template + "\"/></File>")) {
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
}
