package io.github.log4jray.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8BufferTest {

    private final Random random = new Random(7);

    /** Characters of every length in UTF-8, control characters, and halves of surrogate pairs. */
    private String randomText() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(40); length > 0; length--) {
            switch (random.nextInt(6)) {
                case 0 -> text.append((char) random.nextInt(0x20));
                case 1 -> text.append("\"\\/\u007f\u0080\u2028\u2029\ufffd\uffff".charAt(random.nextInt(9)));
                case 2 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                case 3 -> text.append((char) (0xd800 + random.nextInt(0x800)));
                case 4 -> text.append((char) random.nextInt(0xd800));
                default -> text.append((char) (' ' + random.nextInt(95)));
            }
        }
        return text.toString();
    }

    /** What Java makes of it, with U+FFFD where Java writes a question mark for half a pair. */
    private static String wellFormed(String text) {
        StringBuilder wellFormed = new StringBuilder();
        text.codePoints().map(c -> c >= 0xd800 && c < 0xe000 ? 0xfffd : c).forEach(wellFormed::appendCodePoint);
        return wellFormed.toString();
    }

    @Test
    void encodesAnyTextAsUtf8() {
        Utf8Buffer bytes = new Utf8Buffer();
        for (int i = 0; i < 20_000; i++) {
            String text = randomText();
            bytes.truncate(0);
            CharSequence source = i % 2 == 0 ? text : new StringBuilder(text);
            assertThat(bytes.add(source).toByteArray())
                    .isEqualTo(wellFormed(text).getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0080", "\u00ff", "\u0100", "\u20ac", "\ud83d\ude00"})
    void findsACharacterThatIsNotAsciiAtEveryPlace(String other) {
        Utf8Buffer bytes = new Utf8Buffer();
        for (int length = 0; length <= 40; length++) {
            String ascii = "abcdefghijklmnopqrstuvwxyz0123456789\u0000\n\u007f~".substring(0, length);
            for (int place = 0; place <= length; place++) {
                String text = ascii.substring(0, place) + other + ascii.substring(place);
                assertAdds(bytes, text);
                assertAdds(bytes, text + other);
                assertAdds(bytes, ascii);
            }
        }
    }

    /** Behind what is there already, which stays as it is. */
    private static void assertAdds(Utf8Buffer bytes, String text) {
        for (CharSequence source : List.of(text, new StringBuilder(text), CharBuffer.wrap(text))) {
            bytes.truncate(0);
            assertThat(bytes.add("<ä>").add(source).add('|').toByteArray())
                    .isEqualTo(("<ä>" + text + "|").getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 511, 512, 513, 1023, 1024, 1025, 40_000})
    void growsWithALongText(int length) {
        for (String end : List.of("", "\u00ff", "\u20ac", "\ud83d\ude00")) {
            String text = "x".repeat(length) + end;
            assertThat(new Utf8Buffer().add(text).toByteArray()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
            assertThat(new Utf8Buffer()
                            .add("ab")
                            .add(new StringBuilder(end + text))
                            .toByteArray())
                    .isEqualTo(("ab" + end + text).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void writesAnyTextAsAJsonStringOfOneLine() throws JsonReader.MalformedJsonException {
        Utf8Buffer bytes = new Utf8Buffer();
        for (int i = 0; i < 20_000; i++) {
            String text = randomText();
            bytes.truncate(0);
            byte[] json = bytes.add("{\"a\":").addJson(text).add('}').toByteArray();
            assertThat(JsonReader.object(json, 0, json.length)).containsEntry("a", wellFormed(text));
            for (byte b : json) {
                assertThat(b & 0xff).isGreaterThanOrEqualTo(0x20);
            }
        }
    }

    @Test
    void stopsBeforeACharacterThatWouldBeTooMuch() {
        Utf8Buffer bytes = new Utf8Buffer();
        for (int i = 0; i < 20_000; i++) {
            String text = randomText().replaceAll("[\r\n]", "x");
            int most = random.nextInt(60);
            bytes.truncate(0);
            int stopped = bytes.addJsonLine(text, 0, most);
            assertThat(bytes.length()).isLessThanOrEqualTo(most);
            assertThat(bytes).hasToString(jsonContent(text.substring(0, stopped)));
            if (stopped < text.length()) {
                int next = text.offsetByCodePoints(stopped, 1);
                assertThat(jsonContent(text.substring(0, next)))
                        .satisfies(more -> assertThat(more.getBytes(StandardCharsets.UTF_8))
                                .hasSizeGreaterThan(most));
            }
        }
    }

    private static String jsonContent(String text) {
        Utf8Buffer whole = new Utf8Buffer();
        whole.addJsonContent(text, 0, text.length());
        return whole.toString();
    }

    @Test
    void stopsAtTheEndOfALineWhereverItStands() {
        for (String before : List.of("", "ab", "\u00e9", "\ud83d\ude00", "\"\t")) {
            for (int length : new int[] {0, 1, 7, 8, 9, 253, 254, 255, 256, 257, 767, 768, 769, 20_000}) {
                String line = "x".repeat(length) + before;
                for (String end : List.of("", "\n", "\r", "\r\n", "\nmore \ud83d", "\r\"\u20ac")) {
                    Utf8Buffer bytes = new Utf8Buffer().add('<');
                    assertThat(bytes.addJsonLine("\n" + line + end, 1, Integer.MAX_VALUE))
                            .isEqualTo(1 + line.length());
                    assertThat(bytes).hasToString("<" + jsonContent(line));
                }
            }
        }
    }

    @Test
    void countsAllPiecesOfALongLineAsOne() {
        String line = "\u00e9".repeat(10_000);
        Utf8Buffer bytes = new Utf8Buffer();
        assertThat(bytes.addJsonLine(line, 0, 2 * 9_000 + 1)).isEqualTo(9_000);
        assertThat(bytes).hasToString(line.substring(0, 9_000));
    }

    @Test
    void writesNumbersAsJavaDoes() {
        LongStream.of(0, 1, 9, 10, 99, 100, -1, Long.MAX_VALUE, Long.MIN_VALUE)
                .forEach(number -> assertThat(new Utf8Buffer().add(number)).hasToString(Long.toString(number)));
    }

    @Test
    void jsonContentIsTheSameInPiecesAndWhereverWhatIsEscapedStands() {
        List<String> specials =
                List.of("\"", "\\", "\n", "\u0001", "\u007f", "\u0080", "\u00e9", "\u2028", "\ud83d\ude00");
        for (String special : specials) {
            for (int before = 0; before < 20; before++) {
                String text = "x".repeat(before) + special + special + "y".repeat(20 - before) + special;
                Utf8Buffer whole = new Utf8Buffer();
                whole.addJsonContent(text, 0, text.length());
                Utf8Buffer limited = new Utf8Buffer();
                limited.addJsonLine(text, 0, 100);
                // what may exceed the limit is written each by itself
                assertThat(special.equals("\n") || whole.toString().equals(limited.toString()))
                        .isTrue();
                assertThat(new Utf8Buffer().addJson(text)).hasToString('"' + whole.toString() + '"');
            }
        }
        Utf8Buffer empty = new Utf8Buffer();
        empty.addJsonContent("", 0, 0);
        assertThat(empty.length()).isZero();
    }
}
