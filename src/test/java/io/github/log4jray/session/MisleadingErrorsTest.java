package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.Logging;
import io.github.log4jray.testing.StatusMessages;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An error says what is wrong, and nothing that is right is said to be wrong. */
class MisleadingErrorsTest {

    @TempDir
    Path directory;

    private List<String> errorsOf(String attributes) {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging logging =
                    Logging.with("<SessionDirectory name=\"bad\" tempDir=\"" + directory + "\" " + attributes + "/>")) {
                logging.logger("test").info("line");
            }
            return messages.containing(Level.ERROR, "SessionDirectory \"bad\": ");
        }
    }

    @Test
    void aStreamBesideAPlainNameIsAnError() {
        assertThat(errorsOf("fileName=\"app.log\" stream=\"err\""))
                .singleElement()
                .asString()
                .contains("stream=\"err\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"component=\"redis_shard\" shard=\"0\"", "component=\"job_driver\" submissionId=\"a\""})
    void whatGoesWithAComponentIsNotRefusedForItsMistypedName(String attributes) {
        assertThat(errorsOf(attributes)).singleElement().asString().contains("component=\"");
    }
}
