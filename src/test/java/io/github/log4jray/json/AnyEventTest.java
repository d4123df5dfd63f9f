package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an event holds, its line is one valid JSON object with the keys, order and values of the contract. */
class AnyEventTest {

    private static final long SEED = 20261212;
    private static final int LAYOUTS = 60;

    @TempDir
    private Path directory;

    @Test
    void jacksonReadsOfAnyEventWhatItHolds() {
        AtomicInteger cases = new AtomicInteger();
        new AnyEvents(SEED).forEach(LAYOUTS, (line, expected) -> {
            assertThat(JsonLines.object(line))
                    .as("case %s", cases.getAndIncrement())
                    .isEqualTo(expected);
            assertThat(JsonLines.object(line).keySet()).containsExactlyElementsOf(expected.keySet());
        });
        assertThat(cases.get()).isEqualTo(6000);
    }

    /** Needs {@code python3}. */
    @Test
    @Tag("tools")
    void pythonReadsOfAnyEventWhatItHolds() throws Exception {
        Path lines = directory.resolve("lines.json");
        Path expectations = directory.resolve("expected.json");
        try (OutputStream to = Files.newOutputStream(lines);
                OutputStream expected = Files.newOutputStream(expectations)) {
            new AnyEvents(SEED + 1).forEach(LAYOUTS, (line, object) -> {
                try {
                    to.write(line);
                    expected.write((JsonLines.line(object) + "\n").getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        Process python = new ProcessBuilder(
                        "python3", "src/test/python/same_json.py", lines.toString(), expectations.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEqualTo("6000 lines\n");
    }
}
