package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two displays of one process have one terminal. */
class BarAreaTest {

    private static final Object ONE = "one";
    private static final Object TWO = "two";

    @AfterEach
    void erase() {
        BarArea.remove(ONE);
        BarArea.remove(TWO);
    }

    private static BarRows replace(Object display, int bars, int room) {
        List<String> texts = IntStream.range(0, Math.min(bars, room))
                .mapToObj(i -> display + " " + i)
                .toList();
        return BarArea.replace(display, new BarArea.Share(texts, bars, room, 80, "…"));
    }

    private static List<String> shown(BarRows rows) {
        assertThat(BarRows.current()).isSameAs(rows);
        return new String(rows.bytes(), StandardCharsets.UTF_8)
                .replaceAll("\u001b\\[[?\\d]*[a-zA-Z]", "")
                .lines()
                .filter(text -> !text.isBlank())
                .toList();
    }

    @Test
    void barsOfBothAreDrawnOneBelowTheOther() {
        replace(ONE, 1, 22);
        assertThat(shown(replace(TWO, 2, 22))).containsExactly("one 0", "two 0", "two 1");
        assertThat(shown(replace(ONE, 2, 22))).containsExactly("one 0", "one 1", "two 0", "two 1");
        assertThat(shown(BarArea.remove(ONE))).containsExactly("two 0", "two 1");
        assertThat(replace(TWO, 0, 22).isEmpty()).isTrue();
    }

    @Test
    void whatDoesNotFitIsOneNumber() {
        replace(ONE, 30, 22);
        List<String> shown = shown(replace(TWO, 5, 22));

        assertThat(shown).hasSize(22).startsWith("one 0").endsWith("one 20", "… and 14 more");
        assertThat(shown(replace(ONE, 1, 22))).hasSize(6);
    }
}
