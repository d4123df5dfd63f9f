package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Environment;
import io.github.log4jray.text.Utf8Buffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a terminal each line erases the rest of its row. */
class ConsoleStreamsTest {

    @ParameterizedTest
    @CsvSource({"'', ''", "a~, aE~", "a~~b~, aE~E~bE~", "a^~b^~, aE^~bE^~", "a~b, aE~b", "^~, E^~", "ä^b~, ä^bE~"})
    void eachLineEndsByErasingWhatStoodThere(String lines, String written) {
        assertThat(ConsoleStreams.withErasedRows(new Utf8Buffer().add(text(lines))))
                .hasToString(text(written));
    }

    private static String text(String pattern) {
        return pattern.replace("~", "\n").replace("^", "\r").replace("E", "\u001b[K");
    }

    @Test
    void terminalIsTakenForUtf8WhereNoLocaleSaysOtherwise() {
        Environment none = Environment.of(Map.of(), Map.of("LANG", ""));
        Environment c = Environment.of(Map.of(), Map.of("LANG", "C"));

        assertThat(ConsoleStreams.isUtf8(StandardCharsets.UTF_8, c)).isTrue();
        assertThat(ConsoleStreams.isUtf8(StandardCharsets.US_ASCII, none)).isTrue();
        assertThat(ConsoleStreams.isUtf8(StandardCharsets.US_ASCII, c)).isFalse();
        assertThat(ConsoleStreams.isUtf8(Charset.forName("IBM850"), none)).isFalse();
    }
}
