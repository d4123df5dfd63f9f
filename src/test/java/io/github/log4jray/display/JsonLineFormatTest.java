package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.text.Utf8Buffer;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLineFormatTest {

    private static final Batch BATCH = new Batch(null, "7", null, false, List.of(), null, null, 0, null);

    private final JsonLineFormat format = new JsonLineFormat(Clock.systemDefaultZone());

    private String line(String text, long repeats) {
        Utf8Buffer out = new Utf8Buffer();
        format.write(BATCH, text, repeats, out);
        return out.toString();
    }

    @Test
    void countOfRepeatsIsAKeyUnlessTheLineHasIt() {
        assertThat(line("text", 3)).endsWith(",\"repeated\":3}\n");
        assertThat(line("{\"a\":1}", 3)).endsWith(",\"repeated\":3}\n");
        assertThat(line("{\"repeated\":1}", 3)).startsWith("{\"repeated\":1,").containsOnlyOnce("repeated");
        assertThat(line("text", 3)).endsWith(",\"repeated\":3}\n");
    }

    @Test
    void numberThatIsNoDoubleKeepsItsText() {
        assertThat(line("{\"a\":1E+400,\"b\":-1e999999999999}", 0)).startsWith("{\"a\":1E+400,\"b\":-1e999999999999,");
    }
}
