package io.github.log4jray.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.display.Screen;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.redis.StreamReader.Dropped;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** What of a stream is shown where the connection ends in the middle of it. */
class StreamDisplayTest {

    private final StreamPositions positions = new StreamPositions();
    private final StreamDisplay display = new StreamDisplay(
            new DriverJobs(null),
            new StreamFeed(new Display(DisplaySettings.of(Environment.process(), "10.0.0.1"), new Screen().console())),
            positions,
            new StreamDiagnostics("test", (Address.Redis) Address.parse("redis://127.0.0.1:1")));

    /** The numbers of missing lines, and the lines. */
    private final List<String> shown = new ArrayList<>();

    private static StreamEntry entry(String id, long seq, long before, String line) {
        byte[] batch = ("{\"pid\":7,\"lines\":[\"" + line + "\"]}").getBytes(StandardCharsets.UTF_8);
        return new StreamEntry(id, batch, "sender", seq, before, 1, 4);
    }

    private void show(StreamEntry entry, int most) throws IOException {
        display.show(entry, sender -> null, batch -> {
            if (shown.size() >= most) {
                throw new IOException("ended");
            }
            shown.add(batch == null ? "nothing" : batch.dropped() + " " + batch.lines());
        });
    }

    @Test
    void missingLinesAreCountedOnceWhereTheLinesAfterThemAreNotTaken() throws IOException {
        StreamEntry entry = entry("1-1", 3, 10, "line");
        assertThatIOException().isThrownBy(() -> show(entry, 1));
        show(entry, 9);
        show(entry, 9);
        show(entry("1-2", 4, 11, "next"), 9);
        assertThat(shown).containsExactly("6 []", "0 [line]", "0 [next]");
    }

    @Test
    void missingLinesThatAreNotTakenAreCountedNextTime() throws IOException {
        StreamEntry entry = entry("1-1", 3, 10, "line");
        assertThatIOException().isThrownBy(() -> show(entry, 0));
        show(entry, 9);
        assertThat(shown).containsExactly("6 []", "0 [line]");
    }

    @Test
    void linesOfAnotherProgramThatWereDroppedUnreadAreReportedWhereNobodyKnowsWhoseTheyAre() throws IOException {
        try (StatusMessages messages = StatusMessages.listen()) {
            display.show(new Dropped("program", "3 12 4", null), batch -> {});
            assertThat(messages.containing(Level.WARN, "dropped 8 lines of other programs unread"))
                    .hasSize(1);
        }
    }
}
