package io.github.log4jray.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalEscaperTest {

    @Test
    void invisibleCharactersAreShown() {
        assertThat(TerminalEscaper.of("a\u200b\u200c\u200db\u2060c\ufeffd\u206ae\u206ff\ufff9g\ufffbh\u00ad"))
                .isEqualTo("a\\u200b\\u200c\\u200db\\u2060c\\ufeffd\\u206ae\\u206ff\\ufff9g\\ufffbh\\xad");
    }

    @Test
    void tagsAreShown() {
        assertThat(TerminalEscaper.of("a" + Character.toString(0xE0041) + "b")).isEqualTo("a\\udb40\\udc41b");
    }

    @Test
    void textForATerminalOfAnotherCharsetIsAscii() {
        assertThat(TerminalEscaper.inAscii("\u001b[31mä\t€\u001b[m" + Character.toString(0x1F600) + "\n"))
                .isEqualTo("\u001b[31m\\xe4\t\\u20ac\u001b[m\\ud83d\\ude00\n");
        String ascii = "a\u001b[K\r\n";
        assertThat(TerminalEscaper.inAscii(ascii)).isSameAs(ascii);
    }

    @Test
    void visibleTextStays() {
        String text = "ä € 漢 " + Character.toString(0x1F600);
        assertThat(TerminalEscaper.of(text)).isSameAs(text);
    }
}
