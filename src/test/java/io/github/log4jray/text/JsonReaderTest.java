package io.github.log4jray.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    private static Map<String, Object> read(String json) throws JsonReader.MalformedJsonException {
        byte[] bytes = ("<" + json + ">").getBytes(StandardCharsets.UTF_8);
        return JsonReader.object(bytes, 1, bytes.length - 1);
    }

    @Test
    void readsEveryKindOfValue() throws JsonReader.MalformedJsonException {
        assertThat(
                        read(
                                " { \"s\" : \"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fc\\ud83d\\ude00\u00fc\" , \"n\":-12,\"z\":0,"
                                        + "\"d\":1.5e-3,\"t\":true,\"f\":false,\"0\":null,\"a\":[],\"o\":{},\"b\":[1,[\"x\"],{\"y\":2}]}\r"))
                .containsEntry("s", "a\"\\/\b\f\n\r\t\u00fc\ud83d\ude00\u00fc")
                .containsEntry("n", -12L)
                .containsEntry("z", 0L)
                .containsEntry("d", 0.0015)
                .containsEntry("t", true)
                .containsEntry("f", false)
                .containsEntry("0", null)
                .containsEntry("a", List.of())
                .containsEntry("o", Map.of())
                .containsEntry("b", List.of(1L, List.of("x"), Map.of("y", 2L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "}",
                "{}}",
                "{} {}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":1e}",
                "{\"a\":+1}",
                "{\"a\":tru}",
                "{\"a\":nul",
                "{\"a\":\"",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12",
                "{\"a\":[1,]}",
                "{\"a\":[1}",
                "{\"a\" 1}",
                "{\"a\":NaN}",
                "{\"a\":1 2}"
            })
    void refusesEverythingElse(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(JsonReader.MalformedJsonException.class);
    }

    @Test
    void refusesDepthWithoutAnEnd() {
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(JsonReader.MalformedJsonException.class);
        assertThatThrownBy(() -> read("{\"a\":" + "{\"a\":".repeat(100_000)))
                .isInstanceOf(JsonReader.MalformedJsonException.class);
    }

    @Test
    void wholeNumbersAreExactUpToTheGreatestLong() throws JsonReader.MalformedJsonException {
        assertThat(read("{\"a\":1764343877123456789,\"b\":9223372036854775807,\"c\":-9223372036854775808}"))
                .containsEntry("a", 1764343877123456789L)
                .containsEntry("b", Long.MAX_VALUE)
                .containsEntry("c", Long.MIN_VALUE);
        assertThat(read("{\"a\":9223372036854775808}")).containsEntry("a", 0x1p63);
    }

    @Test
    void numbersOfAnyLengthAreRead() throws JsonReader.MalformedJsonException {
        String digits = "1".repeat(100_000);
        assertThat(read("{\"a\":" + digits + ",\"b\":0." + digits + ",\"c\":1e" + digits + "}"))
                .containsEntry("a", Double.POSITIVE_INFINITY)
                .containsEntry("b", 1.0 / 9)
                .containsEntry("c", Double.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "[1,{\"a\":[\"]\",null,{}],\"b\":-1e5},[]]", "{\"a\":{\"b\":[[]]},\"c\":[{}]}"})
    void valuesThatAreNestedTooDeepAreSkipped(String inner) throws JsonReader.MalformedJsonException {
        for (int depth : new int[] {JsonReader.MAX_DEPTH - 1, JsonReader.MAX_DEPTH, 100_000}) {
            String arrays = "[".repeat(depth) + inner + "]".repeat(depth);
            assertThat(read("{\"a\":" + arrays + ",\"b\":1}")).containsEntry("b", 1L);
            assertThat(read("{\"a\":[[" + arrays + " , 1],2]}")).containsKey("a");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1 2]",
                "{\"a\"}",
                "{1:1}",
                "[1}",
                "{\"a\":1]",
                "[,]",
                "{\"a\":1,}",
                "[1,]",
                "[tru]",
                "[",
                "{",
                "{\"a\":"
            })
    void skippedValuesMustBeJson(String inner) {
        String open = "[".repeat(JsonReader.MAX_DEPTH);
        String closed = "]".repeat(JsonReader.MAX_DEPTH);
        assertThatThrownBy(() -> read("{\"a\":" + open + inner + closed + "}"))
                .isInstanceOf(JsonReader.MalformedJsonException.class);
    }

    @Test
    void neverFailsInAnyOtherWay() {
        Random random = new Random(42);
        byte[] letters = "{}[]:,\"\\u0a1-+.eE tfn\n\u00fc".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] = letters[random.nextInt(letters.length)];
            }
            if (bytes.length > 0) {
                bytes[0] = '{';
            }
            try {
                assertThat(JsonReader.object(bytes, 0, bytes.length)).isNotNull();
            } catch (JsonReader.MalformedJsonException e) {
                assertThat(e).hasMessageStartingWith("byte ");
            }
        }
    }

    @Test
    void valueIsBroughtOntoOneLine() {
        assertThat(JsonReader.oneLine(" {\"a\":\r\n[1, \"\u2028\"]}\n")).isEqualTo("{\"a\":  [1, \"\\u2028\"]}");
        assertThat(JsonReader.oneLine("17")).isEqualTo("17");
        for (String other : List.of("", "017", "1,2", "NaN", "'a'", "{\"a\":1", "\"a\nb\"")) {
            assertThat(JsonReader.oneLine(other)).as(other).isNull();
        }
    }
}
