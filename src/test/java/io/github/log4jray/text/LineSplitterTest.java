package io.github.log4jray.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {

    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int end = LineSplitter.end(text, start);
            lines.add(text.substring(start, end));
            start = LineSplitter.next(text, end);
        }
        return lines;
    }

    @Test
    void endAtEveryKindOfLineEnd() {
        for (String text : List.of("", "a", "a\n", "a\r\nb", "a\rb\r", "\n", "\r\n\r\n", "\n\r", "a\n\nb\r\r\nc")) {
            assertThat(split(text)).as(text).isEqualTo(text.lines().toList());
        }
    }
}
