package io.github.log4jray.display;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.text.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A line of a worker is shown as one line with a prefix that it can't forge, and changes no terminal but its colours. */
public final class BatchFormatFuzz {

    private static final DisplaySettings SETTINGS = DisplaySettings.of(Environment.of(Map.of(), Map.of()), "10.0.0.1");
    private static final Pattern PREFIX = Pattern.compile("\\((\\P{Cc}|\t)*\\) ");
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}&&[^\t]]");
    private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9;:]*m");

    private BatchFormatFuzz() {}

    /** @param data a batch */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        boolean terminal = data.consumeBoolean();
        Batch batch = new Batch(
                text(data),
                data.consumeString(40),
                text(data),
                data.consumeBoolean(),
                List.of(),
                text(data),
                text(data),
                Math.max(0, data.consumeLong()),
                text(data));
        String line = data.consumeRemainingAsString();
        BatchFormat format = new BatchFormat(SETTINGS, terminal, terminal);
        Utf8Buffer out = new Utf8Buffer();
        format.write(batch, line, 0, out);
        check(out, terminal);
        out.truncate(0);
        format.writeLoss(batch, out);
        check(out, terminal);
    }

    private static String text(FuzzedDataProvider data) {
        return data.consumeBoolean() ? data.consumeString(100) : null;
    }

    private static void check(Utf8Buffer out, boolean terminal) {
        String shown = new String(out.toByteArray(), StandardCharsets.UTF_8);
        String text = terminal ? COLOR.matcher(shown).replaceAll("") : shown;
        if (!text.endsWith("\n")
                || UNSAFE.matcher(text.substring(0, text.length() - 1)).find()
                || !PREFIX.matcher(text).lookingAt()) {
            throw new AssertionError("shown: " + shown);
        }
    }
}
