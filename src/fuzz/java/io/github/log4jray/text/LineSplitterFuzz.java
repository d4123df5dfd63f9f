package io.github.log4jray.text;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.ArrayList;
import java.util.List;

/** Text is split into lines as Java's own {@code String.lines()} splits it. */
public final class LineSplitterFuzz {

    private LineSplitterFuzz() {}

    /** @param data a text that somebody logs */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = LineSplitter.end(text, from);
            lines.add(text.substring(from, end));
            from = LineSplitter.next(text, end);
        }
        if (!lines.equals(text.lines().toList())) {
            throw new AssertionError(lines + " of " + text);
        }
    }
}
